package dev.intarsia.hwtest.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.frontend.data.DatasetReader;
import dev.intarsia.frontend.data.NpyReader;
import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.frontend.tflite.TfliteReader;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.plan.SearchingPlanner;
import dev.intarsia.ir.quantize.TensorQuantization;
import dev.intarsia.ir.sequence.Sequence;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.simulator.oracle.Oracle;
import dev.intarsia.simulator.real.RealEngine;
import dev.intarsia.simulator.runner.ProgramRunner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** How many samples of labelled data sets networks get right, or how far they miss them: exactly as measured with other engines. */
class AccuracyTest {

    private static final int WINDOW_FRAMES = 5;
    private static final int BINS = 128;

    @BeforeEach
    void needsCorpus() {
        assumeTrue(CorpusFiles.present(), "the corpus of models is not there");
    }

    private static NumericArray npy(String data) {
        return NpyReader.read(CorpusFiles.data(data), new ModelNode(data, ""), new Diagnostics())
                .orElseThrow();
    }

    /** A quantized network on the simulated accelerator: from words to words of its first output. */
    private static Function<RawTensor, RawTensor> simulated(ImportedModel model) {
        var plan = new SearchingPlanner().plan(model.program(), TargetReader.accelerator("inlay16"), new Diagnostics());
        ProgramRunner runner = new ProgramRunner(Sequence.apply(plan), new Oracle()::run);
        return input -> runner.run(List.of(input)).getFirst();
    }

    private static ImportedModel model(String name) {
        return ImportedModel.of(CorpusFiles.model(name), ArithmeticProfile.TFLM);
    }

    private static int greatest(IntFunction<Double> values, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (values.apply(i) > values.apply(best)) {
                best = i;
            }
        }
        return best;
    }

    private static int answer(RawTensor words) {
        return greatest(i -> (double) words.at(i), words.shape().elements());
    }

    private static int answer(RealTensor numbers) {
        return greatest(i -> (double) numbers.at(i), numbers.shape().elements());
    }

    private static List<Integer> keywords() throws IOException {
        return Files.readAllLines(CorpusFiles.data("kws01/labels.csv")).stream()
                .skip(1)
                .map(line -> Integer.parseInt(line.split(",")[1]))
                .toList();
    }

    @Test
    @EnabledIfSystemProperty(named = "intarsia.tests", matches = "full")
    void keywordsInIntegers() throws IOException {
        ImportedModel model = model("mlperf_tiny/kws_ref_model.tflite");
        Function<RawTensor, RawTensor> run = simulated(model);
        NumericArray features = npy("kws01/x_int8_49x10.npy");
        List<Integer> labels = keywords();
        int right = 0;
        for (int i = 0; i < labels.size(); i++) {
            RawTensor input = RawTensor.owning(
                    model.inputFormat(), model.inputShape(), features.at(i).words());
            right += answer(run.apply(input)) == labels.get(i) ? 1 : 0;
        }
        System.out.println("FIGURE kws_ref_model: " + right + " of " + labels.size());
        assertEquals(452, right);
    }

    /**
     * As many as TensorFlow Lite's own kernels get right, which quantize the operand of the last layer anew for each inference. XNNPACK, which
     * does not, gets one less.
     */
    @Test
    void keywordsInRealNumbersWithQuantizedWeights() throws IOException {
        Graph graph = TfliteReader.read(CorpusFiles.model("mlperf_tiny/kws_ref_model_float32.tflite"))
                .graph();
        NumericArray features = npy("kws01/x_int8_49x10.npy");
        List<Integer> labels = keywords();
        List<List<RealTensor>> images = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            long[] words = features.at(i).words();
            float[] values = new float[words.length];
            for (int k = 0; k < words.length; k++) {
                values[k] = (words[k] - 83) * 0.5847029f;
            }
            images.add(
                    List.of(RealTensor.owning(graph.inputs().getFirst().type().shape(), values)));
        }
        List<List<RealTensor>> outputs = RealEngine.outputs(graph, images);
        int right = 0;
        for (int i = 0; i < labels.size(); i++) {
            right += answer(outputs.get(i).getFirst()) == labels.get(i) ? 1 : 0;
        }
        System.out.println("FIGURE kws_ref_model_float32: " + right + " of " + labels.size());
        assertEquals(454, right);
    }

    /** Test images of CIFAR-10, rows of pixels innermost, one colour after the other. */
    private static List<int[]> pictures() throws IOException {
        byte[] bytes = CorpusFiles.bytes(CorpusFiles.data("cifar10/test_exact_250.bin"));
        int pixels = 32 * 32;
        List<int[]> pictures = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += 1 + 3 * pixels) {
            int[] picture = new int[1 + 3 * pixels];
            picture[0] = bytes[at];
            for (int i = 0; i < 3 * pixels; i++) {
                picture[1 + i] = Byte.toUnsignedInt(bytes[at + 1 + i % 3 * pixels + i / 3]);
            }
            pictures.add(picture);
        }
        return pictures;
    }

    @Test
    @EnabledIfSystemProperty(named = "intarsia.tests", matches = "full")
    void picturesInIntegers() throws IOException {
        ImportedModel model = model("mlperf_tiny/pretrainedResnet_quant.tflite");
        Function<RawTensor, RawTensor> run = simulated(model);
        int right = 0;
        for (int[] picture : pictures()) {
            long[] words = new long[picture.length - 1];
            for (int i = 0; i < words.length; i++) {
                words[i] = picture[i + 1] - 128;
            }
            RawTensor output = run.apply(RawTensor.owning(model.inputFormat(), model.inputShape(), words));
            right += answer(output) == picture[0] ? 1 : 0;
        }
        System.out.println("FIGURE pretrainedResnet_quant: " + right + " of 250");
        assertEquals(222, right);
    }

    @Test
    @EnabledIfSystemProperty(named = "intarsia.tests", matches = "full")
    void picturesInRealNumbers() throws IOException {
        Graph graph = TfliteReader.read(CorpusFiles.model("mlperf_tiny/pretrainedResnet.tflite"))
                .graph();
        List<List<RealTensor>> images = new ArrayList<>();
        List<int[]> pictures = pictures();
        for (int[] picture : pictures) {
            float[] values = new float[picture.length - 1];
            for (int i = 0; i < values.length; i++) {
                values[i] = picture[i + 1];
            }
            images.add(
                    List.of(RealTensor.owning(graph.inputs().getFirst().type().shape(), values)));
        }
        List<List<RealTensor>> outputs = RealEngine.outputs(graph, images);
        int right = 0;
        for (int i = 0; i < images.size(); i++) {
            right += answer(outputs.get(i).getFirst()) == pictures.get(i)[0] ? 1 : 0;
        }
        System.out.println("FIGURE pretrainedResnet: " + right + " of 250");
        assertEquals(221, right);
    }

    /** Windows of five frames of a spectrogram, one frame apart. */
    private static List<float[]> windows() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(
                        CorpusFiles.bytes(CorpusFiles.data("ad01/normal_id_01_00000000_hist_librosa.bin")))
                .order(ByteOrder.LITTLE_ENDIAN);
        int frames = bytes.capacity() / Float.BYTES / BINS;
        List<float[]> windows = new ArrayList<>();
        for (int first = 0; first + WINDOW_FRAMES <= frames; first++) {
            float[] window = new float[WINDOW_FRAMES * BINS];
            for (int i = 0; i < window.length; i++) {
                window[i] = bytes.getFloat(Float.BYTES * (first * BINS + i));
            }
            windows.add(window);
        }
        return windows;
    }

    private static double squaredError(float[] window, RealTensor output) {
        double sum = 0;
        for (int i = 0; i < window.length; i++) {
            double difference = window[i] - output.at(i);
            sum += difference * difference;
        }
        return sum / window.length;
    }

    @Test
    void soundsInRealNumbers() throws IOException {
        Graph graph = TfliteReader.read(CorpusFiles.model("mlperf_tiny/ad01_fp32.tflite"))
                .graph();
        double sum = 0;
        List<float[]> windows = windows();
        for (float[] window : windows) {
            RealTensor input = RealTensor.of(Shape.of(1, window.length), window);
            sum += squaredError(
                    window,
                    RealEngine.run(graph, List.of(input)).get(graph.outputs().getFirst()));
        }
        System.out.printf("FIGURE ad01_fp32, mean squared error: %.4f%n", sum / windows.size());
        assertEquals(9.7071, sum / windows.size(), 0.00005);
    }

    @Test
    void soundsInIntegers() throws IOException {
        ImportedModel model = model("mlperf_tiny/ad01_int8.tflite");
        Graph graph = model.graph().graph();
        Quantized from = graph.inputs().getFirst().type().quantized();
        String output = graph.outputs().getFirst();
        double sum = 0;
        List<float[]> windows = windows();
        for (float[] window : windows) {
            RawTensor input = TensorQuantization.quantize(RealTensor.of(Shape.of(window.length), window), from);
            RawTensor words = model.run(List.of(input)).get(output);
            sum += squaredError(
                    window,
                    TensorQuantization.dequantize(words, graph.type(output).quantized()));
        }
        System.out.printf("FIGURE ad01_int8, mean squared error: %.4f%n", sum / windows.size());
        assertEquals(10.2645, sum / windows.size(), 0.00005);
    }

    @Test
    @EnabledIfSystemProperty(named = "intarsia.tests", matches = "full")
    void digitsInIntegers() {
        ImportedModel model = model("tinyengine/lenet300_mnist_ptq.tflite");
        Function<RawTensor, RawTensor> run = simulated(model);
        Dataset data = DatasetReader.read(CorpusFiles.data("mnist/t10k-images-idx3-ubyte.gz"), Optional.empty());
        List<Integer> labels = data.labels().orElseThrow();
        Quantized from = model.graph().graph().inputs().getFirst().type().quantized();
        int right = 0;
        int count = 2000;
        for (int i = 0; i < count; i++) {
            float[] values = data.samples().at(i).singles();
            for (int k = 0; k < values.length; k++) {
                values[k] = (values[k] / 255 - 0.1307f) / 0.3081f;
            }
            RawTensor input = TensorQuantization.quantize(RealTensor.of(model.inputShape(), values), from);
            right += answer(run.apply(input)) == labels.get(i) ? 1 : 0;
        }
        System.out.println("FIGURE lenet300_mnist_ptq: " + right + " of " + count);
        assertEquals(1950, right);
    }
}
