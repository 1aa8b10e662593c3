package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.backend.hls.HlsBackend;
import dev.intarsia.backend.hls.HlsProject;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.hwtest.c.HostHls;
import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.hwtest.tool.ToolRun;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.stream.FoldingPlan;
import dev.intarsia.ir.stream.PlanFoldings;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.oracle.Oracle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real networks on real inputs as C++ for synthesis: every tensor is the oracle's, the streams do not stall at the planned depths, and cycles are the
 * planned ones. {@code -Dintarsia.tests=full} runs it; all but the example are read from the corpus, where it is.
 */
class HlsModelsTest {

    private static final List<String> COMPILER = List.of("g++", "-std=c++14", "-O1", "-Wall", "-Wextra", "-Werror");

    private static Map<String, RawTensor> words(Program program, List<RawTensor> inputs) {
        Map<String, RawTensor> words = new LinkedHashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            words.put(program.meaning().graph().inputs().get(i).name(), inputs.get(i));
        }
        new Oracle().run(program, inputs, words::put);
        return words;
    }

    @ParameterizedTest
    @CsvSource({
        "fashion, 100, true",
        "TFC_2W2A, 100, false",
        "TFC_1W1A, 100, false",
        "kws_w3a3_mlperf, 100, true",
        "ad, 100, true",
        "kws, 100, true",
        "ic, 20, true"
    })
    @RequiresTool("g++")
    void everyTensorIsTheOracles(String name, int count, boolean multiplies) throws IOException {
        HlsModels.assume(name);
        HlsModels.Case c = HlsModels.named(name);
        long planning = System.nanoTime();
        FoldingPlan plan = PlanFoldings.plan(c.program(), TargetReader.fpga("vitis"));
        planning = System.nanoTime() - planning;
        long[] golden = {0};
        long printing = System.nanoTime();
        HlsProject project = HlsBackend.generate(plan, (program, inputs) -> {
            long start = System.nanoTime();
            Map<String, RawTensor> words = words(program, inputs);
            golden[0] += System.nanoTime() - start;
            return words;
        });
        printing = System.nanoTime() - printing - golden[0];
        multiplications(project, multiplies);
        TokenSimulationTest.check(plan);
        long compiling = System.nanoTime();
        long compared = 0;
        ObservedWidths observed = new ObservedWidths();
        try (HostHls hls = new HostHls(project, COMPILER)) {
            compiling = System.nanoTime() - compiling;
            for (int i = 0; i < count; i++) {
                List<RawTensor> inputs = c.inputs().apply(i);
                Map<String, RawTensor> expected = words(c.program(), inputs);
                int[] shown = {0, 0};
                observed.add(hls.run(inputs, (tensor, found) -> {
                    Agreement.equal(name, tensor, expected.get(tensor), found);
                    shown[0]++;
                    shown[1] += found.shape().elements();
                }));
                assertEquals(c.program().kernels().size(), shown[0], "every layer is shown");
                compared += shown[1];
            }
            hls.compile(COMPILER, "bounded", "-DINTARSIA_BOUNDED");
            ToolRun run = hls.command(List.of("./bounded"));
            assertTrue(run.succeeded(), run.output());
        }
        System.out.println(
                "COUNT inputs of " + name + " of which every tensor is equal on the oracle and in C++ for synthesis: "
                        + count + " (" + compared + " words)");
        System.out.println("FIGURE " + name + ": trip-count interval "
                + plan.times().interval() + " of at least "
                + plan.design().mostTrips() + ", first inference "
                + plan.times().latency()
                + "; foldings planned in " + planning / 1_000_000 + " ms, project printed in "
                + printing / 1_000_000 + " ms, its golden words computed in " + golden[0] / 1_000_000
                + " ms, C simulation compiled in " + compiling / 1_000_000 + " ms");
        observed.print(name, plan, count);
    }

    /** Layers of binary and ternary weights have none; the others must have some, or the search for them finds nothing. */
    private static void multiplications(HlsProject project, boolean expected) {
        String source = new String(project.files().get(project.prefix() + ".cpp"), StandardCharsets.UTF_8);
        boolean found = source.lines()
                .filter(line -> line.contains(" += "))
                .map(line -> line.replaceAll("\\[[^\\]]*\\]", ""))
                .anyMatch(line -> line.contains(" * "));
        if (expected) {
            assertTrue(found, "no multiplication was found");
        } else {
            assertFalse(found, "weights of two levels are multiplied with");
        }
    }
}
