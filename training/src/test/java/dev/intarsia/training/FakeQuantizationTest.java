package dev.intarsia.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class FakeQuantizationTest {

    /** Two classes whose weights differ by a tenth: 8 bits keep them apart, at 2 bits both round to 1 and the first class wins. */
    @Test
    void narrowWeightsCannotTellCloseClassesApart() {
        var mean = new Architecture(
                "mean",
                new Extent(28, 28, 1),
                List.of(
                        new Layer.Convolution("c", "image", 2, 1, 1, true),
                        new Layer.GlobalAveragePool("g", "c"),
                        new Layer.Dense("d", "g", 2)));
        SequencedMap<String, NamedArray> weights = new LinkedHashMap<>();
        weights.put("c.w", NamedArray.of("c.w", new int[] {2, 1, 1, 1}, new float[] {1, 1}));
        weights.put("c.b", NamedArray.of("c.b", new int[] {2}, new float[2]));
        weights.put("d.w", NamedArray.of("d.w", new int[] {2, 2}, new float[] {1f, 0.8f, 1f, 0.9f}));
        weights.put("d.b", NamedArray.of("d.b", new int[] {2}, new float[2]));
        byte[] pixels = new byte[FashionData.IMAGE_BYTES];
        Arrays.fill(pixels, (byte) 200);
        var data = new FashionData(pixels, new byte[] {1});
        var folding = new Folding(mean, weights);
        assertEquals(1, new FakeQuantization(8, 8).correct(folding, data, data));
        assertEquals(0, new FakeQuantization(2, 8).correct(folding, data, data));
    }
}
