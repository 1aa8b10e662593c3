package dev.intarsia.hwtest.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.hwtest.junit.RequiresTool;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code verilator --lint-only -Wall} has nothing to say about the reference designs, at any of these widths. */
@RequiresTool("verilator")
class LintTest {

    static Stream<RtlDesign> designs() {
        return Stream.of(
                ReferenceDesigns.inlayBench(Map.of()),
                ReferenceDesigns.inlayBench(Map.of(
                        "ROWS", 4, "COLS", 5, "LANES", 4, "PORT_BYTES", 1, "ACTIVATION_BITS", 4, "WEIGHT_BITS", 4)),
                ReferenceDesigns.inlayBench(Map.of(
                        "ROWS",
                        5,
                        "COLS",
                        4,
                        "LANES",
                        16,
                        "ACTIVATION_BITS",
                        16,
                        "WEIGHT_BITS",
                        16,
                        "ACCUMULATOR_BITS",
                        48)),
                ReferenceDesigns.inlayBench(Map.of(
                        "ROWS", 16, "COLS", 16, "LANES", 8, "ACCUMULATOR_BITS", 20, "SATURATES", 1, "PORT_BYTES", 16)),
                ReferenceDesigns.inlayBench(Map.of(
                        "ROWS",
                        4,
                        "COLS",
                        3,
                        "LANES",
                        2,
                        "ACCUMULATOR_BITS",
                        16,
                        "CHUNK",
                        4,
                        "PORT_BYTES",
                        4,
                        "TABLE_BYTES",
                        0)),
                ReferenceDesigns.macArray(8, 8, 8, 8, 32),
                ReferenceDesigns.macArray(16, 16, 8, 8, 32),
                ReferenceDesigns.macArray(3, 5, 4, 4, 8),
                ReferenceDesigns.macArray(2, 1, 2, 16, 16),
                ReferenceDesigns.macArray(4, 4, 16, 16, 48),
                ReferenceDesigns.requantizer(32, 32, 6, 8),
                ReferenceDesigns.requantizer(16, 32, 6, 4),
                ReferenceDesigns.requantizer(44, 16, 6, 16),
                ReferenceDesigns.requantizer(20, 8, 5, 4));
    }

    @ParameterizedTest
    @MethodSource("designs")
    void isClean(RtlDesign design) {
        assertEquals("", Verilators.forTests().lint(design));
    }

    @Test
    void aWarningIsSeen() {
        RtlSource source = new RtlSource("narrow.sv", """
                module narrow (input logic [7:0] a, output logic [3:0] y);
                  assign y = a;
                endmodule
                """);
        String messages = Verilators.forTests().lint(new RtlDesign("narrow", List.of(source), Map.of()));
        assertTrue(messages.contains("%Warning-WIDTH: narrow.sv:2:12"), messages);
    }

    @Test
    void aParameterOutOfRangeIsRefusedByTheDesignItself() {
        String messages = Verilators.forTests().lint(ReferenceDesigns.macArray(8, 8, 8, 8, 7));
        assertTrue(messages.contains("mac_array: ACCUMULATOR_BITS must exceed ACTIVATION_BITS"), messages);
    }
}
