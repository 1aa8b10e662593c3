package dev.intarsia.simulator.replay;

import dev.intarsia.ir.command.Command;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * The energy of one inference by what spends it, in picojoules: counts times a table of costs.
 *
 * <p>Source of the costs: M. Horowitz, "1.1 Computing's energy problem (and what we can do about it)", IEEE International Solid-State Circuits
 * Conference, 2014, pages 10 to 14, its table for 45 nm at 0.9 V: an 8-bit product 0.2 pJ, a 32-bit product 3.1 pJ, a 32-bit sum 0.1 pJ, 64 bits of
 * an 8 KB cache 10 pJ, 64 bits of DRAM 1.3 to 2.6 nJ, of which the lower is taken. The paper itself was not at hand: each figure is as works that cite it
 * give it, which {@code docs/inlay.md} names. The larger scratchpads of some targets cost more than an
 * 8 KB cache. Leakage, clock and control are not in it, so this ranks plans and does not predict a chip.
 *
 * @param picojoules by what spends it
 */
public record Energy(SequencedMap<String, Double> picojoules) {

    private static final double PRODUCT_8 = 0.2;
    private static final double PRODUCT_32 = 3.1;
    private static final double SUM_32 = 0.1;
    private static final double SCRATCHPAD_BYTE = 10.0 / 8;
    private static final double MAIN_BYTE = 1300.0 / 8;

    public Energy {
        picojoules = new LinkedHashMap<>(picojoules);
    }

    /** Of what a timeline counted. */
    public static Energy of(Timeline timeline) {
        SequencedMap<String, Double> table = new LinkedHashMap<>();
        table.put("products", timeline.macs() * (PRODUCT_8 + SUM_32));
        long results = 0;
        for (Step step : timeline.steps()) {
            results += switch (step.command()) {
                case Command.Post p -> (long) p.pixels() * p.channels();
                case Command.Load l -> 0;
                case Command.Multiply m -> 0;
                case Command.Vector v -> 0;
                case Command.Store s -> 0;
            };
        }
        table.put("requantization", results * (PRODUCT_32 + 2 * SUM_32));
        for (Traffic traffic : timeline.traffic()) {
            long bytes = traffic.readBytes() + traffic.writtenBytes();
            table.put(traffic.memory(), bytes * (traffic.memory().equals("main") ? MAIN_BYTE : SCRATCHPAD_BYTE));
        }
        return new Energy(table);
    }

    /** All together. */
    public double total() {
        return picojoules.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
