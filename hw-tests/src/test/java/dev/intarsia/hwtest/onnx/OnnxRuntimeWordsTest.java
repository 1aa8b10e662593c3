package dev.intarsia.hwtest.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.intarsia.frontend.onnx.OnnxBindings;
import dev.intarsia.frontend.onnx.OnnxImport;
import dev.intarsia.frontend.onnx.OnnxReader;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.op.Transpose;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.Tensor;
import dev.intarsia.ir.type.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Words of ONNX's integer operators against ONNX Runtime, which runs in this process: random models of one operator, random words, and no
 * word differs. Of a sum between conversions, ONNX Runtime itself has two forms; ours is the one to which its graph transforms lead.
 */
class OnnxRuntimeWordsTest {

    private static final int MODELS =
            System.getProperty("intarsia.tests", "quick").equals("full") ? 2000 : 60;

    private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

    @TempDir
    Path folder;

    /** What a random model of one operator is made of. */
    enum Kind {
        QLINEAR_CONV,
        QLINEAR_MATMUL,
        QLINEAR_CONCAT,
        QLINEAR_GLOBAL_AVERAGE_POOL,
        QLINEAR_AVERAGE_POOL,
        QLINEAR_LEAKY_RELU,
        QLINEAR_SIGMOID,
        QLINEAR_MUL,
        QLINEAR_ADD,
        QDQ_CONV,
        QDQ_GEMM,
        QDQ_RELU,
        QDQ_MUL,
        QDQ_ADD,
        QDQ_SIGMOID,
        QDQ_AVERAGE_POOL,
        MAX_POOL,
        CONV_INTEGER,
        MATMUL_INTEGER
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void wordsAreThoseOfOnnxRuntime(Kind kind) throws IOException, OrtException {
        Comparison comparison = compare(kind, MODELS, folder);
        assertTrue(comparison.words() > 0);
        System.out.println("COUNT words of ONNX Runtime's " + kind + " in " + MODELS + " models: " + comparison.words()
                + ", different " + comparison.different());
        assertEquals(0, comparison.different(), kind + ": " + comparison.first());
    }

    /**
     * How many words were compared, and how many differ.
     *
     * @param first where the first difference is
     */
    record Comparison(long words, long different, String first) {}

    static Comparison compare(Kind kind, int models, Path folder) throws IOException, OrtException {
        long words = 0;
        long different = 0;
        String first = "";
        for (int seed = 0; seed < models; seed++) {
            RandomModel model = RandomModel.of(kind, new Random(31L * kind.ordinal() + 1_000_003L * seed));
            Path file = folder.resolve("m.onnx");
            Files.write(file, model.bytes());
            long[] expected = reference(model);
            RawTensor found = ours(file, model);
            assertEquals(expected.length, found.shape().elements());
            for (int i = 0; i < expected.length; i++) {
                words++;
                if (expected[i] != found.at(i)) {
                    different++;
                    first = first.isEmpty()
                            ? "seed " + seed + " [" + i + "] is " + found.at(i) + ", not " + expected[i]
                            : first;
                }
            }
        }
        return new Comparison(words, different, first);
    }

    private static long[] reference(RandomModel model) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(
                    model.isFused()
                            ? OrtSession.SessionOptions.OptLevel.ALL_OPT
                            : OrtSession.SessionOptions.OptLevel.NO_OPT);
            options.addConfigEntry("session.qdqisint8allowed", "1");
            options.setIntraOpNumThreads(1);
            options.addConfigEntry("session.x64quantprecision", "1");
            Map<String, OnnxTensor> inputs = new HashMap<>();
            try (OrtSession session = ENVIRONMENT.createSession(model.bytes(), options)) {
                for (RandomModel.Input input : model.inputs()) {
                    ByteBuffer bytes = ByteBuffer.allocateDirect(input.words().length);
                    for (long word : input.words()) {
                        bytes.put((byte) word);
                    }
                    OnnxJavaType type = input.signed() ? OnnxJavaType.INT8 : OnnxJavaType.UINT8;
                    long[] shape =
                            input.dims().stream().mapToLong(Integer::longValue).toArray();
                    inputs.put(input.name(), OnnxTensor.createTensor(ENVIRONMENT, bytes.flip(), shape, type));
                }
                try (OrtSession.Result result = session.run(inputs)) {
                    OnnxTensor output = (OnnxTensor) result.get(0);
                    if (output.getInfo().type == OnnxJavaType.INT32) {
                        int[] words = new int[(int) output.getInfo().getNumElements()];
                        output.getIntBuffer().get(words);
                        return Arrays.stream(words).asLongStream().toArray();
                    }
                    ByteBuffer bytes = output.getByteBuffer();
                    boolean signed = output.getInfo().type == OnnxJavaType.INT8;
                    long[] words = new long[bytes.remaining()];
                    for (int i = 0; i < words.length; i++) {
                        words[i] = signed ? bytes.get(i) : Byte.toUnsignedLong(bytes.get(i));
                    }
                    return words;
                }
            } finally {
                inputs.values().forEach(OnnxTensor::close);
            }
        }
    }

    private static RawTensor ours(Path file, RandomModel model) {
        OnnxImport read = OnnxReader.read(file, OnnxBindings.NONE);
        Graph graph = read.model().graph();
        Map<String, Tensor> inputs = new HashMap<>();
        for (RandomModel.Input input : model.inputs()) {
            TensorType type = graph.input(input.name()).orElseThrow().type();
            float[] numbers = new float[input.words().length];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = input.words()[i];
            }
            RealTensor stored = RealTensor.owning(new Shape(input.dims()), numbers);
            List<Integer> order = read.inputOrders().get(input.name());
            RealTensor ordered = order == null ? stored : new Transpose(order).real(List.of(stored));
            long[] words = new long[numbers.length];
            for (int i = 0; i < words.length; i++) {
                words[i] = (long) ordered.at(i);
            }
            IntFormat format = new IntFormat(input.signed(), 8);
            inputs.put(input.name(), type.isReal() ? ordered : RawTensor.owning(format, ordered.shape(), words));
        }
        Tensor output = new TypedRun(read.model()).outputs(inputs).getFirst();
        return switch (output) {
            case RawTensor raw -> raw;
            case RealTensor real -> {
                long[] words = new long[real.shape().elements()];
                for (int i = 0; i < words.length; i++) {
                    words[i] = (long) real.at(i);
                }
                yield RawTensor.owning(new IntFormat(true, 32), real.shape(), words);
            }
        };
    }
}
