package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.backend.hls.HlsBackend;
import dev.intarsia.backend.hls.HlsProject;
import dev.intarsia.frontend.model.ModelReader;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.hwtest.c.HostHls;
import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.hwtest.tool.ToolRun;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.stream.Folding;
import dev.intarsia.ir.stream.FoldingPlan;
import dev.intarsia.ir.stream.LayOutStreams;
import dev.intarsia.ir.stream.PlanFoldings;
import dev.intarsia.ir.stream.Reduction;
import dev.intarsia.ir.stream.StreamForm;
import dev.intarsia.ir.stream.WrittenFoldings;
import dev.intarsia.ir.target.Fpga;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.oracle.Oracle;
import dev.intarsia.simulator.runner.Resource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The C++ for synthesis that is written for networks, with the classes of both vendors, compiled for this machine without a warning by two
 * compilers: every tensor is the oracle's, no design stalls, and its cycles are the planned ones. What is wrong is found and named.
 */
class GeneratedHlsTest {

    private static List<String> compiler(String name, String standard) {
        return List.of(name, "-std=" + standard, "-O1", "-Wall", "-Wextra", "-Werror");
    }

    private static HlsProject project(Program program, Map<String, Folding> foldings, Fpga target) {
        return HlsBackend.generate(PlanFoldings.of(program, target, foldings), CEngine::words);
    }

    private static void agree(String engine, HostHls hls, Program program, List<RawTensor> inputs) {
        Map<String, RawTensor> words = new LinkedHashMap<>();
        new Oracle().run(program, inputs, words::put);
        Map<String, RawTensor> found = new LinkedHashMap<>();
        hls.run(inputs, found::put);
        assertEquals(words.keySet(), found.keySet(), engine + " shows every layer");
        words.forEach((tensor, expected) -> Agreement.equal(engine, tensor, expected, found.get(tensor)));
    }

    private static ToolRun bounded(HostHls hls, List<String> compiler, String... arguments) {
        hls.compile(compiler, "bounded", "-DINTARSIA_BOUNDED");
        List<String> command = new ArrayList<>(List.of("./bounded"));
        command.addAll(List.of(arguments));
        return hls.command(command);
    }

    @Test
    @RequiresTool({"g++", "clang"})
    void theExampleIsRightAndTakesThePlannedCycles() {
        FashionExample example = FashionExample.read();
        Program program = Lower.lower(example.quantized(8));
        Map<String, List<String>> compilers =
                Map.of("vitis", compiler("g++", "c++17"), "ac", compiler("clang++", "c++14"));
        for (String target : TargetReader.fpgas()) {
            HlsProject project = project(program, folded(program, 3), TargetReader.fpga(target));
            List<String> compiler = compilers.get(target);
            try (HostHls hls = new HostHls(project, compiler)) {
                for (RawTensor image : example.images(2)) {
                    agree(target + " " + compiler, hls, program, List.of(image));
                }
                ToolRun run = bounded(hls, compiler);
                assertTrue(run.succeeded(), run.output());
            }
        }
    }

    @Test
    @RequiresTool("g++")
    void aCorruptedGoldenFileFailsAndSaysWhere() throws IOException {
        Program program = Lower.lower(FashionExample.read().quantized(8));
        HlsProject project = project(program, Map.of(), TargetReader.fpga("vitis"));
        try (HostHls hls = new HostHls(project, compiler("g++", "c++14"))) {
            ToolRun right = hls.command(List.of("./testbench", "golden.txt"));
            assertTrue(right.succeeded() && right.output().contains(" 0 differ"), right.output());
            Path golden = hls.folder().resolve("golden.txt");
            List<String> lines = new ArrayList<>(Files.readAllLines(golden));
            String layer = program.kernels().get(1).name();
            int at = IntStream.range(0, lines.size())
                    .filter(i -> lines.get(i).matches("tensor \\d+ " + layer))
                    .findFirst()
                    .orElseThrow();
            String[] words = lines.get(at + 1).split(" ");
            words[2] = Long.toString(Long.parseLong(words[2]) ^ 1);
            lines.set(at + 1, String.join(" ", words));
            Files.write(golden, lines);
            ToolRun wrong = hls.command(List.of("./testbench", "golden.txt"));
            assertEquals(1, wrong.exitCode());
            assertTrue(wrong.output().contains(layer + "[2] is "), wrong.output());
        }
    }

    private static final String RESIDUAL = """
            model residual
            profile tflm

            input x: i8[1, 8, 8, 4] scale 0.02 zero 3

            pool: i8[1, 8, 8, 4] scale 0.02 zero 3
              = max_pool(x, kernel: 3, stride: 1, padding: same)
                clamp -128 … 127

            y: i8[1, 8, 8, 4] scale 0.02 zero -4
              = add(x, pool)
                align << 20
                left double i32 half_away by 1073741824 >> 31
                right double i32 half_away by 1073741824 >> 31
                requantize double i32 half_away by 1073741824 >> 50, clamp -128 … 127

            output y
            """;

    static Program residual(Path folder) throws IOException {
        Path model = folder.resolve("residual.inta");
        Files.writeString(model, RESIDUAL);
        return Lower.lower(new QuantizedGraph(ModelReader.read(model).graph(), "tflm"));
    }

    @Test
    @RequiresTool("g++")
    void aStreamThatIsTooShallowStallsAndIsNamed(@TempDir Path folder) throws IOException {
        Program program = residual(folder);
        HlsProject project = project(program, Map.of(), TargetReader.fpga("vitis"));
        List<String> compiler = compiler("g++", "c++14");
        try (HostHls hls = new HostHls(project, compiler)) {
            agree("residual", hls, program, List.of(DrawnNetwork.words(program.meaning(), 5)));
            ToolRun planned = bounded(hls, compiler, "--smallest");
            assertTrue(planned.succeeded(), planned.output());
            // The branch around the pool has to hold the rows that the pool waits for: one row and a place, at least.
            String branch = planned.output()
                    .lines()
                    .filter(l -> l.matches("x_.*: depth \\d+, smallest [1-9]\\d"))
                    .findFirst()
                    .orElseThrow();
            int smallest = Integer.parseInt(branch.replaceAll(".*smallest ", ""));
            String name = branch.substring(0, branch.indexOf(':'));
            ToolRun stalled = hls.command(List.of("./bounded", name + "=" + (smallest - 1)));
            assertEquals(4, stalled.exitCode(), stalled.output());
            assertTrue(
                    stalled.output().contains("writes " + name + ", whose " + (smallest - 1) + " places are taken"),
                    stalled.output());
        }
    }

    /** Constants in files of words, ports that are plain queues, and no control. */
    @Test
    @RequiresTool("g++")
    void constantsInFilesGiveTheSameWords(@TempDir Path folder) throws IOException {
        Path model = Path.of(System.getProperty("intarsia.root"), "corpus", "conv2d-int8", "model.inta");
        QuantizedGraph graph = ModelReader.read(model).quantized().orElseThrow();
        Program program = Lower.lower(graph);
        Path target = folder.resolve("files.fpga");
        Files.writeString(
                target,
                new String(Resource.read(TargetReader.class, "vitis.fpga"), StandardCharsets.UTF_8)
                        .replaceAll("weights +header", "weights files")
                        .replaceAll("data +axi_stream", "data fifo")
                        .replaceAll("control +axi_lite", "control none"));
        HlsProject project = project(program, Map.of(), TargetReader.fpga(target.toString()));
        List<String> constants = project.files().keySet().stream()
                .filter(file -> file.startsWith("weights/"))
                .toList();
        String header = new String(project.files().get("weights.h"), StandardCharsets.UTF_8);
        assertTrue(!constants.isEmpty() && constants.stream().allMatch(f -> header.contains("#include \"" + f + "\"")));
        String source = new String(project.files().get(project.prefix() + ".cpp"), StandardCharsets.UTF_8);
        assertTrue(source.contains("HLS(INTERFACE ap_fifo") && source.contains("HLS(INTERFACE ap_ctrl_none"), source);
        try (HostHls hls = new HostHls(project, compiler("g++", "c++14"))) {
            agree("constants in files", hls, program, List.of(DrawnNetwork.words(graph, 3)));
            ToolRun made = hls.command(List.of("make", "-B", "test"));
            assertTrue(made.succeeded() && made.output().contains(" 0 differ"), made.output());
        }
    }

    @Test
    void aPlanThatIsWrittenIsReadAgain(@TempDir Path folder) throws IOException {
        Program program = residual(folder);
        FoldingPlan plan = PlanFoldings.plan(program, TargetReader.fpga("vitis"));
        assertEquals(plan.design().foldings(), WrittenFoldings.read("plan.txt", plan.text(), program));
        InvalidInputException refused = assertThrows(
                InvalidInputException.class,
                () -> WrittenFoldings.read("plan.txt", "fold pool elements 3 lanes 1", program));
        assertTrue(
                refused.getMessage().contains("pool cannot be folded to 3 elements of 1 lanes"), refused.getMessage());
    }

    /** Every layer that can be folded is folded by divisors that chance chooses. */
    static Map<String, Folding> folded(Program program, long seed) {
        Random random = new Random(seed);
        Map<String, Folding> foldings = new HashMap<>();
        LayOutStreams.forms(program).forEach((node, form) -> {
            switch (form) {
                case StreamForm.Reduces(Reduction reduction) ->
                    foldings.put(
                            node,
                            new Folding(
                                    divisor(random, reduction.window().channels()),
                                    reduction.window().own()
                                            ? 1
                                            : divisor(
                                                    random,
                                                    reduction.window().image().size(2))));
                case StreamForm.Pointwise pointwise ->
                    foldings.put(
                            node,
                            new Folding(
                                    divisor(
                                            random,
                                            pointwise.store().buffer().shape().rank() == 0
                                                    ? 1
                                                    : pointwise
                                                            .store()
                                                            .buffer()
                                                            .shape()
                                                            .size(-1)),
                                    1));
                case StreamForm.Same same -> {}
                case StreamForm.Whole whole -> {}
            }
        });
        return foldings;
    }

    private static int divisor(Random random, int of) {
        int[] divisors = IntStream.rangeClosed(1, Math.min(of, 16))
                .filter(d -> of % d == 0)
                .toArray();
        return divisors[random.nextInt(divisors.length)];
    }
}
