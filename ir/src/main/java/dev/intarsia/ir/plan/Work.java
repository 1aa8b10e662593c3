package dev.intarsia.ir.plan;

import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Stmt;
import java.util.List;
import java.util.Optional;

/**
 * A kernel as a planner sees it: which unit can compute it, and what its loops are for. Read off the loop nest, never off an
 * operator's name.
 *
 * @param kind what is computed
 * @param pixels the loops over output pixels, at most two, outermost first
 * @param lane the loop over output channels
 * @param taps the loops over what is summed or compared for one output, outermost first; empty for elementwise work
 * @param accumulator the register, if the kernel has one
 * @param activations what is read pixel by pixel: one tensor, or two for an addition
 * @param weights what is multiplied with, if anything
 * @param table what the result is looked up in, if anything
 */
record Work(
        Kind kind,
        List<Stmt.Loop> pixels,
        Stmt.Loop lane,
        List<Stmt.Loop> taps,
        Optional<Buffer> accumulator,
        List<Expr.Load> activations,
        Optional<Expr.Load> weights,
        Optional<Buffer> table) {

    /** What is computed, and so by which unit. */
    enum Kind {
        /** Sums of products in which all outputs use the same activations: the MAC array. */
        MATRIX,
        /** Sums of products, one channel a lane. */
        DEPTHWISE,
        /** Sums or extremes of windows, one channel a lane. */
        POOLING,
        /** One word from the words at its own place. */
        ELEMENTWISE
    }

    /** How often a loop runs. */
    static int extent(Stmt.Loop loop) {
        if (loop.extent() instanceof Index.Constant c) {
            return Math.toIntExact(c.value());
        }
        throw new IllegalArgumentException("the extent of " + loop.variable() + " is not a constant");
    }

    int channels() {
        return extent(lane);
    }

    /** Output pixels. */
    int pixelCount() {
        return pixels.stream().mapToInt(Work::extent).reduce(1, (a, b) -> a * b);
    }

    /** What is summed or compared for one output. */
    int tapCount() {
        return taps.stream().mapToInt(Work::extent).reduce(1, (a, b) -> a * b);
    }

    /** Multiply-accumulates; 0 where nothing is multiplied. */
    long macs() {
        return weights.isEmpty() ? 0 : (long) pixelCount() * channels() * tapCount();
    }
}
