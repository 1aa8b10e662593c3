package dev.intarsia.hwtest.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.intarsia.frontend.data.NpyReader;
import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.frontend.tflite.TfliteReader;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.quantize.MixedGraph;
import dev.intarsia.ir.quantize.TensorQuantization;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.simulator.real.RealEngine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Outputs that engines outside of this project gave for the models of the corpus. */
class GoldenOutputsTest {

    private static final boolean FULL = "full".equals(System.getProperty("intarsia.tests"));

    private static NumericArray golden(String model, String array) {
        Path file = CorpusFiles.golden(model, array);
        return NpyReader.read(file, new ModelNode(file.toString(), ""), new Diagnostics())
                .orElseThrow();
    }

    /**
     * Integers, to the last bit.
     *
     * @param samples how many are run in the ordinary run; all of them in the full run
     */
    @ParameterizedTest
    @CsvSource({
        "mlperf_tiny/kws_ref_model.tflite, 2",
        "mlperf_tiny/ad01_int8.tflite, 16",
        "mlperf_tiny/pretrainedResnet_quant.tflite, 1",
        "tflm/hello_world_int8.tflite, 64",
        "tflm/micro_speech_quantized.tflite, 4",
        "tflm/person_detect.tflite, 1",
        "coral/mobilenet_v1_0.25_128_quant.tflite, 1",
        "emza/ssd_slim_face_120x160_int8.tflite, 1",
    })
    void integers(String name, int samples) {
        assumeTrue(CorpusFiles.present(), "the corpus of models is not there");
        ImportedModel model = ImportedModel.of(CorpusFiles.model(name), ArithmeticProfile.TFLM);
        List<String> outputs = model.graph().graph().outputs();
        long compared = 0;
        NumericArray inputs = golden(name, "in0");
        int run = FULL ? inputs.shape().size(0) : samples;
        for (int sample = 0; sample < run; sample++) {
            Map<String, RawTensor> tensors = model.run(inputs.at(sample).words());
            for (int output = 0; output < outputs.size(); output++) {
                NumericArray expected = golden(name, "out" + output).at(sample);
                RawTensor found = tensors.get(outputs.get(output));
                assertEquals(expected.elements(), found.shape().elements());
                for (int i = 0; i < expected.elements(); i++) {
                    assertEquals(
                            expected.word(i),
                            found.at(i),
                            name + ", sample " + sample + ", output " + output + ", word " + i);
                    compared++;
                }
            }
        }
        System.out.println("COUNT output words of " + name + " equal to golden ones: " + compared);
    }

    /** Real numbers at both ends and integers in between: those are made and read as TensorFlow Lite does it. */
    @ParameterizedTest
    @ValueSource(strings = "tinyengine/lenet300_mnist_ptq.tflite")
    void integersBetweenRealNumbers(String name) {
        assumeTrue(CorpusFiles.present(), "the corpus of models is not there");
        ReadModel read = TfliteReader.read(CorpusFiles.model(name));
        MixedGraph parts = MixedGraph.of(read.graph(), new Diagnostics());
        ImportedModel model = ImportedModel.of(read, ArithmeticProfile.TFLM);
        Graph after = parts.after().orElseThrow();
        String last = after.inputs().getFirst().name();
        NumericArray inputs = golden(name, "in0");
        for (int sample = 0; sample < inputs.shape().size(0); sample++) {
            RawTensor words = TensorQuantization.quantize(
                    RealTensor.of(model.inputShape(), inputs.at(sample).singles()),
                    model.graph().graph().inputs().getFirst().type().quantized());
            RawTensor integers = model.run(List.of(words)).get(last);
            RealTensor logits = TensorQuantization.dequantize(
                    integers, after.inputs().getFirst().type().quantized());
            RealTensor found = RealEngine.run(
                            after,
                            List.of(logits.reshaped(
                                    after.inputs().getFirst().type().shape())))
                    .get(after.outputs().getFirst());
            float[] expected = golden(name, "out0").at(sample).singles();
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], found.at(i), 2e-6f * Math.max(1, Math.abs(expected[i])), "sample " + sample);
            }
        }
    }

    /** Real numbers, as near as another order of sums lets them be. */
    @ParameterizedTest
    @CsvSource({
        "mlperf_tiny/ad01_fp32.tflite, 5e-5",
        "mlperf_tiny/pretrainedResnet.tflite, 1e-6",
        "tflm/hello_world_float.tflite, 1e-6",
    })
    void realNumbers(String name, float tolerance) {
        assumeTrue(CorpusFiles.present(), "the corpus of models is not there");
        ReadModel model = TfliteReader.read(CorpusFiles.model(name));
        assertNear(model.graph(), name, tolerance);
    }

    /**
     * The operand of the hybrid layer is quantized anew for each inference, here as there. Its convolutions are of real numbers, whose sums
     * have another order there: so a number near a half of a step may become the other word.
     */
    @ParameterizedTest
    @ValueSource(strings = "mlperf_tiny/kws_ref_model_float32.tflite")
    void quantizedWeightsOfARealNetwork(String name) {
        assumeTrue(CorpusFiles.present(), "the corpus of models is not there");
        assertNear(TfliteReader.read(CorpusFiles.model(name)).graph(), name, 1e-5f);
    }

    private static void assertNear(Graph graph, String name, float tolerance) {
        NumericArray inputs = golden(name, "in0");
        NumericArray outputs = golden(name, "out0");
        double worst = 0;
        for (int sample = 0; sample < inputs.shape().size(0); sample++) {
            RealTensor input = RealTensor.of(
                    graph.inputs().getFirst().type().shape(), inputs.at(sample).singles());
            RealTensor found =
                    RealEngine.run(graph, List.of(input)).get(graph.outputs().getFirst());
            float[] expected = outputs.at(sample).singles();
            assertEquals(expected.length, found.shape().elements());
            for (int i = 0; i < expected.length; i++) {
                double difference = Math.abs(expected[i] - found.at(i)) / Math.max(1, Math.abs(expected[i]));
                assertTrue(
                        difference <= tolerance,
                        name + ", sample " + sample + ", element " + i + ": " + expected[i] + " and " + found.at(i));
                worst = Math.max(worst, difference);
            }
        }
        System.out.println("FIGURE greatest difference of " + name + " from golden real numbers: " + worst);
    }
}
