package dev.intarsia.ir.schedule;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.PowerOfTwo;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Rewriter;
import java.util.Arrays;

/**
 * A requantizer that only shifts becomes one that multiplies with 1 and shifts, which a post-processing unit has.
 *
 * <p>Proof: {@code x·1 / 2^t = x / 2^t}, both rounded once in the same way; the multipliers' words are looked at and are all 1, and no
 * shift goes to the left.
 *
 * @param format of the parameters, which stay as they are
 */
public record ShiftAsProduct(IntFormat format) implements Rule {

    @Override
    public String text() {
        return "shift as product with 1";
    }

    @Override
    public Kernel apply(Kernel kernel) {
        return kernel.withBody(
                new Rewriter() {
                    @Override
                    protected Expr expr(Expr expr) {
                        if (expr instanceof Expr.Rescale r && r.form() instanceof PowerOfTwo shift) {
                            prove(kernel, r);
                            MultiplyShift form = new MultiplyShift(32, false, shift.rounding());
                            return new Expr.Rescale(form, r.value(), r.multiplier(), r.shift());
                        }
                        return expr;
                    }
                }.rewrite(kernel.body()));
    }

    private static void prove(Kernel kernel, Expr.Rescale rescale) {
        if (!Arrays.stream(words(kernel, rescale.multiplier())).allMatch(m -> m == 1)) {
            throw new UnprovedException("a multiplier of a requantizer that only shifts is not 1");
        }
        if (!Arrays.stream(words(kernel, rescale.shift())).allMatch(t -> t >= 0 && t < 63)) {
            throw new UnprovedException("a requantizer that only shifts goes to the left");
        }
    }

    private static long[] words(Kernel kernel, Expr parameter) {
        return switch (parameter) {
            case Expr.Constant(long word) -> new long[] {word};
            case Expr.Load l ->
                LayoutSteps.parameter(kernel, l.buffer().name()).words().toArray();
            case Expr other -> throw new UnprovedException("a parameter is neither a constant nor a word a channel");
        };
    }
}
