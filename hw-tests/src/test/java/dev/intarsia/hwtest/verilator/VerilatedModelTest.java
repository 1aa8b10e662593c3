package dev.intarsia.hwtest.verilator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.hwtest.rtl.RtlDesign;
import dev.intarsia.hwtest.rtl.RtlSource;
import dev.intarsia.hwtest.rtl.Verilators;
import dev.intarsia.hwtest.verilator.Port.Kind;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

@RequiresTool({"verilator", "g++"})
class VerilatedModelTest {

    /** Adds up what comes in, and stops at 13; ports of many kinds. */
    private static final String KINDS = """
            package kinds_pkg;
              typedef enum logic [1:0] { RED, GREEN, BLUE } colour_t;
              typedef struct packed { colour_t colour; logic [6:0] rest; } tagged_t;
            endpackage

            module kinds import kinds_pkg::*; #(parameter int BITS = 5) (
                input  logic                     clk,
                input  logic signed [BITS-1:0]   in,
                input  logic        [129:0]      wide_in,
                input  logic        [3:0][15:0]  packed_in,
                input  tagged_t                  tagged_in,
                output logic signed [BITS+3:0]   sum,
                output logic        [129:0]      wide_out,
                output logic        [15:0]       first_out,
                output colour_t                  colour_out,
                output logic signed [63:0]       inverted_out
            );
              initial sum = '0;
              always_ff @(posedge clk) begin
                sum <= sum + (BITS + 4)'(in);
                if (sum == 13) $fatal(1, "unlucky");
              end
              assign wide_out = ~wide_in;
              assign first_out = packed_in[0];
              assign colour_out = tagged_in.colour;
              assign inverted_out = ~{packed_in};
            endmodule
            """;

    private static VerilatedDesign kinds(int bits) {
        return Verilators.forTests()
                .build(new RtlDesign("kinds", List.of(new RtlSource("kinds.sv", KINDS)), Map.of("BITS", bits)));
    }

    @Test
    void portsHaveTheWidthsThatFollowFromTheParameters() {
        assertEquals(
                List.of(
                        new Port(0, "clk", Kind.CLOCK, 1, false),
                        new Port(1, "in", Kind.INPUT, 6, true),
                        new Port(2, "wide_in", Kind.INPUT, 130, false),
                        new Port(3, "packed_in", Kind.INPUT, 64, false),
                        new Port(4, "tagged_in", Kind.INPUT, 9, false),
                        new Port(5, "sum", Kind.OUTPUT, 10, true),
                        new Port(6, "wide_out", Kind.OUTPUT, 130, false),
                        new Port(7, "first_out", Kind.OUTPUT, 16, false),
                        new Port(8, "colour_out", Kind.OUTPUT, 2, false),
                        new Port(9, "inverted_out", Kind.OUTPUT, 64, true)),
                kinds(6).ports().ports());
    }

    @Test
    void valuesGoInAndComeOutByName() {
        try (VerilatedModel model = kinds(5).newModel()) {
            model.set("in", -3);
            model.tick(2);
            assertEquals(-6, model.get("sum"));
            model.set("in", 31 + 32); // above five bits: -1
            model.tick(1);
            assertEquals(-7, model.get("sum"));
            model.set("packed_in", 0x8123_4567_89ab_cdefL);
            model.set("tagged_in", 2 << 7 | 1);
            model.setWords("wide_in", 1, -1, 1);
            model.eval();
            assertEquals(0xcdef, model.get("first_out"));
            assertEquals(~0x8123_4567_89ab_cdefL, model.get("inverted_out"));
            assertEquals(2, model.get("colour_out"));
            assertArrayEquals(new long[] {-2, 0, 2}, model.getWords("wide_out"));
        }
    }

    @Test
    void manyCyclesGoOverInOneTable() {
        int cycles = 20_000; // more than one call's worth
        try (VerilatedModel model = kinds(5).newModel()) {
            CycleTable stimulus = kinds(5).newStimulus(cycles);
            for (int n = 0; n < cycles; n++) {
                stimulus.set(n, stimulus.column("in"), n % 2 == 0 ? -4 : 4);
                stimulus.setField(n, stimulus.column("wide_in"), 1, 65, n);
            }
            CycleTable response = model.run(stimulus);
            for (int n = 0; n < cycles; n++) {
                assertEquals(n % 2 == 0 ? -4 : 0, response.get(n, response.column("sum")), "row " + n);
                assertEquals(~n, response.signedField(n, response.column("wide_out"), 1, 65), "row " + n);
            }
        }
    }

    @Test
    void aDesignThatStopsSaysWhereAndWhy() {
        try (VerilatedModel model = kinds(5).newModel()) {
            model.set("in", 13);
            model.tick(1);
            DesignStoppedException e = assertThrows(DesignStoppedException.class, () -> model.tick(1));
            assertTrue(
                    e.getMessage().startsWith("kinds(BITS=5) stopped: $stop, $error or $fatal at kinds.sv:21: "),
                    e.getMessage());
            assertEquals(
                    e.getMessage(),
                    assertThrows(DesignStoppedException.class, model::eval).getMessage());
        }
    }

    @Test
    void wrongUseIsRefused() {
        VerilatedModel model = kinds(5).newModel();
        assertThrows(NoSuchElementException.class, () -> model.set("nowhere", 1));
        assertThrows(IllegalArgumentException.class, () -> model.set("sum", 1));
        assertThrows(IllegalArgumentException.class, () -> model.set("wide_in", 1));
        assertThrows(IllegalArgumentException.class, () -> model.get("wide_out"));
        assertThrows(IllegalArgumentException.class, () -> model.run(kinds(6).newStimulus(1)));
        model.close();
        model.close();
        assertThrows(IllegalStateException.class, () -> model.tick(1));
    }

    @Test
    void modelsHaveRegistersOfTheirOwn() {
        try (VerilatedModel one = kinds(5).newModel();
                VerilatedModel other = kinds(5).newModel()) {
            one.set("in", 1);
            one.tick(5);
            other.tick(5);
            assertEquals(5, one.get("sum"));
            assertEquals(0, other.get("sum"));
        }
    }
}
