package dev.intarsia.hwtest.tflite;

import static dev.intarsia.hwtest.tflite.KernelComparison.MODELS;
import static dev.intarsia.hwtest.tflite.KernelComparison.compare;
import static dev.intarsia.hwtest.tflite.KernelComparison.profile;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.hwtest.tflite.LayerKind.Width;
import dev.intarsia.ir.quantize.QuantizationSettings;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Activations of 16 bits: the oracle's words are those of TensorFlow Lite's reference kernels; see {@link KernelComparison}. */
class WideKernelsTest {

    static List<LayerKind> kinds() {
        return LayerKind.with(Width.INT16);
    }

    private static QuantizationSettings settings(LayerKind kind) {
        return QuantizationSettings.int8().withBits(8, 16).withSymmetric(true).withProfile(profile(kind));
    }

    /** Activations of 16 bits, symmetric, weights of 8, sums of 64: TensorFlow Lite's 16x8. Not every operator has it. */
    @ParameterizedTest
    @MethodSource("kinds")
    void wideActivations(LayerKind kind) {
        long words = compare(kind, settings(kind), 2_000_000);
        System.out.println("COUNT int16 words of " + kind + " equal to TensorFlow Lite's reference kernels: " + words);
        assertTrue(words >= 10L * MODELS, "only " + words + " words were compared");
    }

    /** An operand's step of 0.99999 · 2^−12, which TensorFlow Lite takes for a power of two: 2,000 layers had one of these. */
    @Test
    void stepsNearAPowerOfTwo() {
        long seed = 2_000_406;
        ReferenceLayer layer = LayerKind.TANH.layer(seed, settings(LayerKind.TANH));
        double step =
                layer.typed().inputs().getFirst().type().quantized().scale().at(0);
        assertTrue(step != 0x1p-12 && Math.abs(step / 0x1p-12 - 1) < 1e-4, "the step is " + step);
        compare(LayerKind.TANH, layer, seed).difference().ifPresent(Assertions::fail);
    }
}
