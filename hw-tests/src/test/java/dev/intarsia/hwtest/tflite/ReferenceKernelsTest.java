package dev.intarsia.hwtest.tflite;

import static dev.intarsia.hwtest.tflite.KernelComparison.MODELS;
import static dev.intarsia.hwtest.tflite.KernelComparison.compare;
import static dev.intarsia.hwtest.tflite.KernelComparison.profile;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.hwtest.tflite.LayerKind.Width;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.quantize.QuantizationSettings;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Words of 8 bits: the oracle's are those of TensorFlow Lite's reference kernels on random layers of every operator that both have; see
 * {@link KernelComparison}. {@link UnsignedKernelsTest} and {@link WideKernelsTest} compare the other widths.
 */
class ReferenceKernelsTest {

    static List<LayerKind> signedKinds() {
        return LayerKind.with(Width.INT8);
    }

    @ParameterizedTest
    @MethodSource("signedKinds")
    void bytes(LayerKind kind) {
        long words = compare(kind, QuantizationSettings.int8().withProfile(profile(kind)), 1_000_000);
        System.out.println("COUNT int8 words of " + kind + " equal to TensorFlow Lite's reference kernels: " + words);
        assertTrue(words >= 10L * MODELS, "only " + words + " words were compared");
    }

    /** Weights of 4 bits, two in a byte of the file; TensorFlow Lite has no dense layer of them beside activations of 8 bits. */
    @ParameterizedTest
    @EnumSource(names = {"CONV2D", "DEPTHWISE_CONV2D"})
    void fourBitWeights(LayerKind kind) {
        long words = compare(kind, QuantizationSettings.int8().withBits(4, 8).withProfile(profile(kind)), 3_000_000);
        System.out.println("COUNT words of " + kind + " with int4 weights equal to TensorFlow Lite's: " + words);
        assertTrue(words >= 10L * MODELS, "only " + words + " words were compared");
    }

    /** Layers with a great bias in one channel and a scale above 1 in another: 2,000 of each kind had one where both met. */
    @ParameterizedTest
    @CsvSource({"CONV2D, 3000658", "DEPTHWISE_CONV2D, 3000427"})
    void greatBiasesBesideGreatScales(LayerKind kind, long seed) {
        QuantizationSettings settings =
                QuantizationSettings.int8().withBits(4, 8).withProfile(profile(kind));
        compare(kind, kind.layer(seed, settings), seed).difference().ifPresent(Assertions::fail);
    }

    /** One rounding instead of two is another arithmetic: the comparison sees it in every operator that requantizes. */
    @ParameterizedTest
    @EnumSource(names = {"CONV2D", "DEPTHWISE_CONV2D", "DENSE", "ADD", "QUANTIZE"})
    void otherRoundingIsSeen(LayerKind kind) {
        QuantizationSettings single = QuantizationSettings.int8().withProfile(ArithmeticProfile.SINGLE);
        boolean seen = LongStream.range(1_000_000, 1_000_000 + 200)
                .anyMatch(seed -> compare(kind, kind.layer(seed, single), seed)
                        .difference()
                        .isPresent());
        assertTrue(seen, "no word tells single rounding from double");
    }
}
