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
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The networks of MLPerf Tiny as firmware for one target: every layer has the words of TensorFlow Lite Micro's reference kernels, by their
 * checksums, for six inputs. They are read from the corpus, where it is. Each target has a class of its own, so that its full counts are a
 * run of their own: {@code -Dintarsia.tests=full} takes all networks and inputs; there the person detector without its dead channels and
 * another person detector come to them. The ordinary run takes what {@link #ordinary} says, and one input.
 *
 * <p>What is printed is the ground of docs/firmware.md.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RequiresTool({"gcc", "arm-none-eabi-gcc", "qemu-system-arm", "riscv64-unknown-elf-gcc", "qemu-system-riscv32"})
abstract class MlperfTinyFirmware {

    private static final Path CORPUS = Path.of(System.getProperty("intarsia.root"))
            .resolve(System.getProperty("intarsia.corpus", "../shared/corpus"))
            .resolve("models");
    private static final Path MODELS = CORPUS.resolve("mlperf_tiny");
    static final String SPOTTER = "kws_ref_model.tflite";
    private static final String DETECTOR = "vww_96_int8.tflite";
    private static final String OTHER_DETECTOR = "tflm/person_detect.tflite";

    private static final int PATTERNS = 6;
    private static final Map<Path, QuantizedGraph> GRAPHS = new LinkedHashMap<>();
    private static final Map<List<Object>, Program> PROGRAMS = new HashMap<>();
    private static final Map<List<Object>, Map<String, RawTensor>> WORDS = new HashMap<>();

    private static int layers;
    private static int runs;
    private static int otherLayers;

    private final Microcontroller target;
    private final List<String> ordinary;

    /**
     * @param ordinary the files of the networks that the ordinary run takes
     */
    MlperfTinyFirmware(String target, List<String> ordinary) {
        this.target = TargetReader.microcontroller(target);
        this.ordinary = ordinary;
    }

    /** A model's file, and whether channels are removed. */
    record Case(String file, boolean pruned) {}

    /** For each model's file and each input the checksum of every layer. */
    private static Map<String, Map<Integer, List<String>>> checksums() {
        String text =
                new String(Resource.read(MlperfTinyFirmware.class, "mlperf-tiny-layers.txt"), StandardCharsets.UTF_8);
        Map<String, Map<Integer, List<String>>> checksums = new LinkedHashMap<>();
        text.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> List.of(line.split(" ")))
                .forEach(words -> checksums
                        .computeIfAbsent(words.get(0), unused -> new TreeMap<>())
                        .put(Integer.parseInt(words.get(1)), words.subList(2, words.size())));
        return checksums;
    }

    List<Case> cases() {
        if (!Full.asked()) {
            return ordinary.stream().map(file -> new Case(file, false)).toList();
        }
        List<Case> cases = new ArrayList<>();
        checksums().keySet().forEach(file -> cases.add(new Case(file, false)));
        cases.add(new Case(DETECTOR, true));
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

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("cases")
    void everyLayerHasTheReferencesWords(Case c) {
        Path file = MODELS.resolve(c.file());
        PrunedGraph graph = c.pruned() ? RemoveChannels.apply(graph(file)) : new PrunedGraph(graph(file), Map.of());
        Program program = program(file, c.pruned(), graph.graph());
        CProject project = McuBackend.generate(program, target, MlperfTinyFirmware::words);
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
                List<QemuC.Cost> costs =
                        firmware.runAll(inputs, each).get(patterns().indexOf(1));
                figures(c, program, project, firmware, costs);
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

    /** Bytes of the weights, biases and multipliers of a layer that sums up products. */
    private static long liveBytes(Kernel kernel) {
        return ProductSum.of(kernel)
                .map(sum -> sum.channels() * (long) (sum.products() + 2 * Integer.BYTES))
                .orElse(0L);
    }

    /** How many bytes constants have for each that lives; nothing for a layer without weights. */
    private static String share(long bytes, long live) {
        return live == 0 ? "" : String.format(Locale.ROOT, "%.3f", bytes / (double) live);
    }

    private void figures(Case c, Program program, CProject project, QemuC firmware, List<QemuC.Cost> costs) {
        long instructions = costs.stream().mapToLong(QemuC.Cost::instructions).sum();
        long cycles = costs.stream().mapToLong(QemuC.Cost::cycles).sum();
        long live = program.kernels().stream()
                .mapToLong(MlperfTinyFirmware::liveBytes)
                .sum();
        String network = c.file().replace(".tflite", "") + (c.pruned() ? " without dead channels" : "");
        Optional<FirmwarePeer> peer = FirmwarePeer.of(c.file(), target.name(), c.pruned());
        QemuC.Flash flash = firmware.flash();
        FirmwarePeer.Ours ours = new FirmwarePeer.Ours(
                instructions,
                cycles,
                flash.code(),
                flash.constants(),
                live,
                project.arena().bytes());
        System.out.println("FIGURE firmware " + ours.row(network, target.name(), peer));
        for (int i = 0; i < costs.size(); i++) {
            long products = products(program.kernels().get(i));
            long bytes =
                    project.constants().getOrDefault(project.layers().get(i).name(), 0L);
            System.out.println("FIGURE layer "
                    + String.format(
                            Locale.ROOT,
                            "| %s | %s | %d | %s | %s | %,d | %,d | %s | %,d | %s |",
                            target.name(),
                            network,
                            i,
                            program.meaning().graph().nodes().get(i).op().mnemonic(),
                            project.layers().get(i).shape(),
                            products,
                            costs.get(i).instructions(),
                            products == 0
                                    ? ""
                                    : String.format(
                                            Locale.ROOT, "%.2f", costs.get(i).instructions() / (double) products),
                            bytes,
                            share(bytes, liveBytes(program.kernels().get(i)))));
        }
        peer.ifPresent(p -> assertTrue(
                instructions <= p.goal() * p.instructions(),
                () -> c + " on " + target.name() + " takes " + instructions + " instructions"));
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

    List<Case> others() {
        return Full.asked() ? List.of(new Case(OTHER_DETECTOR, false)) : List.of();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("others")
    void anotherNetworkHasTheOraclesWords(Case c) {
        Path file = CORPUS.resolve(c.file());
        Program program = program(file, false, graph(file));
        CProject project = McuBackend.generate(program, target, MlperfTinyFirmware::words);
        List<RawTensor> inputs = SelfTest.inputs(project.inputs(), 1);
        Map<String, RawTensor> expected = words(program, inputs);
        if (target.board().isEmpty()) {
            Map<String, RawTensor> found = new LinkedHashMap<>();
            try (HostC host = new HostC(project, List.of("gcc", "-std=c99", "-O2"))) {
                host.run(inputs, found::put);
            }
            program.meaning()
                    .graph()
                    .nodes()
                    .forEach(
                            n -> Agreement.equal(target.name(), n.name(), expected.get(n.name()), found.get(n.name())));
            otherLayers += found.size();
            return;
        }
        try (QemuC firmware = new QemuC(project, target, List.of())) {
            List<QemuC.Cost> costs = firmware.run(inputs, (name, words) -> {
                Agreement.equal(target.name(), name, expected.get(name), words);
                otherLayers++;
            });
            figures(c, program, project, firmware, costs);
        }
    }

    @AfterAll
    static void count() {
        System.out.println("COUNT layers of firmware whose checksum is the reference kernels': " + layers + " in "
                + runs + " inferences");
        System.out.println("COUNT layers of another network whose words are the oracle's: " + otherLayers);
    }
}
