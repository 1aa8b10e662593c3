package dev.intarsia.simulator.machine;

import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Command.LaneOperation;
import dev.intarsia.ir.command.Command.Window;
import dev.intarsia.ir.target.Accelerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The compute units of a {@link Lockstep}: each command is read once, and its loops run along the inferences. */
final class LockstepCompute {

    private final int entries;
    private final int columns;
    private final int entryBytes;
    private final int lanes;
    private final int activationBytes;
    private final byte[] activations;
    private final byte[] weights;
    private final List<LockstepView> views = new ArrayList<>();
    private final WindowReader window = new WindowReader();
    private final WindowReader second = new WindowReader();
    private final Map<AddTable.Key, AddTable> addTables = new HashMap<>();
    private final PostParameters postParameters;
    private final LockstepSums sums;
    /** A value of each inference. */
    private final long[] row;

    private double[] factors = new double[0];
    private int[] places = new int[0];

    LockstepCompute(Accelerator target, int lanes, byte[] activations, byte[] weights) {
        this.entries = target.accumulatorEntries();
        this.columns = target.cols();
        this.entryBytes = target.parameterEntryBytes();
        this.lanes = lanes;
        this.activationBytes = target.activationBytes();
        this.activations = activations;
        this.weights = weights;
        this.row = new long[lanes];
        this.postParameters = new PostParameters(target.cols());
        this.sums = new LockstepSums(new SumRule(target.overflow(), target.accumulatorBits()), target.cols(), lanes);
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
            findPlaces(window.bases()[pixel], taps);
            for (int k = 0; k < m.outputs(); k++) {
                int at = sums.at(m.accumulators() + pixel, k);
                if (!m.accumulate()) {
                    sums.clear(at);
                }
                sums.add(at, x, largest(w), places, taps, factors, k * taps);
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
                int at = sums.at(v.accumulators() + pixel, k);
                findPlaces(window.bases()[pixel] + k * w.elementBytes(), w.taps());
                sums.clear(at);
                sums.add(at, x, largest(w), places, w.taps(), factors, k * factorStride);
            }
        }
    }

    private void maximum(Command.Vector v) {
        Window w = v.window();
        float[] x = view(w);
        for (int pixel = 0; pixel < w.pixels(); pixel++) {
            for (int k = 0; k < v.channels(); k++) {
                findPlaces(window.bases()[pixel] + k * w.elementBytes(), w.taps());
                sums.maximum(sums.at(v.accumulators() + pixel, k), x, places, w.taps(), row);
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
                int at = sums.at(v.accumulators() + pixel, k);
                int from = (window.bases()[pixel] + offset + k * w.elementBytes()) * lanes;
                int other = (second.bases()[pixel] + offset + k * w.elementBytes()) * lanes;
                add(left, right, x, from, other, row);
                sums.set(at, row);
            }
        }
    }

    private static void add(AddTable left, AddTable right, float[] x, int from, int other, long[] row) {
        for (int i = 0; i < row.length; i++) {
            row[i] = left.at((int) x[from + i]) + right.at((int) x[other + i]);
        }
    }

    /** The index of each tap's element of the first inference. */
    private void findPlaces(int base, int taps) {
        if (places.length < taps) {
            places = new int[taps];
        }
        for (int q = 0; q < taps; q++) {
            places[q] = (base + window.offsets()[q]) * lanes;
        }
    }

    /** No element of a window is larger. */
    private static double largest(Window w) {
        return w.elementBytes() == 1 ? 1 << 8 : 1 << 16;
    }

    void post(Command.Post post, byte[] parameters, byte[] tables, byte[] to) {
        reserve(post.accumulators(), post.pixels(), post.channels());
        postParameters.read(parameters, post.parameters(), entryBytes, post.channels(), post.form());
        for (int pixel = 0; pixel < post.pixels(); pixel++) {
            for (int k = 0; k < post.channels(); k++) {
                int address = post.address() + pixel * post.pixelStride() + k * post.elementBytes();
                post(post, k, sums.at(post.accumulators() + pixel, k), to, address * lanes);
                if (post.table().isPresent()) {
                    lookUp(tables, post.table().getAsInt(), to, address * lanes);
                }
            }
        }
    }

    /** Places in a table become the bytes there. */
    private void lookUp(byte[] tables, int table, byte[] to, int index) {
        for (int i = index; i < index + lanes; i++) {
            to[i] = tables[table + Byte.toUnsignedInt(to[i])];
        }
    }

    private void post(Command.Post post, int k, int at, byte[] to, int index) {
        MultiplyShift form = post.form();
        sums.finished(at, postParameters.bias[k], row);
        if (postParameters.fitLanes() && sums.narrow()) {
            postParameters.rescale(k, row, form.doubleRounding());
        } else {
            for (int i = 0; i < lanes; i++) {
                row[i] = form.rescale(row[i], postParameters.multiplier[k], postParameters.shift[k]);
            }
        }
        bound(row, post.zeroPoint(), post.clamp().low(), post.clamp().high());
        for (int part = 0; part < post.elementBytes(); part++) {
            for (int i = 0; i < lanes; i++) {
                to[index + part * lanes + i] = (byte) (row[i] >> 8 * part);
            }
        }
    }

    private static void bound(long[] row, long zeroPoint, long low, long high) {
        for (int i = 0; i < row.length; i++) {
            row[i] = Math.max(low, Math.min(high, row[i] + zeroPoint));
        }
    }

    long accumulator(int entry, int column, int inference) {
        reserve(entry, 1, column + 1);
        return sums.kept(sums.at(entry, column) + inference);
    }

    private void reserve(int entry, int pixels, int channels) {
        Accumulators.check(entry, pixels, channels, entries, columns);
        sums.reserve(entry + pixels);
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
        LockstepView view = new LockstepView(activations, lanes, w.elementBytes(), w.signed());
        views.add(view);
        return view.elements();
    }

    private static double[] atLeast(double[] array, int length) {
        return array.length >= length ? array : new double[length];
    }
}
