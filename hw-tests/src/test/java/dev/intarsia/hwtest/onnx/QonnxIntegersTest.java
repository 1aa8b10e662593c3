package dev.intarsia.hwtest.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.intarsia.frontend.data.NpyReader;
import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.onnx.OnnxBindings;
import dev.intarsia.frontend.onnx.OnnxImport;
import dev.intarsia.frontend.onnx.OnnxReader;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** QONNX's and FINN's networks as programs of integers, run by the oracle. */
class QonnxIntegersTest {

    private static final Path CORPUS = Path.of(System.getProperty("intarsia.corpus", "../../shared/corpus"));
    private static final boolean FULL =
            System.getProperty("intarsia.tests", "quick").equals("full");

    /** Outputs that ONNX Runtime gave; and no real number between the first words and the last sum. */
    @ParameterizedTest
    @CsvSource({"TFC_1W1A, 0, 4", "TFC_2W2A, 0, 4", "kws_w3a3_mlperf, 1e-5, 4"})
    void outputsAreThoseOfOnnxRuntime(String model, double tolerance, int sums) {
        Path golden = CORPUS.resolve("golden").resolve("qonnx__" + model + ".onnx");
        assumeTrue(Files.isDirectory(golden), "there is no corpus");
        OnnxImport read = read(model);
        assertEquals("qonnx", read.model().engineProfile().orElseThrow());
        assertEquals(sums, sums(read.model().graph()));
        TypedRun run = new TypedRun(read.model());
        assertTrue(run.hasIntegers());
        NumericArray inputs = array(golden.resolve("in0.npy"));
        NumericArray outputs = array(golden.resolve("out0.npy"));
        double greatest = 0;
        for (int sample = 0; sample < inputs.shape().size(0); sample++) {
            RealTensor found = output(run, read, inputs.at(sample).singles());
            float[] expected = outputs.at(sample).singles();
            assertEquals(expected.length, found.shape().elements());
            for (int i = 0; i < expected.length; i++) {
                greatest = Math.max(greatest, Math.abs(expected[i] - found.at(i)));
            }
        }
        assertTrue(greatest <= tolerance, model + ": the greatest difference is " + greatest);
    }

    @Test
    void thresholdsOfFinnGiveTheirPublishedOutput() {
        Path folder = CORPUS.resolve("models").resolve("finn");
        assumeTrue(Files.isDirectory(folder), "there is no corpus");
        OnnxImport read = OnnxReader.read(folder.resolve("tfc_build_dataflow.onnx"), OnnxBindings.NONE);
        assertEquals(4, sums(read.model().graph()));
        TypedRun run = new TypedRun(read.model());
        NumericArray input = array(folder.resolve("tfc_build_dataflow_input.npy"));
        NumericArray expected = array(folder.resolve("tfc_build_dataflow_expected_output.npy"));
        for (int sample = 0; sample < input.shape().size(0); sample++) {
            assertEquals(
                    expected.at(sample).number(0),
                    output(run, read, input.at(sample).singles()).at(0));
        }
    }

    /**
     * Right answers, as ONNX Runtime has them where every sum of float32 numbers is exact; of kws_w3a3 it has 417, because it tells two equal scores
     * apart: {@link QonnxRuntimeTest}.
     */
    @ParameterizedTest
    @CsvSource({"TFC_1W1A, mnist, 9296, 10000", "TFC_2W2A, mnist, 9660, 10000", "kws_w3a3_mlperf, kws_w3a3, 416, 500"})
    void accuracyIsThatOfOnnxRuntime(String model, String data, int right, int all) throws Exception {
        assumeTrue(Files.isDirectory(CORPUS), "there is no corpus");
        assumeTrue(FULL || all <= 1000, "10,000 images take long: full mode");
        OnnxImport read = read(model);
        TypedRun run = new TypedRun(read.model());
        LabelledData samples = LabelledData.named(CORPUS.resolve("data"), data);
        assertEquals(all, samples.size());
        long found = IntStream.range(0, samples.size())
                .parallel()
                .filter(i -> LabelledData.greatest(output(run, read, samples.values(i))) == samples.label(i))
                .count();
        System.out.println("FIGURE right answers of " + model + " in integers: " + found + " of " + all);
        assertEquals(right, found);
    }

    private static OnnxImport read(String model) {
        return OnnxReader.read(CORPUS.resolve("models/qonnx").resolve(model + ".onnx"), OnnxBindings.NONE);
    }

    /** How many nodes sum products of words; none does so of real numbers. */
    private static long sums(Graph graph) {
        List<Node> sums = graph.nodes().stream()
                .filter(node -> node.op() instanceof dev.intarsia.ir.graph.Accumulating)
                .toList();
        assertTrue(sums.stream().noneMatch(node -> node.type().isReal()));
        return sums.size();
    }

    private static RealTensor output(TypedRun run, OnnxImport read, float[] values) {
        Graph graph = read.model().graph();
        Tensor input = RealTensor.owning(graph.inputs().getFirst().type().shape(), values);
        return (RealTensor)
                run.outputs(Map.of(graph.inputs().getFirst().name(), input)).getFirst();
    }

    private static NumericArray array(Path file) {
        Diagnostics diagnostics = new Diagnostics();
        NumericArray array = NpyReader.read(file, new ModelNode(file.toString(), ""), diagnostics)
                .orElseThrow();
        diagnostics.stopOnErrors();
        return array;
    }
}
