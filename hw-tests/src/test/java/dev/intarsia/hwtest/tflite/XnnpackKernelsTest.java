package dev.intarsia.hwtest.tflite;

import static dev.intarsia.hwtest.tflite.KernelComparison.MODELS;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.quantize.QuantizationSettings;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Words of 8 bits under the profile {@code xnnpack}: the oracle's are those of XNNPACK, TensorFlow Lite's default engine, run live. */
class XnnpackKernelsTest {

    private static final QuantizationSettings SETTINGS =
            QuantizationSettings.int8().withProfile(ArithmeticProfile.XNNPACK);

    @ParameterizedTest
    @EnumSource(names = {"CONV2D", "DEPTHWISE_CONV2D", "DENSE", "ADD", "SUB", "MUL"})
    void bytes(LayerKind kind) {
        long words = 0;
        for (long seed = 5_000_000; seed < 5_000_000 + MODELS; seed++) {
            ReferenceLayer layer = kind.layer(seed, SETTINGS);
            try (ReferenceInterpreter interpreter =
                    new ReferenceInterpreter(layer.file(), ReferenceInterpreter.Kernels.XNNPACK)) {
                KernelComparison.Comparison comparison = KernelComparison.compare(kind, layer, seed, interpreter);
                comparison.difference().ifPresent(Assertions::fail);
                words += comparison.words();
            }
        }
        System.out.println("COUNT int8 words of " + kind + " equal to XNNPACK: " + words);
        assertTrue(words >= 10L * MODELS, "only " + words + " words were compared");
    }
}
