package dev.intarsia.simulator.machine;

import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Command.LaneOperation;
import dev.intarsia.ir.command.Command.Window;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.AccumulatorOverflow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The compute units of a {@link Lockstep}. Sums are kept exactly, and get the accumulator's width when they are looked at: wrapping once is
 * the same as wrapping at every addition. Only {@code saturate(chunk)} bounds them on the way.
 */
final class LockstepCompute {

    private final SumRule rule;
    private final int entries;
    private final int columns;
    private final int entryBytes;
    private final int inferences;
    private final int activationBytes;
    private final byte[] activations;
    private final byte[] weights;
    private final List<LockstepView> views = new ArrayList<>();
    private final WindowReader window = new WindowReader();
    private final WindowReader second = new WindowReader();
    private final Map<AddTable.Key, AddTable> addTables = new HashMap<>();
    private final PostParameters postParameters;
    /** Entry, column, inference. Grows with the entries in use. */
    private double[] sums = new double[0];

    private double[] factors = new double[0];

    LockstepCompute(Accelerator target, int inferences, byte[] activations, byte[] weights) {
        this.rule = new SumRule(target.overflow(), target.accumulatorBits());
        this.entries = target.accumulatorEntries();
        this.columns = target.cols();
        this.entryBytes = target.parameterEntryBytes();
        this.inferences = inferences;
        this.activationBytes = target.activationBytes();
        this.activations = activations;
        this.weights = weights;
        this.postParameters = new PostParameters(target.cols());
    }

    /** Says that bytes of the activation scratchpads changed. */
    void written(int from, int to) {
        views.forEach(view -> view.written(from, to));
    }

    void multiply(Command.Multiply m) {
        Window w = m.window();
        int taps = w.taps();
        reserve(m.accumulators(), w.pixels(), m.outputs());
        window.read(w, w.address(), 1, activationBytes, 1);
        Compute.checkWeights(m.weights(), taps, m.weightBytes(), m.outputs(), columns, weights.length, m);
        readFactors(m.weights(), m.weightBytes(), taps, m.outputs());
        float[] x = view(w);
        for (int pixel = 0; pixel < w.pixels(); pixel++) {
            int base = window.bases()[pixel];
            for (int k = 0; k < m.outputs(); k++) {
                int at = at(m.accumulators() + pixel, k);
                if (!m.accumulate()) {
                    Arrays.fill(sums, at, at + inferences, 0);
                }
                addTaps(at, x, base, taps, k * taps);
            }
        }
    }

    void vector(Command.Vector v) {
        Window w = v.window();
        int taps = w.taps();
        reserve(v.accumulators(), w.pixels(), v.channels());
        window.read(w, w.address(), v.channels(), activationBytes, 1);
        switch (v.operation()) {
            case LaneOperation.MultiplyAdd m -> {
                Compute.checkWeights(m.weights(), taps, m.weightBytes(), v.channels(), columns, weights.length, v);
                readFactors(m.weights(), m.weightBytes(), taps, v.channels());
                total(v, taps);
            }
            case LaneOperation.Total t -> {
                factors = atLeast(factors, taps);
                Arrays.fill(factors, 0, taps, 1);
                total(v, 0);
            }
            case LaneOperation.Maximum m -> maximum(v);
            case LaneOperation.AddRescaled a -> add(v, a);
        }
    }

    /** @param factorStride from the factors of one channel to those of the next */
    private void total(Command.Vector v, int factorStride) {
        Window w = v.window();
        float[] x = view(w);
        for (int pixel = 0; pixel < w.pixels(); pixel++) {
            for (int k = 0; k < v.channels(); k++) {
                int at = at(v.accumulators() + pixel, k);
                Arrays.fill(sums, at, at + inferences, 0);
                addTaps(at, x, window.bases()[pixel] + k * w.elementBytes(), w.taps(), k * factorStride);
            }
        }
    }

    private void maximum(Command.Vector v) {
        Window w = v.window();
        float[] x = view(w);
        for (int pixel = 0; pixel < w.pixels(); pixel++) {
            for (int k = 0; k < v.channels(); k++) {
                int at = at(v.accumulators() + pixel, k);
                int base = window.bases()[pixel] + k * w.elementBytes();
                Arrays.fill(sums, at, at + inferences, Double.NEGATIVE_INFINITY);
                for (int q = 0; q < w.taps(); q++) {
                    LockstepSums.maximum(sums, at, inferences, x, (base + window.offsets()[q]) * inferences);
                }
                keep(at);
            }
        }
    }

    private void add(Command.Vector v, LaneOperation.AddRescaled a) {
        Window w = v.window();
        second.read(w, a.second(), v.channels(), activationBytes, 1);
        float[] x = view(w);
        AddTable left = addTables.computeIfAbsent(AddTable.Key.left(a, w.elementBytes(), w.signed()), AddTable::of);
        AddTable right = addTables.computeIfAbsent(AddTable.Key.right(a, w.elementBytes(), w.signed()), AddTable::of);
        int offset = window.offsets()[0];
        for (int pixel = 0; pixel < w.pixels(); pixel++) {
            for (int k = 0; k < v.channels(); k++) {
                int at = at(v.accumulators() + pixel, k);
                int from = (window.bases()[pixel] + offset + k * w.elementBytes()) * inferences;
                int other = (second.bases()[pixel] + offset + k * w.elementBytes()) * inferences;
                for (int i = 0; i < inferences; i++) {
                    sums[at + i] = rule.kept(left.at((int) x[from + i]) + right.at((int) x[other + i]));
                }
            }
        }
    }

    /** Adds the products of a window's taps with factors, chunk by chunk where chunks are bounded. */
    private void addTaps(int at, float[] x, int base, int taps, int firstFactor) {
        int chunk = Math.min(rule.chunk(), taps);
        for (int first = 0; first < taps; first += chunk) {
            int end = Math.min(first + chunk, taps);
            int q = first;
            for (; q + 4 <= end; q += 4) {
                LockstepSums.addFour(
                        sums,
                        at,
                        inferences,
                        x,
                        index(base, q),
                        index(base, q + 1),
                        index(base, q + 2),
                        index(base, q + 3),
                        factors[firstFactor + q],
                        factors[firstFactor + q + 1],
                        factors[firstFactor + q + 2],
                        factors[firstFactor + q + 3]);
            }
            for (; q < end; q++) {
                LockstepSums.addOne(sums, at, inferences, x, index(base, q), factors[firstFactor + q]);
            }
            keep(at);
        }
    }

    private int index(int base, int tap) {
        return (base + window.offsets()[tap]) * inferences;
    }

    /** Bounds what is bounded at every addition. */
    private void keep(int at) {
        if (rule.overflow() instanceof AccumulatorOverflow.SaturateChunk) {
            LockstepSums.bound(sums, at, inferences, -rule.high() - 1, rule.high());
        }
    }

    void post(Command.Post post, byte[] parameters, byte[] to) {
        reserve(post.accumulators(), post.pixels(), post.channels());
        postParameters.read(parameters, post.parameters(), entryBytes, post.channels(), post.form());
        for (int pixel = 0; pixel < post.pixels(); pixel++) {
            for (int k = 0; k < post.channels(); k++) {
                int address = post.address() + pixel * post.pixelStride() + k * post.elementBytes();
                post(post, k, at(post.accumulators() + pixel, k), to, address * inferences);
            }
        }
    }

    private void post(Command.Post post, int k, int at, byte[] to, int index) {
        MultiplyShift form = post.form();
        long bias = postParameters.bias[k];
        long multiplier = postParameters.multiplier[k];
        int shift = postParameters.shift[k];
        for (int i = 0; i < inferences; i++) {
            long sum = rule.finished((long) sums[at + i] + bias);
            long word = form.rescale(sum, multiplier, shift) + post.zeroPoint();
            word = Math.clamp(word, post.clamp().low(), post.clamp().high());
            for (int part = 0; part < post.elementBytes(); part++) {
                to[index + part * inferences + i] = (byte) (word >> 8 * part);
            }
        }
    }

    long accumulator(int entry, int column, int inference) {
        reserve(entry, 1, column + 1);
        return rule.kept((long) sums[at(entry, column) + inference]);
    }

    private int at(int entry, int column) {
        return (entry * columns + column) * inferences;
    }

    private void reserve(int entry, int pixels, int channels) {
        Accumulators.check(entry, pixels, channels, entries, columns);
        int needed = (entry + pixels) * columns * inferences;
        if (sums.length < needed) {
            sums = Arrays.copyOf(sums, needed);
        }
    }

    /** Weights as doubles: all taps of the first output, then of the second. */
    private void readFactors(int address, int weightBytes, int taps, int outputs) {
        factors = atLeast(factors, taps * outputs);
        for (int q = 0; q < taps; q++) {
            for (int k = 0; k < outputs; k++) {
                factors[k * taps + q] =
                        Elements.read(weights, address + (q * columns + k) * weightBytes, weightBytes, true);
            }
        }
    }

    private float[] view(Window w) {
        for (LockstepView view : views) {
            if (view.is(w.elementBytes(), w.signed())) {
                return view.elements();
            }
        }
        LockstepView view = new LockstepView(activations, inferences, w.elementBytes(), w.signed());
        views.add(view);
        return view.elements();
    }

    private static double[] atLeast(double[] array, int length) {
        return array.length >= length ? array : new double[length];
    }
}
