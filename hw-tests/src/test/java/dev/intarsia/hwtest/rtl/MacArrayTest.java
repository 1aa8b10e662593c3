package dev.intarsia.hwtest.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.hwtest.verilator.VerilatedModel;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The MAC array in SystemVerilog = exact sums, wrapped by the arithmetic package. */
@RequiresTool({"verilator", "g++"})
class MacArrayTest {

    private static final long SEED = 20260702;

    /** Rows, columns, bits of activations, weights and accumulators; some accumulators are narrower than one product. */
    static Stream<MacArrayShape> shapes() {
        return Stream.of(
                new MacArrayShape(8, 8, 8, 8, 32),
                new MacArrayShape(4, 4, 4, 4, 16),
                new MacArrayShape(4, 4, 16, 16, 48),
                new MacArrayShape(5, 3, 8, 4, 12),
                new MacArrayShape(2, 9, 4, 8, 9),
                new MacArrayShape(3, 2, 16, 8, 64));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void everyAccumulatorIsTheExactSum(MacArrayShape shape) {
        int cycles = 5_000;
        MacArrayBench bench = new MacArrayBench(shape, Verilators.forTests().build(shape.design()));
        MacArrayStimulus random = MacArrayStimulus.random(shape, cycles, SEED);
        assertEquals(Optional.empty(), bench.firstDifference(random), "seed " + SEED);
        assertEquals(Optional.empty(), bench.firstDifference(MacArrayStimulus.extremes(shape, 40)));
        assertTrue(
                bench.compared() >= (long) cycles * shape.cols(), "only " + bench.compared() + " words were compared");
    }

    @Test
    void resetDropsTheVectorsOnTheirWay() {
        MacArrayShape shape = new MacArrayShape(4, 4, 4, 4, 16);
        try (VerilatedModel model = Verilators.forTests().build(shape.design()).newModel()) {
            model.tick(1);
            model.set("rst_n", 1);
            model.set("in_valid", 1);
            model.tick(shape.rows() + 2);
            assertEquals(1, model.get("out_valid"));
            model.set("rst_n", 0);
            model.tick(1);
            model.set("rst_n", 1);
            model.set("in_valid", 0);
            for (int n = 0; n < shape.rows() + 2; n++) {
                assertEquals(0, model.get("out_valid"), n + " cycles after reset");
                model.tick(1);
            }
        }
    }
}
