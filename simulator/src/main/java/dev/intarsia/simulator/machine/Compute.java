package dev.intarsia.simulator.machine;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Command.LaneOperation;
import dev.intarsia.ir.command.Command.Window;
import dev.intarsia.ir.command.Scratchpad;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The compute unit: decides for each command whether vector lanes give its exact words, and runs it there or plainly. */
final class Compute {

    private final byte[] activations;
    private final byte[] weights;
    private final Accumulators accumulators;
    private final boolean lanes;
    private final List<ElementView> activationViews = new ArrayList<>();
    private final List<ElementView> weightViews = new ArrayList<>();
    private final WindowReader window = new WindowReader();
    private final WindowReader second = new WindowReader();
    private final Map<AddTable.Key, AddTable> addTables = new HashMap<>();
    private final PostParameters postParameters;
    private int[] partial = new int[0];
    private int[] words = new int[0];

    Compute(byte[] activations, byte[] weights, Accumulators accumulators, Machine.Kernels kernels) {
        this.activations = activations;
        this.weights = weights;
        this.accumulators = accumulators;
        this.lanes = kernels == Machine.Kernels.LANES;
        this.postParameters = new PostParameters(accumulators.stride());
    }

    /** Says that bytes of a scratchpad changed. */
    void written(Scratchpad scratchpad, int from, int to) {
        switch (scratchpad) {
            case ACTIVATION -> activationViews.forEach(view -> view.written(from, to));
            case WEIGHT -> weightViews.forEach(view -> view.written(from, to));
            case OUTPUT, PARAMETER, TABLE, ACCUMULATOR -> {}
        }
    }

    void multiply(Command.Multiply m) {
        Window w = m.window();
        int pixels = w.pixels();
        accumulators.check(m.accumulators(), pixels, m.outputs());
        window.read(w, w.address(), 1, activations.length, w.elementBytes());
        checkWeights(m.weights(), w.taps(), m.weightBytes(), m.outputs(), accumulators.columns(), weights.length, m);
        boolean reachable = window.aligned() && m.weights() % m.weightBytes() == 0;
        if (!lanes || !reachable || !(accumulators.wrapsInInts() || sumsFit(w, m.weightBytes()))) {
            PlainKernels.multiply(m, activations, weights, accumulators);
            return;
        }
        int[] x = view(activationViews, activations, w.elementBytes(), w.signed());
        int[] weightWords = view(weightViews, weights, m.weightBytes(), true);
        int tile = m.weights() / m.weightBytes();
        int cols = accumulators.columns();
        int stride = accumulators.stride();
        if (accumulators.wrapsInInts()) {
            MultiplyLanes.multiply(
                    x,
                    window.bases(),
                    pixels,
                    window.offsets(),
                    0,
                    w.taps(),
                    weightWords,
                    tile,
                    cols,
                    accumulators.ints(),
                    m.accumulators() * stride,
                    stride,
                    m.accumulate());
            accumulators.wrapAll(m.accumulators(), pixels);
            return;
        }
        partial = atLeast(partial, pixels * stride);
        int chunk = Math.min(accumulators.chunk(), w.taps());
        for (int q = 0; q < w.taps(); q += chunk) {
            int taps = Math.min(chunk, w.taps() - q);
            MultiplyLanes.multiply(
                    x,
                    window.bases(),
                    pixels,
                    window.offsets(),
                    q,
                    taps,
                    weightWords,
                    tile + q * cols,
                    cols,
                    partial,
                    0,
                    stride,
                    false);
            accumulators.addAll(partial, m.accumulators(), pixels, m.outputs(), m.accumulate() || q > 0);
        }
    }

    void vector(Command.Vector v) {
        Window w = v.window();
        accumulators.check(v.accumulators(), w.pixels(), v.channels());
        window.read(w, w.address(), v.channels(), activations.length, w.elementBytes());
        switch (v.operation()) {
            case LaneOperation.MultiplyAdd m -> {
                checkWeights(
                        m.weights(),
                        w.taps(),
                        m.weightBytes(),
                        v.channels(),
                        accumulators.columns(),
                        weights.length,
                        v);
                boolean reachable = window.aligned() && m.weights() % m.weightBytes() == 0;
                if (!reachable || !exactOnLanes(w, m.weightBytes())) {
                    plain(v);
                    return;
                }
                int[] x = view(activationViews, activations, w.elementBytes(), w.signed());
                int[] weightWords = view(weightViews, weights, m.weightBytes(), true);
                int[] sums = sums(w.pixels());
                VectorLanes.multiplyAdd(
                        x,
                        window.bases(),
                        w.pixels(),
                        window.offsets(),
                        w.taps(),
                        v.channels(),
                        weightWords,
                        m.weights() / m.weightBytes(),
                        accumulators.columns(),
                        sums,
                        at(v),
                        accumulators.stride());
                keep(v, sums);
            }
            case LaneOperation.Total t -> {
                if (!window.aligned() || !exactOnLanes(w, 0)) {
                    plain(v);
                    return;
                }
                int[] x = view(activationViews, activations, w.elementBytes(), w.signed());
                int[] sums = sums(w.pixels());
                VectorLanes.total(
                        x,
                        window.bases(),
                        w.pixels(),
                        window.offsets(),
                        w.taps(),
                        v.channels(),
                        sums,
                        at(v),
                        accumulators.stride());
                keep(v, sums);
            }
            case LaneOperation.Maximum m -> {
                if (!lanes || !window.aligned()) {
                    plain(v);
                    return;
                }
                int[] x = view(activationViews, activations, w.elementBytes(), w.signed());
                int[] sums = sums(w.pixels());
                VectorLanes.maximum(
                        x,
                        window.bases(),
                        w.pixels(),
                        window.offsets(),
                        w.taps(),
                        v.channels(),
                        sums,
                        at(v),
                        accumulators.stride());
                keep(v, sums);
            }
            case LaneOperation.AddRescaled a -> {
                second.read(w, a.second(), v.channels(), activations.length, w.elementBytes());
                if (lanes && window.aligned() && second.aligned()) {
                    add(v, a);
                } else {
                    plain(v);
                }
            }
        }
    }

    private void add(Command.Vector v, LaneOperation.AddRescaled a) {
        Window w = v.window();
        int[] x = view(activationViews, activations, w.elementBytes(), w.signed());
        AddTable left = addTables.computeIfAbsent(AddTable.Key.left(a, w.elementBytes(), w.signed()), AddTable::of);
        AddTable right = addTables.computeIfAbsent(AddTable.Key.right(a, w.elementBytes(), w.signed()), AddTable::of);
        int offset = window.offsets()[0];
        for (int pixel = 0; pixel < w.pixels(); pixel++) {
            int from = window.bases()[pixel] + offset;
            int other = second.bases()[pixel] + offset;
            for (int k = 0; k < v.channels(); k++) {
                accumulators.add(v.accumulators() + pixel, k, left.at(x[from + k]) + right.at(x[other + k]), false);
            }
        }
    }

    void post(Command.Post post, byte[] parameters, int entryBytes, byte[] tables, byte[] to) {
        accumulators.check(post.accumulators(), post.pixels(), post.channels());
        postParameters.read(parameters, post.parameters(), entryBytes, post.channels(), post.form());
        if (!lanes || !accumulators.wrapsInInts() || !postParameters.fitLanes()) {
            PlainKernels.post(post, postParameters, accumulators, tables, to);
            return;
        }
        int stride = accumulators.stride();
        words = atLeast(words, post.pixels() * stride);
        PostLanes.words(
                post,
                postParameters,
                accumulators.ints(),
                post.accumulators() * stride,
                stride,
                Long.SIZE - accumulators.bits(),
                words);
        write(post, stride, tables, to);
    }

    private void write(Command.Post post, int stride, byte[] tables, byte[] to) {
        int channels = post.channels();
        for (int pixel = 0; pixel < post.pixels(); pixel++) {
            int address = post.address() + pixel * post.pixelStride();
            int from = pixel * stride;
            if (post.table().isPresent()) {
                int table = post.table().getAsInt();
                for (int k = 0; k < channels; k++) {
                    to[address + k] = tables[table + words[from + k]];
                }
            } else if (post.elementBytes() == 1) {
                for (int k = 0; k < channels; k++) {
                    to[address + k] = (byte) words[from + k];
                }
            } else {
                for (int k = 0; k < channels; k++) {
                    Elements.write(to, address + k * post.elementBytes(), post.elementBytes(), words[from + k]);
                }
            }
        }
    }

    private void plain(Command.Vector v) {
        PlainKernels.vector(v, activations, weights, accumulators);
    }

    /** Where the lanes put sums: into the accumulators if these wrap in ints, else beside them. */
    private int[] sums(int pixels) {
        if (accumulators.wrapsInInts()) {
            return accumulators.ints();
        }
        partial = atLeast(partial, pixels * accumulators.stride());
        return partial;
    }

    private int at(Command.Vector v) {
        return accumulators.wrapsInInts() ? v.accumulators() * accumulators.stride() : 0;
    }

    private void keep(Command.Vector v, int[] sums) {
        if (accumulators.wrapsInInts()) {
            accumulators.wrapAll(v.accumulators(), v.window().pixels());
        } else {
            accumulators.addAll(sums, v.accumulators(), v.window().pixels(), v.channels(), false);
        }
    }

    /** Whether int lanes give the sum of all taps in one go; a sum that is bounded between chunks is no such sum. */
    private boolean exactOnLanes(Window w, int weightBytes) {
        return lanes && (accumulators.wrapsInInts() || accumulators.chunk() >= w.taps() && sumsFit(w, weightBytes));
    }

    /** Whether the sum of all products, or of all activations for a weight of 0 bytes, fits an int whatever the words are. */
    private static boolean sumsFit(Window w, int weightBytes) {
        long largest = w.signed() ? 1L << 8 * w.elementBytes() - 1 : (1L << 8 * w.elementBytes()) - 1;
        long factor = weightBytes == 0 ? 1 : 1L << 8 * weightBytes - 1;
        return w.taps() * largest * factor <= Integer.MAX_VALUE;
    }

    /** Checks that a tile of weights stays inside of its scratchpad of {@code size} bytes. */
    static void checkWeights(
            int address, int taps, int weightBytes, int outputs, int columns, int size, Command command) {
        int end = address + ((taps - 1) * columns + outputs) * weightBytes;
        if (address < 0 || end > size) {
            throw new IllegalStateException(
                    "weights from byte " + address + " to " + (end - 1) + " of " + size + ": " + command);
        }
    }

    private int[] view(List<ElementView> views, byte[] bytes, int elementBytes, boolean signed) {
        for (ElementView view : views) {
            if (view.is(elementBytes, signed)) {
                return view.elements();
            }
        }
        ElementView view = new ElementView(bytes, elementBytes, signed, 2 * Lanes.roundUp(accumulators.columns()));
        views.add(view);
        return view.elements();
    }

    private static int[] atLeast(int[] array, int length) {
        return array.length >= length ? array : new int[length];
    }
}
