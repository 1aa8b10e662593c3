package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.op.Flatten;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplesTest {

    private static final ModelNode HERE = new ModelNode("test", "x");

    /** Real numbers that lie in the middle of two words: engines that requantize in float32 go to the even one, the others away from 0. */
    @ParameterizedTest
    @CsvSource({
        "ort, 0, 2, 2, 0, -2",
        "qonnx, 0, 2, 2, 0, -2",
        "xnnpack, 0, 2, 2, 0, -2",
        "tflm, 1, 2, 3, -1, -3",
        "tflite-2.18, 1, 2, 3, -1, -3",
        "pow2, 1, 2, 3, -1, -3"
    })
    void realNumbersBecomeWordsAsTheEngineMakesThem(String profile, long a, long b, long c, long d, long e) {
        TensorType type = new TensorType(new Quantized(IntFormat.I8, Scale.perTensor(0.5), 0), Shape.of(1, 5));
        Node node = new Node("y", new Flatten(), List.of("x"), type, Optional.of(new NodeArithmetic.Move()), HERE);
        QuantizedGraph graph = new QuantizedGraph(
                new Graph(
                        "test",
                        List.of(new Input("x", type, Optional.empty(), HERE)),
                        List.of(),
                        List.of(node),
                        List.of("y")),
                profile);
        Dataset data = new Dataset(
                NumericArray.ofSingles(Shape.of(1, 5), new float[] {0.25f, 0.75f, 1.25f, -0.25f, -1.25f}),
                Optional.empty(),
                HERE,
                HERE);
        assertArrayEquals(
                new long[] {a, b, c, d, e},
                Samples.of(data, graph).words(0).getFirst().toArray());
    }
}
