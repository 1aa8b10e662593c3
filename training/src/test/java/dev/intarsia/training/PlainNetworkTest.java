package dev.intarsia.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlainNetworkTest {

    private static final Extent IMAGE = new Extent(28, 28, 1);

    /** With stride 2 on 28 rows the window begins at the first row: the sum over the last window lacks a row and a column. */
    @Test
    void strideTwoPadsOnlyTheEnd() {
        var sums = new Architecture("sums", IMAGE, List.of(new Layer.Convolution("c", "image", 1, 3, 2, true)));
        byte[] white = new byte[FashionData.IMAGE_BYTES];
        Arrays.fill(white, (byte) 255);
        float[] ones = new float[9];
        Arrays.fill(ones, 1);
        var network = new PlainNetwork(
                sums,
                Map.of(
                        "c.w", NamedArray.of("c.w", new int[] {1, 3, 3, 1}, ones),
                        "c.b", NamedArray.of("c.b", new int[] {1}, new float[] {0.5f})));
        float[] y = network.logits(white, 0);
        assertEquals(14 * 14, y.length);
        assertEquals(9.5f, y[0], 1e-5f);
        assertEquals(6.5f, y[13], 1e-5f);
        assertEquals(4.5f, y[195], 1e-5f);
    }

    /** The differentiated network and the plain one, from random weights: layouts, padding and every operator agree. */
    @Test
    void agreesWithPyTorchAndWithItsFolding() {
        Architecture architecture = Architecture.fashion();
        byte[] pixels = new byte[2 * FashionData.IMAGE_BYTES];
        var random = new SplittableRandom(5);
        random.nextBytes(pixels);
        float[] real = new float[pixels.length];
        for (int i = 0; i < real.length; i++) {
            real[i] = Byte.toUnsignedInt(pixels[i]) / 255f;
        }
        try (var network = new Network(architecture, random);
                var batch = network.newBatch()) {
            var shape = new ai.djl.ndarray.types.Shape(2, 1, FashionData.SIDE, FashionData.SIDE);
            // A pass in training mode gives the running statistics values other than 0 and 1.
            network.logits(batch.create(real, shape), true, Map.of());
            float[] expected =
                    network.logits(batch.create(real, shape), false, Map.of()).toFloatArray();
            Map<String, NamedArray> weights = network.export().stream()
                    .collect(Collectors.toMap(NamedArray::name, array -> array, (a, b) -> a, LinkedHashMap::new));
            Folding folding = Folding.of(architecture, weights);
            for (var plain : List.of(
                    new PlainNetwork(architecture, weights),
                    new PlainNetwork(folding.architecture(), folding.weights()))) {
                assertArrayEquals(Arrays.copyOfRange(expected, 0, 10), plain.logits(pixels, 0), 1e-3f);
                assertArrayEquals(
                        Arrays.copyOfRange(expected, 10, 20), plain.logits(pixels, FashionData.IMAGE_BYTES), 1e-3f);
            }
        }
    }

    @Test
    void refusesMissingWeights() {
        assertThrows(IllegalArgumentException.class, () -> new PlainNetwork(Architecture.fashion(), Map.of()));
    }
}
