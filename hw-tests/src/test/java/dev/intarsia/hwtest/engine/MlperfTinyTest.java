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
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.pass.PrunedGraph;
import dev.intarsia.ir.pass.RemoveChannels;
import dev.intarsia.ir.quantize.FollowTypes;
import dev.intarsia.ir.target.Microcontroller;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.runner.Resource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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

    private static int layers;
    private static int runs;

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

    @ParameterizedTest
    @MethodSource("cases")
    void everyLayerHasTheReferencesWords(Case c) {
        PrunedGraph graph = c.pruned()
                ? RemoveChannels.apply(graph(MODELS.resolve(c.file())))
                : new PrunedGraph(graph(MODELS.resolve(c.file())), Map.of());
        Program program = Lower.lower(graph.graph());
        Microcontroller target = TargetReader.microcontroller(c.target());
        CProject project = McuBackend.generate(program, target, CEngine::words);
        Map<Integer, List<String>> expected = checksums().get(c.file());
        if (target.board().isEmpty()) {
            try (HostC host = new HostC(project, List.of("gcc", "-std=c99", "-O2"))) {
                for (int pattern : patterns()) {
                    Map<String, String> found = new LinkedHashMap<>();
                    host.run(inputs(project, pattern), (name, words) -> found.put(name, checksum(words)));
                    compare(c, expected.get(pattern), found, graph.kept().keySet());
                }
            }
            return;
        }
        try (QemuC firmware = new QemuC(project, target, List.of())) {
            List<Long> instructions = List.of();
            for (int pattern : patterns()) {
                Map<String, String> found = new LinkedHashMap<>();
                instructions =
                        firmware.run(inputs(project, pattern), (name, words) -> found.put(name, checksum(words)));
                compare(c, expected.get(pattern), found, graph.kept().keySet());
            }
            figure(
                    c.file() + (c.pruned() ? " without dead channels" : ""),
                    c.target(),
                    project,
                    firmware,
                    instructions);
        }
    }

    private static void figure(String file, String target, CProject project, QemuC firmware, List<Long> instructions) {
        System.out.println("FIGURE instructions of " + file + " on " + target + ": "
                + instructions.stream().mapToLong(Long::longValue).sum() + ", flash " + firmware.flash() + ", RAM "
                + project.arena().bytes() + ", layers " + Arrays.toString(instructions.toArray()));
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
        Program program = Lower.lower(graph(CORPUS.resolve("tflm/person_detect.tflite")));
        CProject project = McuBackend.generate(program, target, CEngine::words);
        List<RawTensor> inputs = SelfTest.inputs(project.inputs(), 1);
        Map<String, RawTensor> expected = CEngine.words(program, inputs);
        try (QemuC firmware = new QemuC(project, target, List.of())) {
            List<Long> instructions = firmware.run(
                    inputs, (name, words) -> Agreement.equal(target.name(), name, expected.get(name), words));
            figure("person_detect.tflite", target.name(), project, firmware, instructions);
        }
    }

    @AfterAll
    static void count() {
        System.out.println("COUNT layers of firmware whose checksum is the reference kernels': " + layers + " in "
                + runs + " inferences");
    }
}
