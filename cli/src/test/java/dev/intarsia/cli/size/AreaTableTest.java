package dev.intarsia.cli.size;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class AreaTableTest {

    private static final AreaTable SMALL = AreaTable.parse("""
            rows,cols,activation_bits,weight_bits,accumulator_bits,lut4,carry,dff,use
            4,2,8,8,16,1000,1,1,table
            4,2,8,8,32,1400,1,1,table
            4,2,4,4,32,500,1,1,table
            4,2,8,8,24,1250,1,1,held-out
            """);

    @Test
    void liesOnALineBetweenMeasuredAccumulatorsAndSaysNothingElsewhere() {
        assertEquals(OptionalDouble.of(1400), SMALL.lut4(8, 8, 32));
        assertEquals(OptionalDouble.of(1100), SMALL.lut4(8, 8, 20));
        assertEquals(OptionalDouble.empty(), SMALL.lut4(8, 8, 12));
        assertEquals(OptionalDouble.empty(), SMALL.lut4(4, 4, 20));
        assertEquals(OptionalDouble.empty(), SMALL.lut4(16, 8, 32));
        assertEquals(50.0 / 1250, SMALL.worstHeldOutError());
    }

    @Test
    void theShippedTableIsCloseWhereItIsNotMeasured() {
        AreaTable shipped = AreaTable.shipped();
        for (int weights = 2; weights <= 8; weights++) {
            for (int activations = 2; activations <= 8; activations++) {
                assertTrue(shipped.lut4(activations, weights, 32).isPresent(), weights + " × " + activations);
            }
        }
        System.out.printf(
                "FIGURE worst error of the area table at held-out points: %.1f %%%n",
                shipped.worstHeldOutError() * 100);
        assertTrue(shipped.worstHeldOutError() > 0, "some points are held out");
        assertTrue(shipped.worstHeldOutError() <= 0.10, "worst error " + shipped.worstHeldOutError());
    }
}
