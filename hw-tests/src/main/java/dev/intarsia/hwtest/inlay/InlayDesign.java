package dev.intarsia.hwtest.inlay;

import dev.intarsia.hwtest.rtl.ReferenceDesigns;
import dev.intarsia.hwtest.rtl.RtlDesign;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.AccumulatorOverflow;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The RTL for a target.
 *
 * @param target whose parameters it has
 * @param memoryBytes of the memory behind the port, at least
 * @param queueDepth commands that each queue holds, a power of two
 */
public record InlayDesign(Accelerator target, int memoryBytes, int queueDepth) {

    private static final int WIDEST_WORD = 16;
    private static final int WIDEST_SUM = 62;

    /** A command has 16 bits for a table's first byte. */
    private static final int MOST_TABLES = 1 << 16;

    /** The latency that the load unit's list of parts on their way hides. */
    private static final int LONGEST_LATENCY = 60;

    /** @throws dev.intarsia.ir.diagnostic.InvalidInputException when the RTL does not implement the target, with all reasons */
    public InlayDesign {
        Diagnostics diagnostics = new Diagnostics();
        check(target, diagnostics);
        diagnostics.stopOnErrors();
    }

    /** The bench with these parameters. */
    public RtlDesign bench() {
        Map<String, Integer> parameters = new LinkedHashMap<>();
        parameters.put("ROWS", target.rows());
        parameters.put("COLS", target.cols());
        parameters.put("LANES", target.vectorLanes());
        parameters.put("ACTIVATION_BITS", target.activationBits());
        parameters.put("WEIGHT_BITS", target.weightBits());
        parameters.put("ACCUMULATOR_BITS", target.accumulatorBits());
        parameters.put("SATURATES", target.overflow() instanceof AccumulatorOverflow.SaturateEnd ? 1 : 0);
        parameters.put("CHUNK", target.overflow() instanceof AccumulatorOverflow.SaturateChunk c ? c.chunk() : 0);
        parameters.put("ACTIVATION_BYTES", target.activationBytes());
        parameters.put("WEIGHT_BYTES", target.weightBytes());
        parameters.put("OUTPUT_BYTES", target.outputBytes());
        parameters.put("PARAMETER_ENTRIES", target.parameterEntries());
        parameters.put("TABLE_BYTES", target.tableEntries());
        parameters.put("ACCUMULATOR_ENTRIES", target.accumulatorEntries());
        parameters.put("PORT_BYTES", target.port().bytes());
        parameters.put("QUEUE_DEPTH", queueDepth);
        parameters.put(
                "MEMORY_WORDS",
                (memoryBytes + target.port().bytes() - 1) / target.port().bytes());
        return ReferenceDesigns.inlayBench(parameters);
    }

    private static void check(Accelerator target, Diagnostics diagnostics) {
        atMost(target, diagnostics, "activation_bits", target.activationBits(), WIDEST_WORD);
        atMost(target, diagnostics, "weight_bits", target.weightBits(), WIDEST_WORD);
        atMost(target, diagnostics, "accumulator_bits", target.accumulatorBits(), WIDEST_SUM);
        atMost(target, diagnostics, "bias_bits", target.biasBits(), 32);
        atMost(target, diagnostics, "multiplier_bits", target.multiplierBits(), 32);
        atMost(target, diagnostics, "shift_bits", target.shiftBits(), 6);
        atMost(target, diagnostics, "latency_cycles", target.port().latencyCycles(), LONGEST_LATENCY);
        atMost(target, diagnostics, "table_entries", target.tableEntries(), MOST_TABLES);
        if (target.rows() < 2) {
            refuse(target, diagnostics, "rows " + target.rows(), "the RTL's array has at least 2");
        }
        if (Integer.bitCount(target.port().bytes()) != 1) {
            refuse(target, diagnostics, "port_bits " + target.port().bits(), "the RTL's port is a power of two wide");
        }
        // The array sums a column's products exactly, and adds what comes out below.
        if (target.overflow() instanceof AccumulatorOverflow.SaturateChunk c && c.chunk() != target.rows()) {
            refuse(
                    target,
                    diagnostics,
                    "overflow saturate(chunk = " + c.chunk() + ")",
                    "the RTL has 'wrap', 'saturate_end', and 'saturate(chunk = " + target.rows()
                            + ")', as many as the array has rows");
        }
    }

    private static void atMost(Accelerator target, Diagnostics diagnostics, String what, int found, int most) {
        if (found > most) {
            refuse(target, diagnostics, what + " " + found, "the RTL has at most " + most);
        }
    }

    private static void refuse(Accelerator target, Diagnostics diagnostics, String found, String has) {
        diagnostics.error(
                target.location(), target.name() + " has " + found + ", which the RTL does not implement", has);
    }
}
