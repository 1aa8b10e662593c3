package dev.intarsia.frontend.tflite;

import static dev.intarsia.frontend.tflite.ModelFile.FLOAT32;
import static dev.intarsia.frontend.tflite.ModelFile.INT32;
import static dev.intarsia.frontend.tflite.ModelFile.floats;
import static dev.intarsia.frontend.tflite.ModelFile.ints;
import static dev.intarsia.frontend.tflite.ModelFile.options;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.type.RealTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rows that make several nodes of one operator, or read options that are easily mistaken, on small real numbers and by hand. */
class TfliteOperatorsTest {

    private final ModelFile file = new ModelFile();

    /** The results for an operand 0, 1, 2, …, in order. */
    private List<float[]> run(int input, Integer... outputs) {
        Graph graph = TfliteReader.read(file.write(List.of(input), List.of(outputs)), "m", "m.tflite")
                .graph();
        Map<String, RealTensor> tensors = new HashMap<>();
        for (Constant constant : graph.constants()) {
            tensors.put(constant.name(), constant.real());
        }
        var shape = graph.inputs().getFirst().type().shape();
        float[] values = new float[shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        tensors.put(graph.inputs().getFirst().name(), RealTensor.of(shape, values));
        for (Node node : graph.nodes()) {
            RealTensor result =
                    node.op().real(node.operands().stream().map(tensors::get).toList());
            assertEquals(node.type().shape(), result.shape());
            tensors.put(node.name(), result);
        }
        List<float[]> results = new ArrayList<>();
        graph.outputs().forEach(output -> results.add(tensors.get(output).toArray()));
        return results;
    }

    private int numbers(int... values) {
        return file.plain("n" + values.length, INT32, ints(values), values.length);
    }

    private String refusal(int input, int output) {
        return assertThrows(
                        InvalidInputException.class,
                        () -> TfliteReader.read(file.write(List.of(input), List.of(output)), "m", "m.tflite"))
                .getMessage();
    }

    @Test
    void split() {
        int x = file.real("x", 1, 4);
        int axis = file.plain("axis", INT32, ints(-1));
        int a = file.real("a", 1, 2);
        int b = file.real("b", 1, 2);
        file.operator("SPLIT", List.of(axis, x), List.of(a, b), options(0, 2));
        List<float[]> parts = run(x, a, b);
        assertArrayEquals(new float[] {0, 1}, parts.get(0));
        assertArrayEquals(new float[] {2, 3}, parts.get(1));
    }

    @Test
    void splitWithARest() {
        int x = file.real("x", 1, 5);
        int sizes = numbers(2, -1);
        int axis = file.plain("axis", INT32, ints(1));
        int a = file.real("a", 1, 2);
        int b = file.real("b", 1, 3);
        file.operator("SPLIT_V", List.of(x, sizes, axis), List.of(a, b), options(0, 2));
        List<float[]> parts = run(x, a, b);
        assertArrayEquals(new float[] {0, 1}, parts.get(0));
        assertArrayEquals(new float[] {2, 3, 4}, parts.get(1));
    }

    @Test
    void unpackAndPack() {
        int x = file.real("x", 1, 2, 2);
        int a = file.real("a", 1, 2);
        int b = file.real("b", 1, 2);
        int y = file.real("y", 1, 2, 2);
        file.operator("UNPACK", List.of(x), List.of(a, b), options(0, 2, 1, 1))
                .operator("PACK", List.of(a, b), y, options(0, 2, 1, 2));
        assertArrayEquals(new float[] {0, 2, 1, 3}, run(x, y).getFirst());
    }

    @Test
    void stridedSliceWithMasks() {
        int x = file.real("x", 1, 3, 4);
        int y = file.real("y", 1, 2);
        // x[:, 1, -1:0:-2]: the second row, every other element from the last one to the second.
        int begin = numbers(0, 1, -1);
        int end = file.plain("end", INT32, ints(0, 2, 0), 3);
        int stride = file.plain("stride", INT32, ints(1, 1, -2), 3);
        file.operator("STRIDED_SLICE", List.of(x, begin, end, stride), y, options(0, 1, 1, 1, 4, 2));
        assertArrayEquals(new float[] {7, 5}, run(x, y).getFirst());
    }

    @Test
    void sliceToTheEnd() {
        int x = file.real("x", 1, 2, 3);
        int y = file.real("y", 1, 1, 2);
        int begin = numbers(0, 1, 1);
        int size = file.plain("size", INT32, ints(1, -1, 2), 3);
        file.operator("SLICE", List.of(x, begin, size), y);
        assertArrayEquals(new float[] {4, 5}, run(x, y).getFirst());
    }

    @Test
    void blocksBecomeChannelsAndBack() {
        int x = file.real("x", 1, 2, 4, 1);
        int y = file.real("y", 1, 1, 2, 4);
        int z = file.real("z", 1, 2, 4, 1);
        file.operator("SPACE_TO_DEPTH", List.of(x), y, options(0, 2))
                .operator("DEPTH_TO_SPACE", List.of(y), z, options(0, 2));
        List<float[]> both = run(x, y, z);
        assertArrayEquals(new float[] {0, 1, 4, 5, 2, 3, 6, 7}, both.get(0));
        assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5, 6, 7}, both.get(1));
    }

    @Test
    void paddingWithANumberAndWithAMirror() {
        int x = file.real("x", 1, 3);
        int sides = file.plain("sides", INT32, ints(0, 0, 1, 2), 2, 2);
        int nine = file.plain("nine", FLOAT32, floats(9));
        int a = file.real("a", 1, 6);
        int b = file.real("b", 1, 6);
        int c = file.real("c", 1, 6);
        file.operator("PADV2", List.of(x, sides, nine), a)
                .operator("MIRROR_PAD", List.of(x, sides), b, options(-1, 0))
                .operator("MIRROR_PAD", List.of(x, sides), c, options(-1, 1));
        List<float[]> padded = run(x, a, b, c);
        assertArrayEquals(new float[] {9, 0, 1, 2, 9, 9}, padded.get(0));
        assertArrayEquals(new float[] {1, 0, 1, 2, 1, 0}, padded.get(1));
        assertArrayEquals(new float[] {0, 0, 1, 2, 2, 1}, padded.get(2));
    }

    @Test
    void gatherOnePlace() {
        int x = file.real("x", 1, 2, 2);
        int place = file.plain("place", INT32, ints(1));
        int y = file.real("y", 1, 2);
        file.operator("GATHER", List.of(x, place), y, options(0, 1));
        assertArrayEquals(new float[] {2, 3}, run(x, y).getFirst());
    }

    @Test
    void means() {
        int x = file.real("x", 1, 2, 2, 1);
        int axes = numbers(1, 2);
        int y = file.real("y", 1, 1);
        file.operator("MEAN", List.of(x, axes), y);
        assertArrayEquals(new float[] {1.5f}, run(x, y).getFirst());
    }

    @Test
    void severalVectorsThroughOneDenseLayer() {
        int x = file.real("x", 1, 2, 2);
        int w = file.plain("w", FLOAT32, floats(1, 10), 1, 2);
        int y = file.real("y", 1, 2, 1);
        file.operator("FULLY_CONNECTED", List.of(x, w, -1), y, options(-3, 1));
        assertArrayEquals(new float[] {10, 32}, run(x, y).getFirst());
    }

    @Test
    void transposedConvolutionCutsWhatSamePaddingHas() {
        int x = file.real("x", 1, 1, 2, 1);
        int shape = numbers(1, 1, 4, 1);
        int w = file.plain("w", FLOAT32, floats(1, 10, 100), 1, 1, 3, 1);
        int y = file.real("y", 1, 1, 4, 1);
        file.operator("TRANSPOSE_CONV", List.of(shape, w, x), y, options(-1, 0, 1, 2, 2, 2));
        // 0 and 1, two places apart, spread 1, 10, 100 over five places; nothing is cut in front, one behind.
        assertArrayEquals(new float[] {0, 0, 1, 10}, run(x, y).getFirst());
    }

    @Test
    void anAxisThatIsNotThere() {
        int x = file.real("x", 1, 4);
        int axes = numbers(2);
        int y = file.real("y", 1, 4);
        file.operator("MEAN", List.of(x, axes), y);
        assertTrue(refusal(x, y).contains("there is no axis 2"), refusal(x, y));
    }

    @Test
    void aResultOfAnotherShape() {
        int x = file.real("x", 1, 4);
        int y = file.real("y", 1, 5);
        file.operator("RELU", List.of(x), y);
        assertTrue(
                refusal(x, y).contains("the file gives its result the shape [1, 5], but it has the shape [1, 4]"),
                refusal(x, y));
    }
}
