package dev.intarsia.hwtest.inlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.hwtest.rtl.FaultPage;
import dev.intarsia.hwtest.rtl.RtlDesign;
import dev.intarsia.hwtest.rtl.RtlSource;
import dev.intarsia.hwtest.rtl.Verilators;
import dev.intarsia.hwtest.verilator.VerilatedDesign;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.AccumulatorOverflow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The comparison of random commands finds mistakes of the accelerator. All faults are built into one design, each chosen by a number at run
 * time; without one, the design is right.
 */
@RequiresTool({"verilator", "g++"})
class PlantedInlayFaultTest {

    private static final int ROUNDS = 600;
    private static final long SEED = 2;

    private static final Accelerator TARGET = SmallInlay.of(8, 20, new AccumulatorOverflow.SaturateEnd());

    /** A change of one place of a file; {@code FAULT} is whether it is chosen. */
    record Fault(String file, String what, String original, String planted) {
        @Override
        public String toString() {
            return file + ": " + what;
        }
    }

    private static final List<Fault> FAULTS = List.of(
            new Fault(
                    "scratchpad",
                    "a write that crosses a line goes wrong",
                    "write_odd_pair + PAIR_BITS'(write_odd)",
                    "write_odd_pair + PAIR_BITS'(write_odd && !FAULT)"),
            new Fault(
                    "scratchpad",
                    "a read that crosses a line goes wrong",
                    "odd_pair+PAIR_BITS'(address[OFFSET_BITS])",
                    "odd_pair+PAIR_BITS'(address[OFFSET_BITS] && !FAULT)"),
            new Fault(
                    "load_unit",
                    "a byte too many of padding",
                    "padding < 25'(PORT_BYTES) ?",
                    "padding < 25'(PORT_BYTES) - 25'(FAULT) ?"),
            new Fault(
                    "load_unit",
                    "bytes stay where they lie in the port word",
                    "response_data >> {part_offset, 3'b0}",
                    "(FAULT ? response_data : response_data >> {part_offset, 3'b0})"),
            new Fault(
                    "load_unit",
                    "every other byte of padding is 0",
                    "{2{word[7:0]}}",
                    "{FAULT ? 8'b0 : word[7:0], word[7:0]}"),
            new Fault(
                    "load_unit",
                    "padding alone follows without the rows that it goes round",
                    "24'(count) + `INLAY_FIELD(now, LOAD_RUN_BYTES)",
                    "24'(count) + (FAULT ? 24'd0 : `INLAY_FIELD(now, LOAD_RUN_BYTES))"),
            new Fault(
                    "load_unit",
                    "padding alone begins at the first row although none is before it",
                    "frame_skips    = starts && frame && padding_before == '0;",
                    "frame_skips    = starts && frame && padding_before == '0 && !FAULT;"),
            new Fault(
                    "load_unit",
                    "a token is given with the first word",
                    "part_taken && part_ends",
                    "part_taken && (part_ends || FAULT)"),
            new Fault(
                    "run_walk",
                    "a run ends a word late",
                    "bytes_left <= 24'(room)",
                    "bytes_left <= 24'(room) - 24'(FAULT)"),
            new Fault(
                    "run_walk",
                    "rows follow by the pixels' stride",
                    "row_kept     <= row_at + row_stride;",
                    "row_kept     <= row_at + (FAULT ? run_stride : row_stride);"),
            new Fault(
                    "store_unit",
                    "whole port words are written",
                    "~({PORT_BYTES{1'b1}} << read_count) << read_offset",
                    "FAULT ? '1 : ~({PORT_BYTES{1'b1}} << read_count) << read_offset"),
            new Fault(
                    "store_unit",
                    "a word's bytes are counted, not a part's",
                    "read_address + 24'(count)",
                    "read_address + (FAULT ? 24'(PORT_BYTES) : 24'(count))"),
            new Fault("tap_step", "a channel too many", "next_channel == depth", "next_channel == depth + 16'(FAULT)"),
            new Fault(
                    "tap_step",
                    "kernel rows follow by the columns' stride",
                    "next_column_offset = row_offset + row_stride;",
                    "next_column_offset = row_offset + (FAULT ? column_stride : row_stride);"),
            new Fault(
                    "compute_walk",
                    "the last group of lanes is left out",
                    "channels <= 16'(LANES)",
                    "channels <= 16'(LANES) + 16'(FAULT)"),
            new Fault(
                    "compute_walk",
                    "output rows follow by the columns' stride",
                    "place_kept   <= row + height_stride;",
                    "place_kept   <= row + (FAULT ? width_stride : height_stride);"),
            new Fault(
                    "compute_walk",
                    "an addition takes its first operand twice",
                    "adds && !first_of_group",
                    "adds && !first_of_group && !FAULT"),
            new Fault(
                    "compute_walk",
                    "an entry is skipped behind each row",
                    "entry + 24'd1",
                    "entry + 24'd1 + 24'(FAULT && ends_row)"),
            new Fault(
                    "compute_walk",
                    "weights do not go on to the next group",
                    "weights_kept      <= group + group_weights;",
                    "weights_kept      <= FAULT ? group : group + group_weights;"),
            new Fault(
                    "compute_walk",
                    "words are kept in one row",
                    "if (kept_columns_left == 24'd1) begin",
                    "if (kept_columns_left == 24'd1 && !FAULT) begin"),
            new Fault(
                    "compute_walk",
                    "words of the next group are kept over those of the first",
                    "ends_group ? kept_place + group_bytes",
                    "ends_group && !FAULT ? kept_place + group_bytes"),
            new Fault(
                    "inlay",
                    "words are kept where the output buffer has them",
                    "post_keeps ? kept_place : post_place",
                    "post_keeps && !FAULT ? kept_place : post_place"),
            new Fault(
                    "multiply_path", "a row too many counts", "16'(r) < data_taps", "16'(r) < data_taps + 16'(FAULT)"),
            new Fault(
                    "multiply_path",
                    "rows of the weight tile lie too far apart",
                    "tile_wide ? 24'(2 * COLS) : 24'(COLS)",
                    "tile_wide ? 24'(2 * COLS) : 24'(COLS) + 24'(FAULT)"),
            new Fault(
                    "multiply_path",
                    "a column's sum is not sign-extended",
                    "= kept + SUM_BITS'(sum)",
                    "= kept + (FAULT ? SUM_BITS'($unsigned(sum)) : SUM_BITS'(sum))"),
            new Fault(
                    "multiply_path",
                    "what is there is overwritten",
                    "write_adds ? entry_sums",
                    "write_adds && !FAULT ? entry_sums"),
            new Fault(
                    "vector_lane",
                    "a minimum for a maximum",
                    "addend > kept ? addend : kept",
                    "(FAULT ? addend < kept : addend > kept) ? addend : kept"),
            new Fault(
                    "vector_lane",
                    "activations are not signed",
                    "in_signed & in_activation",
                    "!FAULT & in_signed & in_activation"),
            new Fault(
                    "vector_lane",
                    "an addition's shift is forgotten",
                    "<<< in_left_shift",
                    "<<< (FAULT ? 5'd0 : in_left_shift)"),
            new Fault(
                    "vector_lane",
                    "the zero is added",
                    "- ZEROED_BITS'(in_zero)",
                    "- (FAULT ? -ZEROED_BITS'(in_zero) : ZEROED_BITS'(in_zero))"),
            new Fault("post_lane", "no bias", "+ TOTAL_BITS'(bias)", "+ (FAULT ? '0 : TOTAL_BITS'(bias))"),
            new Fault("saturate", "no lower bound of a sum", "value < LOWEST ?", "value < LOWEST && !FAULT ?"),
            new Fault("saturate", "no upper bound of a sum", "value > HIGHEST ?", "value > HIGHEST && !FAULT ?"),
            new Fault(
                    "post_parameters",
                    "entries of 16 bytes",
                    "read_address + 24'(ENTRY_BYTES)",
                    "read_address + (FAULT ? 24'd16 : 24'(ENTRY_BYTES))"),
            new Fault("requantizer", "ties go to odd", "(sticky || quotient[0])", "(sticky || (quotient[0] ^ FAULT))"),
            new Fault(
                    "requantizer",
                    "ties go down",
                    "HALF_UP:          increment = half;",
                    "HALF_UP:          increment = half && (sticky || !FAULT);"),
            new Fault(
                    "compute_unit",
                    "a vector operation begins before sums are written",
                    "in_flight == '0 || last_opcode == slot_opcode",
                    "in_flight == '0 || last_opcode == slot_opcode || FAULT"),
            new Fault(
                    "compute_unit",
                    "the shift of the first operand for both",
                    "s2_shift        <= s1_second ?",
                    "s2_shift        <= s1_second && !FAULT ?"),
            new Fault(
                    "compute_unit",
                    "a command starts without its tokens",
                    "!streams && tokens_there &&",
                    "!streams && (tokens_there || FAULT) &&"),
            new Fault(
                    "post_unit",
                    "sums are taken before they are told to be there",
                    "!streams && tokens_there;",
                    "!streams && (tokens_there || FAULT);"),
            new Fault(
                    "post_unit",
                    "parameters are read before they are loaded",
                    "fits && loaded",
                    "fits && (loaded || FAULT)"),
            new Fault(
                    "accumulator_memory",
                    "what the array reads is taken",
                    "taken_sums <= entries[take_entry]",
                    "taken_sums <= entries[FAULT ? read_entry : take_entry]"),
            new Fault(
                    "post_unit",
                    "every table begins at the first byte",
                    "s7_table + 16'(rescaled[7:0])",
                    "(FAULT ? 16'd0 : s7_table) + 16'(rescaled[7:0])"),
            new Fault(
                    "post_unit",
                    "a place is written, not the word there",
                    "word = s7_looks_up ?",
                    "word = s7_looks_up && !FAULT ?"),
            new Fault(
                    "lookup_table",
                    "bytes beyond a load's last are written",
                    "b < 32'(write_count)",
                    "(FAULT || b < 32'(write_count))"),
            new Fault(
                    "inlay",
                    "a token is lost",
                    "16'(given[f*UNITS+t])",
                    "16'(given[f*UNITS+t] && !(FAULT && f == COMPUTES))"),
            new Fault(
                    "inlay",
                    "a token stays when it is taken",
                    "- 16'(takes[t*UNITS+f])",
                    "- 16'(takes[t*UNITS+f] && !FAULT)"));

    private static VerilatedDesign design;

    @BeforeAll
    static void build() {
        RtlDesign bench = new InlayDesign(TARGET, DrawnCommands.MEMORY, 64).bench();
        List<RtlSource> sources = new ArrayList<>();
        for (RtlSource source : bench.sources()) {
            String text = source.text();
            for (int i = 0; i < FAULTS.size(); i++) {
                Fault fault = FAULTS.get(i);
                if (source.fileName().equals(fault.file + ".sv")) {
                    assertEquals(2, text.split(Pattern.quote(fault.original), -1).length, "places of " + fault);
                    text = text.replace(
                            fault.original,
                            fault.planted.replace("FAULT", "(inlay_bench.fault == 8'd" + (i + 1) + ")"));
                }
            }
            if (source.fileName().equals("inlay_bench.sv")) {
                text = text.replace(
                        "    input  logic [15:0]             latency,",
                        "    input  logic [7:0] fault,\n    input  logic [15:0]             latency,");
            }
            sources.add(new RtlSource(source.fileName(), text));
        }
        design = Verilators.forTests().build(new RtlDesign(bench.top(), sources, bench.parameters(), bench.clock()));
    }

    private static Optional<String> difference(int fault) {
        return new CommandBench(TARGET, design, Map.of("fault", (long) fault), SEED).firstDifference(ROUNDS);
    }

    static IntStream faults() {
        return IntStream.rangeClosed(1, FAULTS.size());
    }

    @Test
    void withoutAFaultThereIsNoDifference() {
        assertEquals(Optional.empty(), difference(0));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void isFound(int fault) {
        assertTrue(difference(fault).isPresent(), () -> "not found: " + FAULTS.get(fault - 1));
    }

    @Test
    void areManyAndListed() throws IOException {
        assertTrue(FAULTS.size() >= 20);
        FaultPage.check(
                "inlay",
                FAULTS.stream()
                        .map(fault -> List.of("`" + fault.file + "`", fault.what))
                        .toList());
        System.out.println("COUNT faults planted in the accelerator's RTL: " + FAULTS.size());
    }
}
