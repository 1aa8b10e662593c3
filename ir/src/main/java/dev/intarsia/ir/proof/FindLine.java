package dev.intarsia.ir.proof;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Staircase;
import java.math.BigInteger;
import java.util.Optional;

/**
 * Finds a multiplier, an addend of 64 bits and a shift with which {@code (x · multiplier + addend) >> shift}, once clamped, is a given
 * staircase. Of all forms with one multiplication this asks for least: some line has to pass between the steps.
 */
public final class FindLine {

    private static final FindMultiplyAdd.Instructions EXACT =
            new FindMultiplyAdd.Instructions(0, 0, false, false, IntFormat.I32);
    private static final double STEEPEST = 1 << 16;
    private static final int MOST_SHIFT = 46;

    private FindLine() {}

    /**
     * @param lowest the least word of the clamp
     * @param highest the greatest word of the clamp
     * @return checked at every step; empty when none was found
     */
    public static Optional<Requantization.Line> find(Staircase steps, long lowest, long highest) {
        return Demands.of(steps, lowest, highest).flatMap(demands -> {
            double slope = demands.bestSlope(STEEPEST, false);
            int shift = slope == 0 ? 0 : Math.clamp(30L - Math.getExponent(slope), 0, MOST_SHIFT);
            long multiplier = Math.min(Integer.MAX_VALUE, (long) Math.rint(Math.scalb(slope, shift)));
            return Window.of(demands, EXACT, multiplier, shift)
                    .map(Window::middle)
                    .filter(IntFormat.I64::contains)
                    .map(BigInteger::longValueExact)
                    .map(addend -> new Requantization.Line(multiplier, addend, shift, lowest, highest))
                    .filter(line -> CheckCertificate.complaint(line, steps).isEmpty());
        });
    }
}
