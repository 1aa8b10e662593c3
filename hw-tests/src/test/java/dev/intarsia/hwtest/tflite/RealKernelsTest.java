package dev.intarsia.hwtest.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.frontend.tflite.TfliteReader;
import dev.intarsia.hwtest.tflite.LayerKind.Width;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.simulator.real.RealEngine;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The real engine's numbers are those of TensorFlow Lite's reference kernels on float32, run live, on random layers of every operator that is
 * read, from the very file that TensorFlow Lite runs. Both round in steps of their own, so that numbers may lie a little apart.
 */
class RealKernelsTest {

    private static final int MODELS = "full".equals(System.getProperty("intarsia.tests")) ? 2000 : 60;

    /** Of the greatest number that goes in or comes out: some 80 roundings of float32. */
    private static final double TOLERANCE = 1e-5;

    static List<LayerKind> kinds() {
        return LayerKind.with(Width.FLOAT32);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void numbers(LayerKind kind) {
        double furthest = 0;
        long numbers = 0;
        for (long seed = 5_000_000; seed < 5_000_000 + MODELS; seed++) {
            ReferenceLayer layer = kind.realLayer(seed);
            List<RealTensor> inputs = layer.realInputs(new SplittableRandom(seed));
            Graph graph = kind.isImported()
                    ? TfliteReader.read(layer.file(), "layer", "layer.tflite").graph()
                    : layer.real();
            RealTensor found = RealEngine.run(graph, inputs).get(graph.outputs().getFirst());
            float[] expected;
            try (ReferenceInterpreter interpreter = layer.interpreter()) {
                expected = layer.realReference(interpreter, inputs);
            }
            assertEquals(expected.length, found.shape().elements());
            double greatest = greatest(expected);
            for (RealTensor input : inputs) {
                greatest = Math.max(greatest, greatest(input.toArray()));
            }
            for (int i = 0; i < expected.length; i++) {
                // Equal infinities lie nowhere apart.
                double apart = expected[i] == found.at(i) ? 0 : Math.abs(expected[i] - found.at(i)) / greatest;
                assertTrue(
                        apart <= TOLERANCE,
                        "%s, model seed %d, number %d: TensorFlow Lite %s, the real engine %s"
                                .formatted(kind, seed, i, expected[i], found.at(i)));
                furthest = Math.max(furthest, apart);
                numbers++;
            }
        }
        System.out.printf(
                "FIGURE real numbers of %s compared with TensorFlow Lite's reference kernels, and how far apart: %d, %.1e%n",
                kind, numbers, furthest);
        assertTrue(numbers >= MODELS, "only " + numbers + " numbers were compared");
    }

    private static double greatest(float[] numbers) {
        double greatest = 0;
        for (float number : numbers) {
            greatest = Math.max(greatest, Math.abs(number));
        }
        return greatest;
    }
}
