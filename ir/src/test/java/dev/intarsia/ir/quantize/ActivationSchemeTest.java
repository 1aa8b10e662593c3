package dev.intarsia.ir.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.Scale;
import org.junit.jupiter.api.Test;

/**
 * The first two cases are those of TensorFlow Lite's own test (kernels/internal/quantization_util_test.cc, ChooseQuantizationParams)
 * with its unsigned zero points 64 and 0 less 128; the others are worked by hand from the formula.
 */
class ActivationSchemeTest {

    private static final ActivationScheme ASYMMETRIC = new ActivationScheme(8, false, false);

    private static Quantized i8(float scale, long zero) {
        return new Quantized(IntFormat.I8, Scale.perTensor(scale), zero);
    }

    @Test
    void asymmetric() {
        assertEquals(i8(40f / 255, 64 - 128), ASYMMETRIC.element(new RealRange(-10, 30)));
        assertEquals(i8(30f / 255, 0 - 128), ASYMMETRIC.element(new RealRange(0, 30)));
        assertEquals(i8(10f / 255, 127), ASYMMETRIC.element(new RealRange(-10, 0)));
    }

    @Test
    void theIntervalIsWidenedToZero() {
        assertEquals(i8(30f / 255, -128), ASYMMETRIC.element(new RealRange(10, 30)));
        assertEquals(i8(30f / 255, 127), ASYMMETRIC.element(new RealRange(-30, -10)));
    }

    @Test
    void aTieOfTheErrorsAsksTheUpperEnd() {
        // both ends ask for −0.5; the upper has the smaller error 127 + 127.5, and halves go away from zero
        assertEquals(i8(2f / 255, -1), ASYMMETRIC.element(new RealRange(-1, 1)));
    }

    @Test
    void nothingButZeroHasTheScaleOne() {
        assertEquals(i8(1, 0), ASYMMETRIC.element(new RealRange(0, 0)));
        assertEquals(i8(1, 0), new ActivationScheme(8, true, false).element(new RealRange(0, 0)));
    }

    @Test
    void symmetricPutsTheMagnitudeAtTheGreatestWord() {
        assertEquals(i8(2f, 0), new ActivationScheme(8, true, false).element(new RealRange(-254, 3)));
        assertEquals(
                new Quantized(new IntFormat(true, 2), Scale.perTensor(5), 0),
                new ActivationScheme(2, true, false).element(new RealRange(-1, 5)));
    }

    @Test
    void powersOfTwoAreRoundedUp() {
        assertEquals(i8(4, 0), new ActivationScheme(8, true, true).element(new RealRange(-255, 3)));
        assertEquals(i8(2, 0), new ActivationScheme(8, true, true).element(new RealRange(-254, 3)));
        assertEquals(i8(0.25f, -128), new ActivationScheme(8, false, true).element(new RealRange(0, 60)));
    }

    @Test
    void oneBitIsBlackOrWhite() {
        assertEquals(
                new Quantized(new IntFormat(true, 1), Scale.perTensor(3), -1),
                new ActivationScheme(1, false, false).element(new RealRange(0, 3)));
    }

    @Test
    void widthsAreTwoToSixteen() {
        assertThrows(IllegalArgumentException.class, () -> new ActivationScheme(1, true, false));
        assertThrows(IllegalArgumentException.class, () -> new ActivationScheme(0, false, false));
        assertThrows(IllegalArgumentException.class, () -> new ActivationScheme(17, true, false));
    }
}
