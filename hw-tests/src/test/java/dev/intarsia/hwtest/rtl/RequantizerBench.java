package dev.intarsia.hwtest.rtl;

import dev.intarsia.hwtest.verilator.CycleTable;
import dev.intarsia.hwtest.verilator.VerilatedDesign;
import dev.intarsia.hwtest.verilator.VerilatedModel;
import dev.intarsia.ir.arithmetic.Overflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs vectors through a requantizer and compares every word with the arithmetic package. Accepts vectors one by one, and
 * runs them by the batch, one a clock cycle.
 */
final class RequantizerBench implements Consumer<RequantizerVector>, AutoCloseable {

    /** Rows between a word's row in the stimulus and its row in the response. */
    private static final int LATENCY = 3;

    private static final int BATCH = 50_000;

    private final RequantizerShape shape;
    private final VerilatedDesign design;
    private final VerilatedModel model;
    private final List<RequantizerVector> waiting = new ArrayList<>(BATCH);
    private Optional<String> firstDifference = Optional.empty();
    private long compared;
    private long unclamped;

    RequantizerBench(RequantizerShape shape, VerilatedDesign design) {
        this.shape = shape;
        this.design = design;
        this.model = design.newModel();
        model.tick(1); // rst_n is 0
        model.set("rst_n", 1);
    }

    @Override
    public void accept(RequantizerVector vector) {
        waiting.add(vector);
        if (waiting.size() == BATCH) {
            run();
        }
    }

    /** Runs what is still waiting, and gives the first difference of all: design, mode, vector, both words. */
    Optional<String> firstDifference() {
        run();
        return firstDifference;
    }

    /** How many words were compared. */
    long compared() {
        return compared;
    }

    /** How many of them lay strictly between their bounds, so that rounding decided them and not the clamp. */
    long unclamped() {
        return unclamped;
    }

    private void run() {
        CycleTable stimulus = design.newStimulus(waiting.size() + LATENCY);
        int reset = stimulus.column("rst_n");
        int valid = stimulus.column("in_valid");
        int mode = stimulus.column("in_mode");
        int x = stimulus.column("in_x");
        int m = stimulus.column("in_multiplier");
        int shift = stimulus.column("in_shift");
        int zeroPoint = stimulus.column("in_zero_point");
        int lo = stimulus.column("in_lo");
        int hi = stimulus.column("in_hi");
        for (int i = 0; i < stimulus.cycles(); i++) {
            stimulus.set(i, reset, 1);
        }
        for (int i = 0; i < waiting.size(); i++) {
            RequantizerVector vector = waiting.get(i);
            stimulus.set(i, valid, 1);
            stimulus.set(i, mode, vector.mode().code());
            stimulus.set(i, x, vector.x());
            stimulus.set(i, m, vector.m());
            stimulus.set(i, shift, vector.shift());
            stimulus.set(i, zeroPoint, vector.zeroPoint());
            stimulus.set(i, lo, vector.lo());
            stimulus.set(i, hi, vector.hi());
        }
        compare(model.run(stimulus));
        waiting.clear();
    }

    private void compare(CycleTable response) {
        int valid = response.column("out_valid");
        int data = response.column("out_data");
        for (int row = 0; row < response.cycles(); row++) {
            boolean due = row >= LATENCY;
            if ((response.get(row, valid) == 1) != due) {
                differ("out_valid is %d in row %d of a batch of %d"
                        .formatted(response.get(row, valid), row, waiting.size()));
            }
            if (due) {
                compare(waiting.get(row - LATENCY), response.get(row, data));
            }
        }
    }

    private void compare(RequantizerVector vector, long word) {
        long expected = vector.expected();
        long found = Overflow.WRAP.narrow(word, shape.output(vector.signed()));
        if (expected != found) {
            differ(
                    "vector %d, mode %s: x = %d, m = %d, shift = %d, zero point = %d, bounds %d ... %d: expected %d, found %d"
                            .formatted(
                                    compared,
                                    vector.mode().name(),
                                    vector.x(),
                                    vector.m(),
                                    vector.shift(),
                                    vector.zeroPoint(),
                                    vector.lo(),
                                    vector.hi(),
                                    expected,
                                    found));
        }
        compared++;
        if (vector.lo() < expected && expected < vector.hi()) {
            unclamped++;
        }
    }

    private void differ(String difference) {
        if (firstDifference.isEmpty()) {
            firstDifference = Optional.of(design.design() + ", " + difference);
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
