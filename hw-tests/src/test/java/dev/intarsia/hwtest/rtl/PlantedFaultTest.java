package dev.intarsia.hwtest.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.hwtest.junit.RequiresTool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The comparison finds mistakes: each of these changes of the SystemVerilog gives a difference. */
@RequiresTool({"verilator", "g++"})
class PlantedFaultTest {

    private static final long SEED = 20260703;

    /** A change of one place of a design. */
    record Fault(String what, String original, String planted) {

        RtlDesign in(RtlDesign design) {
            RtlSource source = design.sources().getFirst();
            assertEquals(2, source.text().split(Pattern.quote(original), -1).length, "places of " + original);
            RtlSource changed = new RtlSource(source.fileName(), source.text().replace(original, planted));
            return new RtlDesign(design.top(), List.of(changed), design.parameters(), design.clock());
        }

        @Override
        public String toString() {
            return what;
        }
    }

    private static final Fault NO_EXTENSION = new Fault(
            "accumulator not sign-extended",
            "operand = OPERAND_BITS'(in_x)",
            "operand = OPERAND_BITS'($unsigned(in_x))");

    private static final Fault NO_INNER_SATURATION = new Fault(
            "minimum times minimum not saturated",
            "high_product > OPERAND_MAX ? OPERAND_MAX : high_product",
            "high_product");

    static Stream<Fault> requantizerFaults() {
        return Stream.of(
                new Fault(
                        "ties go down",
                        "HALF_UP:          increment = half;",
                        "HALF_UP:          increment = half && sticky;"),
                new Fault(
                        "ties go up",
                        "HALF_DOWN:        increment = half && sticky;",
                        "HALF_DOWN:        increment = half;"),
                new Fault("ties go to odd", "(sticky || quotient[0])", "(sticky || !quotient[0])"),
                new Fault(
                        "away of zero below it only", "half && (sticky || !negative)", "half && (sticky || negative)"),
                new Fault("truncation down", "negative && (half || sticky)", "1'b0"),
                new Fault("sticky one bit short", "{1'b1}} << value_shift", "{1'b1}} << (value_shift - 1'b1)"),
                new Fault("logical shift", "doubled >>> value_shift", "doubled >> value_shift"),
                new Fault(
                        "multiplier not signed",
                        "PRODUCT_BITS'(in_multiplier)",
                        "PRODUCT_BITS'($unsigned(in_multiplier))"),
                new Fault("upper bound one too low", "sum > SUM_BITS'(hi)", "sum >= SUM_BITS'(hi) - 1"),
                new Fault("lower bound given up by one", "sum < SUM_BITS'(lo)", "sum < SUM_BITS'(lo) - 1"),
                new Fault("zero point forgotten", "SUM_BITS'(rounded) + SUM_BITS'(zero_point)", "SUM_BITS'(rounded)"),
                new Fault(
                        "first rounding without its half",
                        "(product + HALF) >>> FRACTION_BITS",
                        "product >>> FRACTION_BITS"),
                new Fault("second rounding half up", "value_rounding <= HALF_AWAY", "value_rounding <= HALF_UP"),
                new Fault(
                        "short shift not scaled up",
                        "operand = operand <<< (FRACTION_SHIFT - in_shift)",
                        "operand = operand"),
                new Fault(
                        "shift one too far",
                        "shift_after_multiply = in_shift - FRACTION_SHIFT",
                        "shift_after_multiply = in_shift - FRACTION_SHIFT + 1'b1"),
                new Fault("mode of the next word", "value_rounding <= product_mode", "value_rounding <= in_mode"));
    }

    static Stream<Fault> macArrayFaults() {
        return Stream.of(
                new Fault("activations never signed", "in_signed & in_activations[(r+1)*ACTIVATION_BITS-1]", "1'b0"),
                new Fault("weights not signed", "SUM_BITS'(weight)", "SUM_BITS'($unsigned(weight))"),
                new Fault("sum not sign-extended", "ACCUMULATOR_BITS'(sum)", "ACCUMULATOR_BITS'($unsigned(sum))"),
                new Fault(
                        "sum three bits too narrow",
                        "OPERAND_BITS + WEIGHT_BITS + ROW_BITS",
                        "OPERAND_BITS + WEIGHT_BITS + ROW_BITS - 3"),
                new Fault("always accumulates", "sum_accumulate ? held : '0", "held"),
                new Fault("accumulates without a vector", "if (sum_valid) held", "held"),
                new Fault(
                        "last row's weights go to the row above",
                        "weight_row == ROW_BITS'(r)",
                        "weight_row == ROW_BITS'(r == ROWS - 2 ? ROWS - 1 : r)"),
                new Fault(
                        "rows not skewed",
                        "activation = waiting[r*OPERAND_BITS+:OPERAND_BITS]",
                        "activation = waiting[0+:OPERAND_BITS]"));
    }

    @ParameterizedTest
    @MethodSource("requantizerFaults")
    void isFoundInTheRequantizer(Fault fault) {
        assertFound(fault, new RequantizerShape(32, 32, 6, 8));
    }

    /** Only an accumulator narrower than the multiplier is extended. */
    @Test
    void aMissingSignExtensionIsFound() {
        assertFound(NO_EXTENSION, new RequantizerShape(16, 32, 6, 4));
    }

    /** 2^31 and 2^31 - 1 are told apart only where nothing rounds or clamps them afterwards. */
    @Test
    void aMissingInnerSaturationIsFound() {
        assertFound(NO_INNER_SATURATION, new RequantizerShape(32, 32, 6, 33));
    }

    @Test
    void areListed() throws IOException {
        List<List<String>> rows = new ArrayList<>();
        Stream.concat(requantizerFaults(), Stream.of(NO_EXTENSION, NO_INNER_SATURATION))
                .forEach(fault -> rows.add(List.of("`requantizer`", fault.what)));
        macArrayFaults().forEach(fault -> rows.add(List.of("`mac_array`", fault.what)));
        FaultPage.check("units", rows);
    }

    private static void assertFound(Fault fault, RequantizerShape shape) {
        try (RequantizerBench bench =
                new RequantizerBench(shape, Verilators.forTests().build(fault.in(shape.design())))) {
            RequantizerStimulus stimulus = new RequantizerStimulus(shape, RequantizerMode.allFor(shape), SEED, bench);
            stimulus.ties();
            stimulus.random(500);
            if (bench.firstDifference().isEmpty()) {
                stimulus.corners(2);
            }
            assertNamed(bench.firstDifference(), shape.design());
        }
    }

    @ParameterizedTest
    @MethodSource("macArrayFaults")
    void isFoundInTheMacArray(Fault fault) {
        MacArrayShape shape = new MacArrayShape(4, 2, 4, 4, 16);
        MacArrayBench bench = new MacArrayBench(shape, Verilators.forTests().build(fault.in(shape.design())));
        Optional<String> difference = bench.firstDifference(MacArrayStimulus.random(shape, 1_000, SEED))
                .or(() -> bench.firstDifference(MacArrayStimulus.extremes(shape, 40)));
        assertNamed(difference, shape.design());
    }

    /** There is a difference, and it says in which design. */
    private static void assertNamed(Optional<String> difference, RtlDesign design) {
        assertTrue(difference.orElse("no difference").startsWith(design.toString()), () -> "not found: " + difference);
    }
}
