package dev.intarsia.frontend.tflite;

import static dev.intarsia.frontend.tflite.ModelFile.FLOAT16;
import static dev.intarsia.frontend.tflite.ModelFile.FLOAT32;
import static dev.intarsia.frontend.tflite.ModelFile.INT16;
import static dev.intarsia.frontend.tflite.ModelFile.INT32;
import static dev.intarsia.frontend.tflite.ModelFile.INT4;
import static dev.intarsia.frontend.tflite.ModelFile.INT8;
import static dev.intarsia.frontend.tflite.ModelFile.UINT8;
import static dev.intarsia.frontend.tflite.ModelFile.bytes;
import static dev.intarsia.frontend.tflite.ModelFile.floats;
import static dev.intarsia.frontend.tflite.ModelFile.halves;
import static dev.intarsia.frontend.tflite.ModelFile.ints;
import static dev.intarsia.frontend.tflite.ModelFile.options;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.GraphPrinter;
import dev.intarsia.ir.graph.Node;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

/** What each numeric form of a file becomes. */
class TfliteImportTest {

    /** Padding VALID, strides of 1, and at the fourth field an activation: a convolution's options. */
    private static ToIntFunction<FlatBufferBuilder> convolution(int activation) {
        return options(-1, 1, 1, 1, 2, 1, -4, activation);
    }

    private static ReadModel read(ModelFile file, int input, int output) {
        return TfliteReader.read(file.write(List.of(input), List.of(output)), "m", "m.tflite");
    }

    private static String text(Graph graph) {
        return GraphPrinter.print(graph, "m.npz").text();
    }

    private static String refusal(ModelFile file, int input, int output) {
        return assertThrows(InvalidInputException.class, () -> read(file, input, output))
                .getMessage();
    }

    @Test
    void fusedActivationIsANodeOfItsOwn() {
        ModelFile file = new ModelFile();
        int x = file.words("x", INT8, 0.5, 3, 1, 2, 2, 1);
        int w = file.constant("w", INT8, List.of(0.25f, 0.125f), 0, 0, bytes(1, -2, 3, -4, 5, -6, 7, -8), 2, 2, 2, 1);
        int b = file.constant("b", INT32, List.of(0.125f, 0.0625f), 0, 0, ints(100, -100), 2);
        int y = file.words("y", INT8, 1, -128, 1, 1, 1, 2);
        file.operator("CONV_2D", List.of(x, w, b), y, convolution(3));
        ReadModel model = read(file, x, y);
        assertEquals(Optional.of("tflm"), model.engineProfile());
        assertEquals("""
                model m
                weights "m.npz"

                input x: i8[1, 2, 2, 1] scale 0.5 zero 3

                `y/pre`: i8[1, 1, 1, 2] scale 1.0 zero -128
                  = conv2d(x, w: i8[2, 2, 2, 1] scale per k, b: i32[2] scale per k)
                y: i8[1, 1, 1, 2] scale 1.0 zero -128
                  = relu6(`y/pre`)

                output y
                """, text(model.graph()));
    }

    @Test
    void tensorsAreCalledByTheirLayer() {
        ModelFile file = new ModelFile();
        int x = file.words("serving_default_x:0", INT8, 1, 0, 1, 2);
        int w = file.constant("net/dense/MatMul", INT8, List.of(1f), 0, 0, bytes(1, 2, 3, 4), 2, 2);
        int v = file.constant("net/dense_1/MatMul", INT8, List.of(1f), 0, 0, bytes(5, 6, 7, 8), 2, 2);
        int first = file.words("net/activation/Relu;net/dense_1/MatMul;net/dense/BiasAdd", INT8, 1, 0, 1, 2);
        int product = file.words("net/dense_1/MatMul;net/dense_1/MatMul1", INT8, 1, 0, 1, 2);
        int sum = file.words("net/dense_1/BiasAdd", INT8, 1, 0, 1, 2);
        int plain = file.words("clipped", INT8, 1, 0, 1, 2);
        int y = file.words("net/head/Softmax;y", INT8, 1, 0, 1, 2);
        file.operator("FULLY_CONNECTED", List.of(x, w), first)
                .operator("FULLY_CONNECTED", List.of(first, v), product)
                .operator("ADD", List.of(product, product), sum)
                .operator("RELU", List.of(sum), plain)
                .operator("RELU", List.of(plain), y);
        byte[] content = file.write(List.of(x), List.of(y));
        Graph graph = TfliteReader.read(content, "m", "folder/m.tflite").graph();
        assertEquals(
                List.of("dense", "dense_1/MatMul1", "dense_1/BiasAdd", "clipped", "net/head/Softmax;y"),
                graph.nodes().stream().map(Node::name).toList());
        assertEquals(
                List.of("dense/MatMul", "dense_1/MatMul"),
                graph.constants().stream().map(Constant::name).toList());
        assertEquals(
                "m.tflite, operator 1 FULLY_CONNECTED 'net/dense_1/MatMul;net/dense_1/MatMul1'",
                graph.nodes().get(1).location().citation());
        assertEquals("dense_1/MatMul1", TfliteReader.names(content).get("net/dense_1/MatMul;net/dense_1/MatMul1"));
    }

    @Test
    void depthwiseWeightsAreTurned() {
        ModelFile file = new ModelFile();
        int x = file.words("x", INT8, 1, 0, 1, 1, 2, 2);
        int w = file.constant("w", INT8, List.of(1f, 2f, 3f, 4f), 0, 3, bytes(1, 2, 3, 4, 5, 6, 7, 8), 1, 1, 2, 4);
        int y = file.words("y", INT8, 1, 0, 1, 1, 1, 4);
        file.operator("DEPTHWISE_CONV_2D", List.of(x, w, -1), y, options(-1, 1, 1, 1, 2, 1, 3, 2));
        Graph graph = read(file, x, y).graph();
        assertEquals(
                List.of(4, 1, 2, 1),
                graph.constant("w").orElseThrow().type().shape().sizes());
        assertArrayEquals(
                new long[] {1, 5, 2, 6, 3, 7, 4, 8},
                graph.constant("w").orElseThrow().raw().toArray());
        assertEquals(
                List.of(1.0, 2.0, 3.0, 4.0),
                graph.constant("w").orElseThrow().type().quantized().scale().factors());
        assertEquals(
                0, graph.constant("w").orElseThrow().type().quantized().scale().axis());
    }

    @Test
    void fourBitsLieTwoInAByteTheLowOnesFirst() {
        ModelFile file = new ModelFile();
        int x = file.words("x", INT8, 1, 0, 1, 3);
        int w = file.constant("w", INT4, List.of(1f), 0, 0, bytes(0x21, 0x0f), 1, 3);
        int y = file.words("y", INT8, 1, 0, 1, 1);
        file.operator("FULLY_CONNECTED", List.of(x, w), y);
        Graph graph = read(file, x, y).graph();
        assertEquals("i4[1, 3]", graph.constant("w").orElseThrow().raw().toString());
        assertArrayEquals(
                new long[] {1, 2, -1}, graph.constant("w").orElseThrow().raw().toArray());
    }

    @Test
    void unsignedWeightsKeepTheirZeroPoint() {
        ModelFile file = new ModelFile();
        int x = file.words("x", UINT8, 1, 128, 1, 2);
        int w = file.constant("w", UINT8, List.of(1f), 200, 0, bytes(255, 0), 1, 2);
        int y = file.words("y", UINT8, 1, 0, 1, 1);
        file.operator("FULLY_CONNECTED", List.of(x, w), y);
        Graph graph = read(file, x, y).graph();
        assertArrayEquals(
                new long[] {255, 0}, graph.constant("w").orElseThrow().raw().toArray());
        assertEquals(200, graph.constant("w").orElseThrow().type().quantized().zeroPoint());
        assertEquals(128, graph.input("x").orElseThrow().type().quantized().zeroPoint());
    }

    @Test
    void wideActivationsHaveAWideBias() {
        ModelFile file = new ModelFile();
        int x = file.words("x", INT16, 1, 0, 1, 2);
        int w = file.constant("w", INT8, List.of(0.5f), 0, 0, bytes(1, 2), 1, 2);
        int b = file.plain("b", 4, ModelFile.bytes(1, 0, 0, 0, 1, 0, 0, 0), 1);
        int y = file.words("y", INT16, 1, 0, 1, 1);
        file.operator("FULLY_CONNECTED", List.of(x, w, b), y);
        Graph graph = read(file, x, y).graph();
        assertEquals("i64[1]", graph.constant("b").orElseThrow().raw().toString());
        assertArrayEquals(
                new long[] {(1L << 32) + 1},
                graph.constant("b").orElseThrow().raw().toArray());
        assertEquals(
                0.5,
                graph.constant("b").orElseThrow().type().quantized().scale().at(0));
    }

    @Test
    void halfPrecisionWeightsAreTheirNumbers() {
        ModelFile file = new ModelFile();
        int x = file.real("x", 1, 2);
        int half = file.plain("half", FLOAT16, halves(1.5, -0.25), 1, 2);
        int w = file.real("w", 1, 2);
        int y = file.real("y", 1, 1);
        file.operator("DEQUANTIZE", List.of(half), w).operator("FULLY_CONNECTED", List.of(x, w, -1), y);
        ReadModel model = read(file, x, y);
        assertEquals(Optional.empty(), model.engineProfile());
        assertArrayEquals(
                new float[] {1.5f, -0.25f},
                model.graph().constant("w").orElseThrow().real().toArray());
        assertEquals(1, model.graph().nodes().size());
    }

    @Test
    void quantizedWeightsOfARealNetworkAreTheirNumbers() {
        ModelFile file = new ModelFile();
        int x = file.real("x", 1, 2);
        int w = file.constant("w", INT8, List.of(0.5f, 0.25f), 0, 0, bytes(1, -2, 3, 4), 2, 2);
        int b = file.plain("b", FLOAT32, floats(1, 2), 2);
        int y = file.real("y", 1, 2);
        file.operator("FULLY_CONNECTED", List.of(x, w, b), y, options(-1, 1));
        ReadModel model = read(file, x, y);
        assertFalse(model.isTyped());
        assertEquals("""
                model m
                weights "m.npz"

                input x: real[1, 2]

                `y/pre` = dense(x, w, b, activations: symmetric)
                y       = relu(`y/pre`)

                output y
                """, text(model.graph()));
        assertArrayEquals(
                new float[] {0.5f, -1, 0.75f, 1},
                model.graph().constant("w").orElseThrow().real().toArray());
    }

    @Test
    void numbersThatDescribeShapesAreComputedOnTheWay() {
        ModelFile file = new ModelFile();
        int x = file.real("x", 1, 2, 3);
        int shape = file.plain("shape", INT32, null, 3);
        int first = file.plain("first", INT32, null);
        int zero = file.plain("zero", INT32, ints(0), 1);
        int one = file.plain("one", INT32, ints(1), 1);
        int six = file.plain("six", INT32, ints(6));
        int sizes = file.plain("sizes", INT32, null, 2);
        int y = file.real("y", 1, 6);
        file.operator("SHAPE", List.of(x), shape)
                .operator("STRIDED_SLICE", List.of(shape, zero, one, one), first, options(4, 1))
                .operator("PACK", List.of(first, six), sizes)
                .operator("RESHAPE", List.of(x, sizes), y);
        assertEquals("""
                model m

                input x: real[1, 2, 3]

                y = reshape(x, shape: [1, 6])

                output y
                """, text(read(file, x, y).graph()));
    }

    @Test
    void namesThatAreMissingOrGivenTwiceBecomeUnique() {
        ModelFile file = new ModelFile();
        int x = file.real("", 1, 2);
        int y = file.real("same", 1, 2);
        int z = file.real("same", 1, 2);
        file.operator("RELU", List.of(x), y).operator("RELU6", List.of(y), z);
        Graph graph = read(file, x, z).graph();
        assertEquals("tensor0", graph.inputs().getFirst().name());
        assertEquals(List.of("same_2"), graph.outputs());
    }

    @Test
    void allThatIsNotSupportedIsReportedAtOnce() {
        ModelFile file = new ModelFile();
        int x = file.real("x", 1, 4);
        int a = file.real("a", 1, 4);
        int b = file.real("b", 1, 4);
        int c = file.real("c", 1, 4);
        int y = file.real("y", 1, 4);
        file.operator("LSTM", List.of(x), a)
                .custom("Magic", List.of(a), b)
                .operator("SOFTMAX", List.of(b), c, ModelFile.beta(2))
                .operator("SVDF", List.of(c), y);
        assertEquals("""
                m.tflite, operator 0 LSTM 'a': error: the operator LSTM is not supported
                  help: cut the model before it, or replace it by operators of the table in the documentation
                m.tflite, operator 1 Magic 'b': error: the custom operator Magic is not supported
                  help: cut the model before it, or replace it by operators of the table in the documentation
                m.tflite, operator 2 SOFTMAX 'c': error: its beta is 2.0
                  help: softmax with beta 1 is supported
                m.tflite, operator 3 SVDF 'y': error: the operator SVDF is not supported
                  help: cut the model before it, or replace it by operators of the table in the documentation
                """, refusal(file, x, y));
    }

    @Test
    void wordsNeedAScale() {
        ModelFile file = new ModelFile();
        int x = file.plain("x", INT8, null, 1, 4);
        int y = file.words("y", INT8, 1, 0, 1, 4);
        file.operator("RELU", List.of(x), y);
        assertEquals("""
                m.tflite, input 'x': error: 'x' has words of i8 without a scale
                  help: convert the model with full quantization parameters
                m.tflite, operator 0 RELU 'y': error: it reads 'x' before any operator has computed it
                  help: the file is damaged
                """, refusal(file, x, y));
    }

    @Test
    void theBatchIsOne() {
        ModelFile file = new ModelFile();
        int x = file.real("x", 2, 4);
        int y = file.real("y", 2, 4);
        file.operator("RELU", List.of(x), y);
        assertEquals("""
                m.tflite, input 'x': error: the input has the shape [2, 4], whose first axis is no batch of 1
                  help: convert the model for a batch of 1, or give its input such an axis
                """, refusal(file, x, y));
    }

    @Test
    void constantsAreFinite() {
        ModelFile file = new ModelFile();
        int x = file.real("x", 1, 1);
        int w = file.plain("w", FLOAT32, floats(Double.NaN), 1, 1);
        int y = file.real("y", 1, 1);
        file.operator("FULLY_CONNECTED", List.of(x, w), y);
        assertEquals("""
                m.tflite, operator 0 FULLY_CONNECTED 'y': error: 'w' holds NaN at element 0
                  help: constants are finite numbers
                """, refusal(file, x, y));
    }

    @Test
    void texts() {
        ModelFile file = new ModelFile();
        int x = file.plain("x", ModelFile.STRING, null, 1, 1);
        int y = file.real("y", 1, 1);
        file.operator("RELU", List.of(x), y);
        assertEquals("""
                m.tflite, input 'x': error: 'x' has elements of a type that no network here computes with
                  help: float32, float16, int32, uint8, int64, bool, int16, int8 and int4 are read
                m.tflite, operator 0 RELU 'y': error: it reads 'x' before any operator has computed it
                  help: the file is damaged
                """, refusal(file, x, y));
    }

    @Test
    void anotherKindOfFile() {
        InvalidInputException refused =
                assertThrows(InvalidInputException.class, () -> TfliteReader.read(new byte[100], "m", "m.tflite"));
        assertEquals(
                "m.tflite: error: this is no model of TensorFlow Lite: it has not the letters TFL3 at its fifth byte\n",
                refused.getMessage());
    }
}
