package dev.intarsia.ir.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import org.junit.jupiter.api.Test;

/** Numbers worked by hand, with scales that are powers of two. */
class DynamicRangeTest {

    @Test
    void eachVectorHasItsOwnScale() {
        // Greatest magnitudes 127/64 and 127: steps of 1/64 and of 1, halves away from zero.
        RealTensor x = RealTensor.of(Shape.of(2, 3), -127 / 64f, 1.5f / 64, 0.4f / 64, 127, -2.5f, 0.25f);
        assertArrayEquals(
                new float[] {-127 / 64f, 2 / 64f, 0, 127, -3, 0},
                DynamicRange.symmetric(x).toArray());
    }

    @Test
    void zeroPointsUseEveryWord() {
        // From −1 to 254: steps of 1, and −1 is the least word.
        RealTensor x = RealTensor.of(Shape.of(1, 4), -1, 254, 3.5f, 0);
        assertArrayEquals(
                new float[] {-1, 254, 4, 0}, DynamicRange.asymmetric(x).toArray());
    }

    @Test
    void nothingStaysNothing() {
        RealTensor zeros = RealTensor.of(Shape.of(1, 2), 0, 0);
        assertArrayEquals(new float[2], DynamicRange.symmetric(zeros).toArray());
        assertArrayEquals(new float[2], DynamicRange.asymmetric(zeros).toArray());
    }
}
