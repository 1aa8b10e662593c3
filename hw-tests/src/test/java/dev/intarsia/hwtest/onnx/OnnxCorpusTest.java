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
import dev.intarsia.ir.op.Transpose;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.Tensor;
import dev.intarsia.simulator.real.RealEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ONNX models of the corpus: all are read, keep no transpose, and give what ONNX Runtime gave. */
class OnnxCorpusTest {

    private static final Path CORPUS = Path.of(System.getProperty("intarsia.corpus", "../../shared/corpus"));
    private static final Path MODELS = CORPUS.resolve("models");
    private static final boolean FULL =
            System.getProperty("intarsia.tests", "quick").equals("full");

    @Test
    void everyModelIsReadAndKeepsNoTranspose() throws IOException {
        assumeTrue(Files.isDirectory(MODELS), "there is no corpus");
        List<Path> models;
        try (Stream<Path> files = Files.walk(MODELS)) {
            models = files.filter(file -> file.toString().endsWith(".onnx"))
                    .sorted()
                    .toList();
        }
        assertEquals(15, models.size());
        for (Path model : models) {
            Graph graph = OnnxReader.read(model).graph();
            assertTrue(
                    graph.nodes().stream().noneMatch(node -> node.op() instanceof Transpose),
                    () -> model + " keeps a transpose");
        }
    }

    /** The greatest difference is that of float32 sums in another order; quantized models are equal. */
    @ParameterizedTest
    @CsvSource({
        "mlperf_tiny_onnx/alibaba_ad.onnx, 5e-5",
        "mlperf_tiny_onnx/alibaba_kws.onnx, 1e-5",
        "mlperf_tiny_onnx/resnet8_float.onnx, 1e-6",
        "mlperf_tiny_qdq/ad_qdq.onnx, 0",
        "mlperf_tiny_qdq/kws_qdq.onnx, 1e-6",
        "onnx2c/atmega_mnist_14x14.onnx, 1e-5",
        "onnx2c/mnist_bn_mlp.onnx, 1e-5",
        "onnxzoo_mnist8/model.onnx, 5e-3",
        "qonnx/TFC_1W1A.onnx, 0",
        "qonnx/TFC_2W2A.onnx, 0",
        "qonnx/kws_w3a3_mlperf.onnx, 1e-5"
    })
    void outputsAreThoseOfOnnxRuntime(String model, double tolerance) {
        Path golden = CORPUS.resolve("golden").resolve(model.replace("/", "__"));
        assumeTrue(Files.isDirectory(golden), "there is no corpus");
        OnnxImport read = OnnxReader.read(MODELS.resolve(model), OnnxBindings.NONE);
        NumericArray inputs = array(golden.resolve("in0.npy"));
        NumericArray outputs = array(golden.resolve("out0.npy"));
        double greatest = 0;
        for (int sample = 0; sample < inputs.shape().size(0); sample++) {
            float[] expected = outputs.at(sample).singles();
            RealTensor found = real(read, input(read, inputs.at(sample)));
            assertEquals(expected.length, found.shape().elements());
            for (int i = 0; i < expected.length; i++) {
                greatest = Math.max(greatest, Math.abs(expected[i] - found.at(i)));
            }
        }
        assertTrue(greatest <= tolerance, model + ": the greatest difference is " + greatest);
    }

    /** Computed in integers by the oracle, with the arithmetic of ONNX Runtime's integer operators. */
    @ParameterizedTest
    @CsvSource({"mlperf_tiny_qdq/ad_qdq.onnx", "mlperf_tiny_qdq/kws_qdq.onnx"})
    void integersOfQuantizedModels(String model) {
        Path golden = CORPUS.resolve("golden").resolve(model.replace("/", "__"));
        assumeTrue(Files.isDirectory(golden), "there is no corpus");
        OnnxImport read = OnnxReader.read(MODELS.resolve(model), OnnxBindings.NONE);
        assertTrue(read.model().isTyped());
        TypedRun run = new TypedRun(read.model());
        assertTrue(run.hasIntegers());
        NumericArray inputs = array(golden.resolve("in0.npy"));
        NumericArray outputs = array(golden.resolve("out0.npy"));
        int different = 0;
        for (int sample = 0; sample < inputs.shape().size(0); sample++) {
            String name = read.model().graph().inputs().getFirst().name();
            Tensor found =
                    run.outputs(Map.of(name, input(read, inputs.at(sample)))).getFirst();
            float[] expected = outputs.at(sample).singles();
            for (int i = 0; i < expected.length; i++) {
                different += Math.abs(((RealTensor) found).at(i) - expected[i]) > 1e-6 ? 1 : 0;
            }
        }
        assertEquals(0, different, model + ": numbers that differ");
    }

    @Test
    void networkOfThresholdsGivesItsPublishedOutput() {
        Path folder = MODELS.resolve("finn");
        assumeTrue(Files.isDirectory(folder), "there is no corpus");
        OnnxImport read = OnnxReader.read(folder.resolve("tfc_build_dataflow.onnx"), OnnxBindings.NONE);
        NumericArray input = array(folder.resolve("tfc_build_dataflow_input.npy"));
        NumericArray expected = array(folder.resolve("tfc_build_dataflow_expected_output.npy"));
        for (int sample = 0; sample < input.shape().size(0); sample++) {
            RealTensor found = real(read, input(read, input.at(sample)));
            assertEquals(expected.at(sample).number(0), found.at(0));
        }
    }

    /**
     * Right answers of float32 and quantized networks, as ONNX Runtime has them; but 417 of kws_w3a3, where a sum of float32 numbers that
     * lies at the edge between two words comes out otherwise in another order.
     */
    @ParameterizedTest
    @CsvSource({
        "mlperf_tiny_onnx/alibaba_kws.onnx, kws, 454, 500",
        "mlperf_tiny_qdq/kws_qdq.onnx, kws, 446, 500",
        "qonnx/kws_w3a3_mlperf.onnx, kws_w3a3, 416, 500",
        "mlperf_tiny_onnx/resnet8_float.onnx, cifar10, 221, 250",
        "onnx2c/atmega_mnist_14x14.onnx, mnist14, 9374, 10000",
        "qonnx/TFC_1W1A.onnx, mnist, 9296, 10000",
        "qonnx/TFC_2W2A.onnx, mnist, 9660, 10000",
        "onnx2c/mnist_bn_mlp.onnx, mnist, 9189, 10000",
        "onnxzoo_mnist8/model.onnx, mnist255, 9891, 10000"
    })
    void accuracyIsThatOfOnnxRuntime(String model, String data, int right, int all) throws IOException {
        assumeTrue(Files.isDirectory(MODELS), "there is no corpus");
        assumeTrue(FULL || all <= 1000, "10,000 images take long: full mode");
        OnnxImport read = OnnxReader.read(MODELS.resolve(model), OnnxBindings.NONE);
        boolean halved = data.equals("mnist14");
        LabelledData samples = LabelledData.named(CORPUS.resolve("data"), halved ? "mnist" : data);
        List<List<RealTensor>> inputs = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            float[] values = samples.values(i);
            inputs.add(List.of(
                    halved ? input(read, Shape.of(14, 14), halved(values)) : input(read, samples.shape(), values)));
        }
        List<List<RealTensor>> outputs = RealEngine.outputs(read.model().graph(), inputs);
        int found = 0;
        for (int i = 0; i < outputs.size(); i++) {
            found += LabelledData.greatest(outputs.get(i).getFirst()) == samples.label(i) ? 1 : 0;
        }
        assertEquals(all, outputs.size());
        System.out.println("FIGURE right answers of " + model + ": " + found + " of " + all + ", expected " + right);
        assertTrue(Math.abs(right - found) <= (all > 1000 ? all / 1000 : 0), model + ": " + found + " are right");
    }

    /** Means of 2 × 2 pixels. */
    private static float[] halved(float[] image) {
        float[] means = new float[14 * 14];
        for (int i = 0; i < means.length; i++) {
            int at = i / 14 * 56 + i % 14 * 2;
            means[i] = (image[at] + image[at + 1] + image[at + 28] + image[at + 29]) / 4;
        }
        return means;
    }

    /** How far windows of five frames of a spectrogram lie from what the network makes of them; the integer network by the oracle. */
    @ParameterizedTest
    @CsvSource({"mlperf_tiny_onnx/alibaba_ad.onnx, 12.0813", "mlperf_tiny_qdq/ad_qdq.onnx, 11.1626"})
    void errorOfSoundsIsThatOfOnnxRuntime(String model, double expected) throws IOException {
        assumeTrue(Files.isDirectory(MODELS), "there is no corpus");
        OnnxImport read = OnnxReader.read(MODELS.resolve(model), OnnxBindings.NONE);
        TypedRun run = new TypedRun(read.model());
        String name = read.model().graph().inputs().getFirst().name();
        FloatBuffer sound = ByteBuffer.wrap(
                        Files.readAllBytes(CORPUS.resolve("data/ad01/normal_id_01_00000000_hist_librosa.bin")))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        int windows = sound.capacity() / 128 - 4;
        double sum = 0;
        for (int window = 0; window < windows; window++) {
            float[] values = new float[5 * 128];
            sound.get(window * 128, values);
            Tensor input = input(read, Shape.of(values.length), values);
            RealTensor output = (RealTensor) run.outputs(Map.of(name, input)).getFirst();
            double squares = 0;
            for (int i = 0; i < values.length; i++) {
                squares += (values[i] - output.at(i)) * (values[i] - output.at(i));
            }
            sum += squares / values.length;
        }
        System.out.printf("FIGURE %s, mean squared error of %d windows: %.4f%n", model, windows, sum / windows);
        assertEquals(expected, sum / windows, 0.00005);
    }

    private static RealTensor real(OnnxImport read, RealTensor input) {
        Graph graph = read.model().graph();
        Map<String, RealTensor> tensors = new HashMap<>(RealEngine.run(graph, List.of(input)));
        return tensors.get(graph.outputs().getFirst());
    }

    private static RealTensor input(OnnxImport read, NumericArray sample) {
        return input(read, sample.shape(), sample.singles());
    }

    /** A sample in the file's order of axes as the graph takes it; axes of one element do not count. */
    private static RealTensor input(OnnxImport read, Shape shape, float[] values) {
        Graph graph = read.model().graph();
        Shape wanted = graph.inputs().getFirst().type().shape();
        List<Integer> order = read.inputOrders().get(graph.inputs().getFirst().name());
        if (order == null) {
            return RealTensor.owning(wanted, values);
        }
        Integer[] sizes = new Integer[order.size()];
        for (int axis = 0; axis < sizes.length; axis++) {
            sizes[order.get(axis)] = wanted.size(axis);
        }
        RealTensor stored = RealTensor.owning(new Shape(List.of(sizes)), values);
        return new Transpose(order).real(List.of(stored));
    }

    private static NumericArray array(Path file) {
        Diagnostics diagnostics = new Diagnostics();
        NumericArray array = NpyReader.read(file, new ModelNode(file.toString(), ""), diagnostics)
                .orElseThrow();
        diagnostics.stopOnErrors();
        return array;
    }
}
