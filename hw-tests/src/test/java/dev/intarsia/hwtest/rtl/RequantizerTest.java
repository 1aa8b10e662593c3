package dev.intarsia.hwtest.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.hwtest.junit.RequiresTool;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The requantizer in SystemVerilog = the arithmetic package, on every word. */
@RequiresTool({"verilator", "g++"})
class RequantizerTest {

    private static final long SEED = 20260701;

    /**
     * Accumulators, multipliers, shifts and outputs for weights and activations of 4, 8 and 16 bits. 32-bit multipliers are
     * those of R1 and R2. In 33 bits R1's inner saturation shows; 64 by 16 is TensorFlow Lite's form for int16 activations.
     */
    private static final List<RequantizerShape> SHAPES = List.of(
            new RequantizerShape(16, 32, 6, 4),
            new RequantizerShape(32, 32, 6, 8),
            new RequantizerShape(32, 32, 6, 16),
            new RequantizerShape(32, 32, 6, 33),
            new RequantizerShape(20, 8, 5, 4),
            new RequantizerShape(24, 16, 5, 8),
            new RequantizerShape(64, 16, 6, 16));

    @Test
    void everyWordIsTheArithmeticPackages() {
        long compared = 0;
        long unclamped = 0;
        for (RequantizerShape shape : SHAPES) {
            try (RequantizerBench bench =
                    new RequantizerBench(shape, Verilators.forTests().build(shape.design()))) {
                RequantizerStimulus stimulus =
                        new RequantizerStimulus(shape, RequantizerMode.allFor(shape), SEED, bench);
                stimulus.corners(2);
                stimulus.ties();
                stimulus.random(20_000);
                assertEquals(Optional.empty(), bench.firstDifference(), "seed " + SEED);
                compared += bench.compared();
                unclamped += bench.unclamped();
            }
        }
        System.out.printf(
                "COUNT words of the Verilated requantizer equal to the arithmetic: %,d, %,d of them not clamped%n",
                compared, unclamped);
        assertTrue(compared >= 1_000_000, "only " + compared + " words were compared");
        assertTrue(unclamped >= compared / 3, "rounding decided only " + unclamped + " of " + compared + " words");
    }
}
