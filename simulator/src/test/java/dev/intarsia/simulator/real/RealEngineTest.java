package dev.intarsia.simulator.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.op.Add;
import dev.intarsia.ir.op.Conv2d;
import dev.intarsia.ir.op.Dense;
import dev.intarsia.ir.op.Flatten;
import dev.intarsia.ir.op.MaxPool;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Relu;
import dev.intarsia.ir.op.Reshape;
import dev.intarsia.ir.op.Sliding;
import dev.intarsia.ir.op.Softmax;
import dev.intarsia.ir.op.Window;
import dev.intarsia.ir.quantize.Calibration;
import dev.intarsia.ir.quantize.RealRange;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RealEngineTest {

    private static final Padding SAME = new Padding.Same();

    private final Network network = new Network(1, 1, 6, 5, 2)
            .weights("w1", 4, 3, 3, 2)
            .weights("b1", 4)
            .node("conv", new Conv2d(Sliding.unit(SAME), 1), "x", "w1", "b1")
            .node("relu", new Relu(), "conv")
            .node("sum", new Add(), "relu", "conv")
            .node("pool", new MaxPool(new Window(2, 2, 2, 2, 1, 1, SAME)), "sum")
            .node("row", new Reshape(Shape.of(1, 4, 9)), "pool")
            .node("flat", new Flatten(), "row")
            .weights("w2", 3, 36)
            .node("dense", new Dense(), "flat", "w2")
            .node("softmax", new Softmax(), "dense");

    private List<List<RealTensor>> images(int count) {
        List<List<RealTensor>> images = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            images.add(List.of(network.image()));
        }
        return images;
    }

    @Test
    void showsEveryTensorInOrder() {
        Graph graph = network.graph();
        List<String> seen = new ArrayList<>();
        RealEngine.run(graph, images(1).getFirst(), (name, values) -> seen.add(name));
        assertEquals(List.of("x", "conv", "relu", "sum", "pool", "row", "flat", "dense", "softmax"), seen);
        assertEquals(
                seen, List.copyOf(RealEngine.run(graph, images(1).getFirst()).keySet()));
    }

    @Test
    void resultsDoNotDependOnTheBatch() {
        Graph graph = network.graph();
        List<List<RealTensor>> images = images(37);
        List<List<RealTensor>> together = RealEngine.outputs(graph, images);
        assertEquals(37, together.size());
        for (int i = 0; i < images.size(); i++) {
            Map<String, RealTensor> alone = RealEngine.run(graph, images.get(i));
            assertEquals(List.of(alone.get("softmax")), together.get(i), "image " + i);
        }
    }

    @Test
    void calibrationSeesAllImages() {
        Graph graph = network.graph();
        List<List<RealTensor>> images = images(33);
        float low = 0;
        float high = 0;
        for (List<RealTensor> image : images) {
            for (float value : RealEngine.run(graph, image).get("conv").toArray()) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        Calibration calibration = RealEngine.calibrate(graph, images);
        assertEquals(
                new RealRange(low, high), calibration.of("conv").orElseThrow().range());
        assertEquals(
                33 * 6 * 5 * 4, calibration.of("conv").orElseThrow().histogram().total());
        assertEquals(9, calibration.tensors().size());
    }

    @Test
    void anImageOfAnotherShapeIsRefused() {
        RealTensor wrong = RealTensor.of(Shape.of(1, 2), 1, 2);
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> RealEngine.run(network.graph(), List.of(wrong)));
        assertEquals("x has images of the shape [6, 5, 2], found [1, 2]", refused.getMessage());
    }
}
