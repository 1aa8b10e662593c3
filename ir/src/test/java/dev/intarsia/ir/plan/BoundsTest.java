package dev.intarsia.ir.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.schedule.SampleKernels;
import dev.intarsia.ir.schedule.SampleTargets;
import org.junit.jupiter.api.Test;

/** Bounds worked out by hand for a 4×4 array, 4 lanes and a port of 4 bytes. */
class BoundsTest {

    private static LowerBound of(String name) {
        Kernel kernel = SampleKernels.kernel(name);
        Work work = ((Classify.Result.OnDevice) Classify.classify(kernel)).work();
        return Bounds.of(kernel, work, SampleTargets.small());
    }

    /**
     * 30 pixels × 6 channels × 27 taps = 4860 products, 16 a cycle: 303.75. Tiles: 30 × ⌈27 ÷ 4⌉ × ⌈6 ÷ 4⌉ = 30 · 7 · 2. Bytes: 90 in, 162
     * weights, 6 entries of 12, 180 out: 504.
     */
    @Test
    void ofAConvolution() {
        LowerBound bound = of("conv");
        assertEquals(new LowerBound(304, 420, 126), bound);
        assertEquals(304, bound.ideal());
        assertEquals(420, bound.wholeTile());
    }

    /** 5 × 24 = 120 products: 7.5. Tiles: 6 · 2. Bytes: 24 in, 120 weights, 60 of entries, 5 out: 209, a port of 4: 52.25. */
    @Test
    void ofADenseLayerThePortDecides() {
        LowerBound bound = of("dense");
        assertEquals(new LowerBound(8, 12, 53), bound);
        assertEquals(53, bound.ideal());
        assertEquals(53, bound.wholeTile());
    }

    /** 9 pixels × 6 channels × 9 taps = 486, 4 lanes: 121.5. Bytes: 180 in, 54 weights, 72 of entries, 54 out: 360. */
    @Test
    void ofADepthwiseConvolution() {
        assertEquals(new LowerBound(122, 122, 90), of("depthwise"));
    }

    /** 9 × 6 = 54 words, 4 lanes: 13.5. Both operands are one tensor: 54 in, 72 of entries, 54 out: 180. */
    @Test
    void ofAnAdditionToItself() {
        assertEquals(new LowerBound(14, 14, 45), of("add"));
    }
}
