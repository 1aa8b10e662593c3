package dev.intarsia.hwtest.tflite;

import static dev.intarsia.hwtest.tflite.KernelComparison.MODELS;
import static dev.intarsia.hwtest.tflite.KernelComparison.compare;
import static dev.intarsia.hwtest.tflite.KernelComparison.profile;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.hwtest.tflite.LayerKind.Width;
import dev.intarsia.ir.quantize.QuantizationSettings;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Unsigned words of 8 bits: the oracle's are those of TensorFlow Lite's reference kernels; see {@link KernelComparison}. */
class UnsignedKernelsTest {

    static List<LayerKind> kinds() {
        return LayerKind.with(Width.UINT8);
    }

    /**
     * Unsigned words of 8 bits for activations and weights, whose zero point is any: TensorFlow Lite's older form, whose multipliers of sums of
     * products are made in another way. Not every operator has it. */
    @ParameterizedTest
    @MethodSource("kinds")
    void unsignedBytes(LayerKind kind) {
        long words = 0;
        QuantizationSettings settings = QuantizationSettings.int8().withProfile(profile(kind));
        int models = 0;
        for (long seed = 3_000_000; models < MODELS; seed++) {
            int shift = new SplittableRandom(seed).nextInt(-60, 60);
            Optional<ReferenceLayer> layer = kind.layer(seed, settings).unsigned(shift, profile(kind));
            if (layer.isPresent()) {
                KernelComparison.Comparison comparison = compare(kind, layer.get(), seed);
                comparison.difference().ifPresent(Assertions::fail);
                words += comparison.words();
                models++;
            }
        }
        System.out.println("COUNT uint8 words of " + kind + " equal to TensorFlow Lite's reference kernels: " + words);
        assertTrue(words >= 10L * MODELS, "only " + words + " words were compared");
    }
}
