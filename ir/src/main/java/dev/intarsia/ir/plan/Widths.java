package dev.intarsia.ir.plan;

import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.arithmetic.PowerOfTwo;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Walk;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.AccumulatorOverflow;
import java.util.OptionalInt;

/** Checks that a kernel's integers are those that an accelerator has. */
final class Widths {

    /** The planner lays out biases, multipliers and shifts as words of this many bits. */
    private static final int ENTRY_BITS = 32;

    private final Kernel kernel;
    private final Accelerator target;
    private final Diagnostics diagnostics;
    private boolean fits = true;

    private Widths(Kernel kernel, Accelerator target, Diagnostics diagnostics) {
        this.kernel = kernel;
        this.target = target;
        this.diagnostics = diagnostics;
    }

    /** Whether they are; what is not is reported. */
    static boolean fit(Kernel kernel, Work work, Accelerator target, Diagnostics diagnostics) {
        Widths widths = new Widths(kernel, target, diagnostics);
        work.activations().forEach(a -> widths.atMost("activations", a.buffer(), target.activationBits()));
        widths.atMost("results", kernel.outputs().getFirst(), target.activationBits());
        work.weights().ifPresent(w -> widths.atMost("weights", w.buffer(), target.weightBits()));
        work.accumulator().ifPresent(widths::accumulator);
        if (work.weights().isPresent() && target.overflow() instanceof AccumulatorOverflow.SaturateChunk) {
            // The zero point goes into the bias, which is added last: neither keeps what a chunk's sum is.
            widths.refuse(
                    "sums of products, and " + target.name() + " has " + widths.overflow()
                            + ", an order that no schedule keeps",
                    "write 'overflow wrap' or 'overflow saturate_end' in the target");
        }
        widths.requantizer();
        widths.entries();
        return widths.fits;
    }

    private void atMost(String what, Buffer buffer, int bits) {
        if (buffer.format().bits() > bits) {
            refuse(
                    what + " of " + buffer.format().bits() + " bits (" + buffer.name() + "), " + target.name() + " has "
                            + bits,
                    "quantize to " + bits + " bits or fewer, or use a wider target");
        }
    }

    private void accumulator(Buffer register) {
        for (Walk.Access access : Walk.accesses(kernel.body())) {
            if (access.write() && access.buffer().equals(register) && access.expr() instanceof Expr.Cast cast) {
                boolean wraps = cast.overflow() == Overflow.WRAP;
                if (wraps
                        && !(target.overflow() instanceof AccumulatorOverflow.Wrap
                                && register.format().bits() == target.accumulatorBits())) {
                    refuse(
                            "sums that wrap at " + register.format().bits() + " bits, " + target.name() + " has "
                                    + overflow() + " at " + target.accumulatorBits(),
                            "quantize for this target");
                }
                return;
            }
        }
        OptionalInt saturates = saturationBits();
        if (saturates.isPresent()
                && !(target.overflow() instanceof AccumulatorOverflow.SaturateEnd
                        && saturates.getAsInt() == target.accumulatorBits())) {
            refuse(
                    "sums that saturate at the end at " + saturates.getAsInt() + " bits, " + target.name() + " has "
                            + overflow() + " at " + target.accumulatorBits(),
                    "quantize for this target");
        }
        int bits = register.format().bits() + (register.format().signed() ? 0 : 1);
        if (saturates.isEmpty() && bits > target.accumulatorBits()) {
            refuse(
                    "sums that need " + bits + " bits, " + target.name() + " has " + target.accumulatorBits(),
                    "give the target wider accumulators, or quantize with narrower weights or activations");
        }
    }

    /** The bits at which the sum saturates before it is rescaled; empty when it does not. */
    private OptionalInt saturationBits() {
        OptionalInt[] found = {OptionalInt.empty()};
        Buffer output = kernel.outputs().getFirst();
        Walk.accesses(kernel.body()).stream()
                .filter(a -> a.write() && a.buffer().equals(output))
                .forEach(a -> Walk.expressions(a.expr(), e -> {
                    if (e instanceof Expr.Cast c && c.overflow() == Overflow.SATURATE) {
                        found[0] = OptionalInt.of(c.to().bits());
                    }
                }));
        return found[0];
    }

    private String overflow() {
        return switch (target.overflow()) {
            case AccumulatorOverflow.Wrap w -> "wrapping accumulators";
            case AccumulatorOverflow.SaturateEnd s -> "accumulators that saturate at the end";
            case AccumulatorOverflow.SaturateChunk c -> "accumulators that saturate every " + c.chunk() + " products";
        };
    }

    private void requantizer() {
        for (Walk.Access access : Walk.accesses(kernel.body())) {
            Walk.expressions(access.expr(), e -> {
                if (e instanceof Expr.Rescale r
                        && !(r.form() instanceof MultiplyShift)
                        && !(r.form() instanceof PowerOfTwo)) {
                    refuse(
                            "the requantizer '" + r.form().text() + "', which " + target.name() + " does not have",
                            "use a profile with an integer multiplier and shift, for example tflm, single or pow2");
                } else if (e instanceof Expr.Rescale r
                        && r.form() instanceof MultiplyShift form
                        && form.multiplierBits() > target.multiplierBits()) {
                    refuse(
                            "a multiplier of " + form.multiplierBits() + " bits, " + target.name() + " has "
                                    + target.multiplierBits(),
                            "use a target with a wider multiplier");
                }
            });
        }
    }

    private void entries() {
        if (target.biasBits() > ENTRY_BITS) {
            refuse(
                    "parameter entries of " + ENTRY_BITS + " bits a word, " + target.name() + " has biases of "
                            + target.biasBits(),
                    "give the target biases of " + ENTRY_BITS + " bits or fewer");
        }
    }

    private void refuse(String found, String help) {
        fits = false;
        diagnostics.error(kernel.location(), kernel.name() + " has " + found, help);
    }
}
