package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.intarsia.backend.mcu.CProject;
import dev.intarsia.backend.mcu.McuBackend;
import dev.intarsia.backend.mcu.SelfTest;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.frontend.tflite.TfliteReader;
import dev.intarsia.hwtest.c.HostC;
import dev.intarsia.hwtest.c.QemuC;
import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.engine.TensorObserver;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.pass.PrunedGraph;
import dev.intarsia.ir.pass.RemoveChannels;
import dev.intarsia.ir.quantize.FollowTypes;
import dev.intarsia.ir.range.ProductSum;
import dev.intarsia.ir.target.Microcontroller;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.runner.Resource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The networks of MLPerf Tiny as firmware for every target: every layer has the words of TensorFlow Lite Micro's reference kernels, by their
 * checksums, for six inputs. They are read from the corpus, where it is. The ordinary run takes the keyword spotter on a Cortex-M4 and one
 * input, {@code -Dintarsia.tests=full} all; there the person detector without its dead channels and another person detector come to it.
 */
@RequiresTool({"gcc", "arm-none-eabi-gcc", "qemu-system-arm", "riscv64-unknown-elf-gcc", "qemu-system-riscv32"})
class MlperfTinyTest {

    private static final Path CORPUS = Path.of(System.getProperty("intarsia.root"))
            .resolve(System.getProperty("intarsia.corpus", "../shared/corpus"))
            .resolve("models");
    private static final Path MODELS = CORPUS.resolve("mlperf_tiny");
    private static final String SPOTTER = "kws_ref_model.tflite";
    private static final String DETECTOR = "vww_96_int8.tflite";
    private static final String BOARD = "cortex-m4";
    private static final int PATTERNS = 6;
    private static final Map<Path, QuantizedGraph> GRAPHS = new LinkedHashMap<>();
    private static final Map<List<Object>, Program> PROGRAMS = new HashMap<>();
    private static final Map<List<Object>, Map<String, RawTensor>> WORDS = new HashMap<>();

    private static int layers;
    private static int runs;

    /**
     * Instructions of TensorFlow Lite Micro with CMSIS-NN for one inference, and the share of them that is the goal; measured with QEMU 7.2
     * and gcc 12.2 at the flags of its own release.
     */
    record Peer(String file, String target, boolean pruned, long instructions, double goal) {}

    private static final List<Peer> PEERS = List.of(
            new Peer(SPOTTER, BOARD, false, 7_578_630, 0.36),
            new Peer("pretrainedResnet_quant.tflite", BOARD, false, 29_728_496, 0.36),
            new Peer("ad01_int8.tflite", BOARD, false, 582_257, 0.45),
            new Peer(DETECTOR, BOARD, true, 23_775_772, 0.22),
            new Peer(SPOTTER, "cortex-m0plus", false, 29_003_185, 0.55),
            new Peer("pretrainedResnet_quant.tflite", "cortex-m0plus", false, 97_562_090, 0.55),
            new Peer("ad01_int8.tflite", "cortex-m0plus", false, 1_763_079, 0.55),
            new Peer(DETECTOR, "cortex-m0plus", false, 86_878_443, 0.55),
            new Peer(SPOTTER, "cortex-m55", false, 1_785_173, 0.65),
            new Peer("pretrainedResnet_quant.tflite", "cortex-m55", false, 4_809_314, 0.65),
            new Peer("ad01_int8.tflite", "cortex-m55", false, 149_912, 0.65),
            new Peer(DETECTOR, "cortex-m55", false, 6_433_144, 0.65));

    /** Where the instructions are known to be more than the goal. */
    private static final Set<String> MISSED = Set.of("cortex-m55");

    /** A model's file, a target, and whether channels are removed. */
    record Case(String file, String target, boolean pruned) {}

    /** For each model's file and each input the checksum of every layer. */
    private static Map<String, Map<Integer, List<String>>> checksums() {
        String text = new String(Resource.read(MlperfTinyTest.class, "mlperf-tiny-layers.txt"), StandardCharsets.UTF_8);
        Map<String, Map<Integer, List<String>>> checksums = new LinkedHashMap<>();
        text.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> List.of(line.split(" ")))
                .forEach(words -> checksums
                        .computeIfAbsent(words.get(0), unused -> new TreeMap<>())
                        .put(Integer.parseInt(words.get(1)), words.subList(2, words.size())));
        return checksums;
    }

    static List<Case> cases() {
        if (!Full.asked()) {
            return List.of(new Case(SPOTTER, BOARD, false));
        }
        List<Case> cases = new ArrayList<>();
        for (String target : TargetReader.microcontrollers()) {
            checksums().keySet().forEach(file -> cases.add(new Case(file, target, false)));
        }
        cases.add(new Case(DETECTOR, BOARD, true));
        cases.add(new Case(DETECTOR, "host", true));
        return cases;
    }

    private static QuantizedGraph graph(Path file) {
        assumeTrue(Files.isRegularFile(file), () -> "there is no " + file);
        return GRAPHS.computeIfAbsent(
                file, f -> FollowTypes.apply(TfliteReader.read(f).graph(), ArithmeticProfile.TFLM, new Diagnostics()));
    }

    /** Input 0 is a formula, 1 to 3 are the self-test's, 4 has the least word everywhere, 5 the greatest. */
    private static List<RawTensor> inputs(CProject project, int pattern) {
        if (pattern >= 1 && pattern <= 3) {
            return SelfTest.inputs(project.inputs(), pattern);
        }
        return project.inputs().stream()
                .map(input -> RawTensor.owning(
                        input.format(),
                        input.shape(),
                        IntStream.range(0, input.shape().elements())
                                .mapToLong(i -> switch (pattern) {
                                    case 0 -> (i * 37L + 11) % 256 - 128;
                                    case 4 -> input.format().min();
                                    default -> input.format().max();
                                })
                                .toArray()))
                .toList();
    }

    private static List<Integer> patterns() {
        return Full.asked() ? IntStream.range(0, PATTERNS).boxed().toList() : List.of(1);
    }

    /** The oracle's words; the self-tests of a network for several targets expect the same. */
    private static Map<String, RawTensor> words(Program program, List<RawTensor> inputs) {
        List<Object> key = List.of(
                System.identityHashCode(program),
                inputs.stream().map(SelfTest::checksum).toList());
        return WORDS.computeIfAbsent(key, unused -> CEngine.words(program, inputs));
    }

    private static Program program(Path file, boolean pruned, QuantizedGraph graph) {
        return PROGRAMS.computeIfAbsent(List.of(file, pruned), unused -> Lower.lower(graph));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyLayerHasTheReferencesWords(Case c) {
        Path file = MODELS.resolve(c.file());
        PrunedGraph graph = c.pruned() ? RemoveChannels.apply(graph(file)) : new PrunedGraph(graph(file), Map.of());
        Program program = program(file, c.pruned(), graph.graph());
        Microcontroller target = TargetReader.microcontroller(c.target());
        CProject project = McuBackend.generate(program, target, MlperfTinyTest::words);
        Map<Integer, List<String>> expected = checksums().get(c.file());
        List<List<RawTensor>> inputs =
                patterns().stream().map(p -> inputs(project, p)).toList();
        List<Map<String, String>> found = new ArrayList<>();
        inputs.forEach(unused -> found.add(new LinkedHashMap<>()));
        IntFunction<TensorObserver> each =
                inference -> (name, words) -> found.get(inference).put(name, checksum(words));
        if (target.board().isEmpty()) {
            try (HostC host = new HostC(project, List.of("gcc", "-std=c99", "-O2"))) {
                host.runAll(inputs, each);
            }
        } else {
            try (QemuC firmware = new QemuC(project, target, List.of())) {
                List<Long> instructions =
                        firmware.runAll(inputs, each).get(patterns().indexOf(1));
                figure(c.file(), c.target(), c.pruned(), project, firmware, instructions);
                List<Long> products =
                        program.kernels().stream().map(MlperfTinyTest::products).toList();
                System.out.println("FIGURE instructions a product, by layer, of " + c.file() + " on " + c.target()
                        + ": " + perProduct(project, instructions, products));
            }
        }
        for (int i = 0; i < inputs.size(); i++) {
            compare(
                    c,
                    expected.get(patterns().get(i)),
                    found.get(i),
                    graph.kept().keySet());
        }
    }

    /** How many products a layer sums up; 0 for one that does not. */
    private static long products(Kernel kernel) {
        return ProductSum.of(kernel)
                .map(sum -> kernel.outputs().getFirst().shape().elements() * (long) sum.products())
                .orElse(0L);
    }

    private static String perProduct(CProject project, List<Long> instructions, List<Long> products) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < instructions.size(); i++) {
            if (products.get(i) > 0) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(project.layers().get(i).shape())
                        .append(String.format(Locale.ROOT, " %.2f", instructions.get(i) / (double) products.get(i)));
            }
        }
        return text.toString();
    }

    private static void figure(
            String file, String target, boolean pruned, CProject project, QemuC firmware, List<Long> instructions) {
        long all = instructions.stream().mapToLong(Long::longValue).sum();
        Optional<Peer> peer = PEERS.stream()
                .filter(p -> p.file().equals(file) && p.target().equals(target) && p.pruned() == pruned)
                .findFirst();
        System.out.println("FIGURE instructions of " + file + (pruned ? " without dead channels" : "") + " on " + target
                + ": " + all
                + peer.map(p -> String.format(
                                Locale.ROOT,
                                ", %.3f of CMSIS-NN's %d (goal %.2f)",
                                all / (double) p.instructions(),
                                p.instructions(),
                                p.goal()))
                        .orElse("")
                + ", code " + firmware.flash().code() + ", constants "
                + firmware.flash().constants() + ", RAM " + project.arena().bytes() + " (bound "
                + project.arena().lowerBound() + "), layers " + Arrays.toString(instructions.toArray()));
        peer.filter(p -> !MISSED.contains(target))
                .ifPresent(p -> assertTrue(
                        all <= p.goal() * p.instructions(),
                        () -> file + " on " + target + " takes " + all + " instructions"));
    }

    private static String checksum(RawTensor words) {
        return String.format("%08x", SelfTest.checksum(words));
    }

    /** Layers that lack channels are left out: their next layers and the outputs are not. */
    private static void compare(Case c, List<String> expected, Map<String, String> found, Set<String> left) {
        List<String> names = List.copyOf(found.keySet());
        assertEquals(expected.size(), names.size(), c.toString());
        int compared = 0;
        for (int i = 0; i < names.size(); i++) {
            if (!left.contains(names.get(i))) {
                assertEquals(expected.get(i), found.get(names.get(i)), c + ", layer " + i + ", " + names.get(i));
                compared++;
            }
        }
        assertTrue(compared > 0, c + " compares nothing");
        layers += compared;
        runs++;
    }

    static List<Microcontroller> boards() {
        return Full.asked()
                ? TargetReader.microcontrollers().stream()
                        .map(TargetReader::microcontroller)
                        .filter(t -> t.board().isPresent())
                        .toList()
                : List.of();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("boards")
    void anotherPersonDetectorHasTheOraclesWords(Microcontroller target) {
        Path file = CORPUS.resolve("tflm/person_detect.tflite");
        Program program = program(file, false, graph(file));
        CProject project = McuBackend.generate(program, target, MlperfTinyTest::words);
        List<RawTensor> inputs = SelfTest.inputs(project.inputs(), 1);
        Map<String, RawTensor> expected = words(program, inputs);
        try (QemuC firmware = new QemuC(project, target, List.of())) {
            List<Long> instructions = firmware.run(
                    inputs, (name, words) -> Agreement.equal(target.name(), name, expected.get(name), words));
            figure("person_detect.tflite", target.name(), false, project, firmware, instructions);
        }
    }

    @AfterAll
    static void count() {
        System.out.println("COUNT layers of firmware whose checksum is the reference kernels': " + layers + " in "
                + runs + " inferences");
    }
}
