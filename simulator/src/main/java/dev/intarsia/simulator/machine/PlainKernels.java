package dev.intarsia.simulator.machine;

import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Command.LaneOperation;
import dev.intarsia.ir.command.Command.Window;

/**
 * The computing commands as they are defined: one word after the other. Slow; what the vector lanes are tested against, and what runs
 * where they do not reach (16-bit products in wide accumulators, shifts beyond 62).
 */
final class PlainKernels {

    private PlainKernels() {}

    static void multiply(Command.Multiply m, byte[] activations, byte[] weights, Accumulators accumulators) {
        Window window = m.window();
        int cols = accumulators.columns();
        for (int pixel = 0; pixel < window.pixels(); pixel++) {
            int base = base(window, window.address(), pixel);
            for (int k = 0; k < m.outputs(); k++) {
                boolean accumulate = m.accumulate();
                for (int q = 0; q < window.taps(); ) {
                    long sum = 0;
                    int end = (int) Math.min(window.taps(), (long) q + accumulators.chunk());
                    for (; q < end; q++) {
                        long x = activation(window, activations, base, q);
                        int place = m.weights() + (q * cols + k) * m.weightBytes();
                        sum += x * Elements.read(weights, place, m.weightBytes(), true);
                    }
                    accumulators.add(m.accumulators() + pixel, k, sum, accumulate);
                    accumulate = true;
                }
            }
        }
    }

    static void vector(Command.Vector v, byte[] activations, byte[] weights, Accumulators accumulators) {
        Window window = v.window();
        int cols = accumulators.columns();
        for (int pixel = 0; pixel < window.pixels(); pixel++) {
            for (int k = 0; k < v.channels(); k++) {
                int entry = v.accumulators() + pixel;
                int base = base(window, window.address(), pixel) + k * window.elementBytes();
                switch (v.operation()) {
                    case LaneOperation.MultiplyAdd m -> {
                        boolean accumulate = false;
                        for (int q = 0; q < window.taps(); ) {
                            long sum = 0;
                            int end = (int) Math.min(window.taps(), (long) q + accumulators.chunk());
                            for (; q < end; q++) {
                                int place = m.weights() + (q * cols + k) * m.weightBytes();
                                sum += (long) activation(window, activations, base, q)
                                        * Elements.read(weights, place, m.weightBytes(), true);
                            }
                            accumulators.add(entry, k, sum, accumulate);
                            accumulate = true;
                        }
                    }
                    case LaneOperation.Maximum m -> {
                        long largest = Long.MIN_VALUE;
                        for (int q = 0; q < window.taps(); q++) {
                            largest = Math.max(largest, activation(window, activations, base, q));
                        }
                        accumulators.add(entry, k, largest, false);
                    }
                    case LaneOperation.Total t -> {
                        boolean accumulate = false;
                        for (int q = 0; q < window.taps(); ) {
                            long sum = 0;
                            int end = (int) Math.min(window.taps(), (long) q + accumulators.chunk());
                            for (; q < end; q++) {
                                sum += activation(window, activations, base, q);
                            }
                            accumulators.add(entry, k, sum, accumulate);
                            accumulate = true;
                        }
                    }
                    case LaneOperation.AddRescaled a -> {
                        int other = base(window, a.second(), pixel) + k * window.elementBytes();
                        long x = activation(window, activations, base, 0);
                        long y = activation(window, activations, other, 0);
                        accumulators.add(entry, k, added(a, x, y), false);
                    }
                }
            }
        }
    }

    /** {@code left((x − leftZero) · 2^leftShift) + right((y − rightZero) · 2^leftShift)}. */
    static long added(LaneOperation.AddRescaled a, long x, long y) {
        long left = a.form().rescale((x - a.leftZero()) << a.leftShift(), a.leftMultiplier(), a.leftRight());
        long right = a.form().rescale((y - a.rightZero()) << a.leftShift(), a.rightMultiplier(), a.rightRight());
        return left + right;
    }

    static void post(Command.Post post, PostParameters p, Accumulators accumulators, byte[] tables, byte[] to) {
        MultiplyShift form = post.form();
        for (int pixel = 0; pixel < post.pixels(); pixel++) {
            for (int k = 0; k < post.channels(); k++) {
                long sum = accumulators.finished(accumulators.at(post.accumulators() + pixel, k) + p.bias[k]);
                long word = form.rescale(sum, p.multiplier[k], p.shift[k]) + post.zeroPoint();
                long bounded = Math.clamp(word, post.clamp().low(), post.clamp().high());
                Elements.write(
                        to,
                        post.address() + pixel * post.pixelStride() + k * post.elementBytes(),
                        post.elementBytes(),
                        post.table().isPresent() ? tables[post.table().getAsInt() + (int) bounded] : bounded);
            }
        }
    }

    private static int base(Window window, int address, int pixel) {
        return address
                + pixel / window.widths() * window.heightStride()
                + pixel % window.widths() * window.widthStride();
    }

    private static int activation(Window window, byte[] activations, int base, int tap) {
        return Elements.read(
                activations, base + window.tapOffset(window.firstTap() + tap), window.elementBytes(), window.signed());
    }
}
