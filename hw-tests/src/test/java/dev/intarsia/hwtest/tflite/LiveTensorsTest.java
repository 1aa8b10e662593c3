package dev.intarsia.hwtest.tflite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.intarsia.frontend.tflite.TfliteReader;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.layerwise.Layerwise;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every tensor of real models has the words of TensorFlow Lite 2.18's reference kernels, run live, on random words. TensorFlow Lite does not
 * run {@code person_detect} as it is; see {@link ScaleAxes}.
 */
class LiveTensorsTest {

    private static final boolean FULL = "full".equals(System.getProperty("intarsia.tests"));

    /**
     * One model.
     *
     * @param few inputs that the oracle runs
     * @param many inputs in the full run, all of them on whole layers as plain arrays, which is faster
     */
    @ParameterizedTest
    @CsvSource({
        "tflm/hello_world_int8.tflite, 50, 1000",
        "tflm/micro_speech_quantized.tflite, 2, 1000",
        "mlperf_tiny/ad01_int8.tflite, 2, 1000",
        "mlperf_tiny/kws_ref_model.tflite, 1, 1000",
        "mlperf_tiny/pretrainedResnet_quant.tflite, 1, 1000",
        "mlperf_tiny/vww_96_int8.tflite, 1, 1000",
        "tflm/person_detect.tflite, 1, 1000",
        "emza/ssd_slim_face_120x160_int8.tflite, 1, 100",
        "coral/mobilenet_v1_0.25_128_quant.tflite, 1, 100",
    })
    void everyTensor(String name, int few, int many) throws IOException {
        assumeTrue(CorpusFiles.present(), "the corpus of models is not there");
        Path file = CorpusFiles.model(name);
        ImportedModel model = ImportedModel.of(file, ArithmeticProfile.TFLM);
        Layerwise network = Layerwise.of(model.program());
        SplittableRandom random = new SplittableRandom(name.hashCode());
        long compared = 0;
        int inputs = FULL ? many : few;
        byte[] content = CorpusFiles.bytes(file);
        Map<String, String> names = TfliteReader.names(content);
        try (ReferenceInterpreter interpreter = new ReferenceInterpreter(ScaleAxes.ofVectors(content))) {
            for (int i = 0; i < inputs; i++) {
                RawTensor input = draw(model, random);
                interpreter.run(List.of(bytes(input)));
                Map<String, byte[]> expected = new HashMap<>();
                interpreter
                        .tensors()
                        .forEach((tensor, bytes) -> expected.put(names.getOrDefault(tensor, tensor), bytes));
                if (i < few) {
                    compare(name + ", input " + i, expected, model.run(List.of(input)));
                }
                compared += compare(name + ", input " + i + " layerwise", expected, network.run(List.of(input)));
            }
        }
        assertTrue(compared > 0);
        System.out.println("COUNT inputs of " + name + " of which every tensor is TensorFlow Lite's: " + inputs);
        System.out.println("COUNT words of all tensors of " + name + " equal to TensorFlow Lite's: " + compared);
    }

    private static RawTensor draw(ImportedModel model, SplittableRandom random) {
        IntFormat format = model.inputFormat();
        long[] words = random.longs(model.inputShape().elements(), format.min(), format.max() + 1)
                .toArray();
        return RawTensor.owning(format, model.inputShape(), words);
    }

    private static long compare(String what, Map<String, byte[]> expected, Map<String, RawTensor> found) {
        long compared = 0;
        for (Map.Entry<String, RawTensor> tensor : found.entrySet()) {
            byte[] bytes = expected.get(tensor.getKey());
            if (bytes == null && tensor.getKey().endsWith("/flat")) {
                continue; // a reshape that TensorFlow Lite does inside of its dense layer
            }
            assertNotNull(bytes, what + ": TensorFlow Lite has no tensor " + tensor.getKey());
            assertEquals(bytes.length, tensor.getValue().shape().elements());
            assertArrayEquals(bytes, bytes(tensor.getValue()), what + ", tensor " + tensor.getKey());
            compared += bytes.length;
        }
        return compared;
    }

    /** Words of 8 bits as they are. */
    private static byte[] bytes(RawTensor words) {
        byte[] bytes = new byte[words.shape().elements()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) words.at(i);
        }
        return bytes;
    }
}
