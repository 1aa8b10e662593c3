package dev.intarsia.hwtest.rtl;

import dev.intarsia.hwtest.rtl.MacArrayStimulus.Activations;
import dev.intarsia.hwtest.rtl.MacArrayStimulus.Cycle;
import dev.intarsia.hwtest.rtl.MacArrayStimulus.WeightRow;
import dev.intarsia.hwtest.verilator.CycleTable;
import dev.intarsia.hwtest.verilator.VerilatedDesign;
import dev.intarsia.hwtest.verilator.VerilatedModel;
import dev.intarsia.ir.arithmetic.Overflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs stimuli through a MAC array, and compares every accumulator after every cycle with exact sums that the arithmetic
 * package wraps. The timing of the contract is compared with them: a vector's sums appear ROWS + 1 rows later, and a row of
 * weights counts from the vector on that meets it.
 */
final class MacArrayBench {

    private final MacArrayShape shape;
    private final VerilatedDesign design;
    private long compared;

    MacArrayBench(MacArrayShape shape, VerilatedDesign design) {
        this.shape = shape;
        this.design = design;
    }

    /** How many accumulator words were compared. */
    long compared() {
        return compared;
    }

    /** The first difference: design, cycle, column, both words. */
    Optional<String> firstDifference(MacArrayStimulus stimulus) {
        List<long[]> expected = expected(stimulus.cycles());
        CycleTable response;
        try (VerilatedModel model = design.newModel()) {
            model.tick(1); // rst_n is 0
            response = model.run(table(stimulus.cycles()));
        }
        int valid = response.column("out_valid");
        int data = response.column("out_accumulators");
        long[] held = null; // nothing is known before the first vector
        for (int row = 0; row < response.cycles(); row++) {
            int vector = row - latency();
            long[] fresh = vector >= 0 && vector < expected.size() ? expected.get(vector) : null;
            if ((response.get(row, valid) == 1) != (fresh != null)) {
                return Optional.of(
                        "%s, cycle %d: out_valid is %d".formatted(design.design(), row, response.get(row, valid)));
            }
            held = fresh != null ? fresh : held;
            for (int c = 0; held != null && c < shape.cols(); c++) {
                long found = response.signedField(row, data, c, shape.accumulatorBits());
                if (found != held[c]) {
                    return Optional.of("%s, cycle %d, column %d: expected %d, found %d"
                            .formatted(design.design(), row, c, held[c], found));
                }
                compared++;
            }
        }
        return Optional.empty();
    }

    private int latency() {
        return shape.rows() + 1;
    }

    private CycleTable table(List<Cycle> cycles) {
        CycleTable table = design.newStimulus(cycles.size() + latency());
        for (int n = 0; n < table.cycles(); n++) {
            table.set(n, table.column("rst_n"), 1);
        }
        for (int n = 0; n < cycles.size(); n++) {
            int row = n;
            cycles.get(n).weights().ifPresent(weights -> put(table, row, weights));
            cycles.get(n).activations().ifPresent(activations -> put(table, row, activations));
        }
        return table;
    }

    private void put(CycleTable table, int row, WeightRow weights) {
        table.set(row, table.column("weight_valid"), 1);
        table.set(row, table.column("weight_row"), weights.row());
        for (int c = 0; c < shape.cols(); c++) {
            table.setField(row, table.column("weight_data"), c, shape.weightBits(), weights.values()[c]);
        }
    }

    private void put(CycleTable table, int row, Activations activations) {
        table.set(row, table.column("in_valid"), 1);
        table.set(row, table.column("in_signed"), activations.signed() ? 1 : 0);
        table.set(row, table.column("in_accumulate"), activations.accumulate() ? 1 : 0);
        for (int r = 0; r < shape.rows(); r++) {
            table.setField(
                    row,
                    table.column("in_activations"),
                    r,
                    shape.activationBits(),
                    activations.values()[r]);
        }
    }

    /** For every cycle the accumulators that its vector leaves, or null if it has no vector. */
    private List<long[]> expected(List<Cycle> cycles) {
        List<long[]> expected = new ArrayList<>();
        long[] accumulators = new long[shape.cols()];
        for (int n = 0; n < cycles.size(); n++) {
            if (cycles.get(n).activations().isEmpty()) {
                expected.add(null);
                continue;
            }
            Activations vector = cycles.get(n).activations().get();
            accumulators = vector.accumulate() ? accumulators.clone() : new long[shape.cols()];
            for (int r = 0; r < shape.rows(); r++) {
                long[] weights = weightsSeen(cycles, n, r);
                for (int c = 0; c < shape.cols(); c++) {
                    long exact = Math.addExact(accumulators[c], Math.multiplyExact(vector.values()[r], weights[c]));
                    accumulators[c] = Overflow.WRAP.narrow(exact, shape.accumulator());
                }
            }
            expected.add(accumulators);
        }
        return expected;
    }

    /** Row r as the vector of cycle n finds it: the last one written up to cycle n + r. */
    private long[] weightsSeen(List<Cycle> cycles, int n, int r) {
        for (int written = Math.min(n + r, cycles.size() - 1); written >= 0; written--) {
            Optional<WeightRow> weights = cycles.get(written).weights();
            if (weights.isPresent() && weights.get().row() == r) {
                return weights.get().values();
            }
        }
        throw new AssertionError("the stimulus uses row " + r + " in cycle " + n + " before it writes it");
    }
}
