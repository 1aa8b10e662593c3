package dev.intarsia.cli.size;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class AreaTableTest {

    private static final AreaTable.Fabric LUT = new AreaTable.Fabric("ice40", "lut");
    private static final AreaTable.Fabric DSP = new AreaTable.Fabric("xc7", "dsp");

    private static final List<Integer> WIDTHS = List.of(2, 3, 4, 5, 6, 7, 8, 16);

    private static final AreaTable SMALL = AreaTable.parse("""
            family,mapping,rows,cols,activation_bits,weight_bits,accumulator_bits,lut,carry,ff,dsp,fmax_mhz,use
            ice40,lut,4,2,8,8,16,1000,1,1,0,,table
            ice40,lut,4,2,8,8,32,1400,1,1,0,82.5,table
            ice40,lut,4,2,4,4,32,500,1,1,0,,table
            ice40,lut,8,2,8,8,16,2000,1,1,0,,table
            ice40,lut,8,2,8,8,32,2800,1,1,0,,table
            xc7,dsp,4,2,8,8,16,100,1,1,8,,table
            xc7,dsp,4,2,8,8,32,200,1,1,0,,table
            ice40,lut,4,2,8,8,24,1250,1,1,0,,held-out
            """);

    private static Optional<Double> lut(AreaTable.Fabric fabric, int rows, int cols, int a, int w, int acc) {
        return SMALL.cells(fabric, rows, cols, a, w, acc).map(AreaTable.Cells::lut);
    }

    @Test
    void liesOnLinesBetweenMeasuredPointsAndSaysNothingElsewhere() {
        assertEquals(Optional.of(1400.0), lut(LUT, 4, 2, 8, 8, 32));
        assertEquals(Optional.of(1100.0), lut(LUT, 4, 2, 8, 8, 20));
        assertEquals(Optional.of(1650.0), lut(LUT, 6, 2, 8, 8, 20), "rows and accumulator at once");
        assertEquals(Optional.empty(), lut(LUT, 4, 2, 8, 8, 12));
        assertEquals(Optional.empty(), lut(LUT, 4, 3, 8, 8, 32));
        assertEquals(Optional.empty(), lut(LUT, 4, 2, 4, 4, 20));
        assertEquals(Optional.empty(), lut(LUT, 4, 2, 16, 8, 32));
        assertEquals(Optional.of(100.0), lut(DSP, 4, 2, 8, 8, 16));
        assertEquals(Optional.empty(), lut(DSP, 4, 2, 8, 8, 24), "the ends have other multipliers");
        assertEquals(OptionalDouble.of(82.5), SMALL.megahertz(LUT, 8, 8));
        assertEquals(OptionalDouble.empty(), SMALL.megahertz(LUT, 4, 4));
        assertEquals(50.0 / 1250, SMALL.worstHeldOutError());
        assertThrows(
                IllegalArgumentException.class,
                () -> AreaTable.parse("head\nice40,dsp,4,2,8,8,16,67,30,70,2,,table\n"),
                "eight products do not fit two multipliers");
    }

    @Test
    void theShippedTableIsCloseWhereItIsNotMeasured() {
        AreaTable shipped = AreaTable.shipped();
        assertEquals(
                List.of("ecp5-dsp", "ice40-dsp", "ice40-lut", "xc7-dsp"),
                shipped.fabrics().stream().map(AreaTable.Fabric::text).sorted().toList());
        for (AreaTable.Fabric fabric : shipped.fabrics()) {
            for (int weights : WIDTHS) {
                for (int activations : WIDTHS) {
                    String size = fabric.text() + ", " + weights + " × " + activations;
                    Optional<AreaTable.Cells> cells = shipped.cells(fabric, 4, 2, activations, weights, 32);
                    assertTrue(cells.isPresent(), size);
                    double multipliers = cells.get().dsp();
                    assertTrue(multipliers == 0 || multipliers == 4 * 2, size + ": " + multipliers + " multipliers");
                }
                assertEquals(Optional.empty(), shipped.cells(fabric, 4, 2, 9, weights, 32), "9 bits are not measured");
                assertEquals(Optional.empty(), shipped.cells(fabric, 4, 2, 8, weights, 33), "nor 33 of an accumulator");
            }
            long held = shipped.heldOut().stream()
                    .filter(h -> h.fabric().equals(fabric))
                    .count();
            assertTrue(held >= 6, held + " points are held out on " + fabric.text());
        }
        for (int widths : WIDTHS) {
            assertTrue(shipped.megahertz(LUT, widths, widths).isPresent(), "clock of an iCE40, " + widths + " bits");
        }
        for (AreaTable.HeldOut held : shipped.heldOut()) {
            System.out.printf(
                    "FIGURE area held out: %s %s: measured %.0f, interpolated %.0f, %.1f %%%n",
                    held.fabric().text(), held.size(), held.measured(), held.interpolated(), held.error() * 100);
        }
        System.out.printf("COUNT syntheses in the area table: %d%n", shipped.measured());
        assertTrue(shipped.worstHeldOutError() <= 0.10, "worst error " + shipped.worstHeldOutError());
    }
}
