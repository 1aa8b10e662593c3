package dev.intarsia.ir.proof;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyAdd;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.PowerOfTwo;
import dev.intarsia.ir.arithmetic.Precision;
import dev.intarsia.ir.arithmetic.RealScale;
import dev.intarsia.ir.arithmetic.Requantizer;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.arithmetic.Staircase;
import dev.intarsia.ir.arithmetic.Thresholds;
import java.math.BigInteger;
import java.util.List;

/** From the accumulator of one channel to its output word: the whole way, with zero point and bounds. */
public sealed interface Requantization {

    /** The output word of an accumulator. */
    long word(long x);

    /** Whether {@link #word} is what its source defines, and never falls, from {@code low} to {@code high}. */
    boolean neverFalls(long low, long high);

    /** One line for a certificate. */
    String text();

    /** The staircase of this requantization.
     *
     * @throws IllegalArgumentException when it may fall over the interval
     */
    default Staircase staircase(long low, long high) {
        if (!neverFalls(low, high)) {
            throw new IllegalArgumentException(text() + " is not known to never fall over " + low + " … " + high);
        }
        return Staircase.of(low, high, this::word);
    }

    /**
     * {@code clamp(rescale(x + offset) + zero, lowest, highest)}.
     *
     * @param form a requantizer with multiplier and shift
     * @param offset what is added to the accumulator first: folded into the bias
     */
    record Scaled(Requantizer form, ScaleParameters parameters, long offset, long zero, long lowest, long highest)
            implements Requantization {

        /** @throws IllegalArgumentException when the bounds are empty, or the form has no scale */
        public Scaled {
            if (lowest > highest || form instanceof Thresholds) {
                throw new IllegalArgumentException("a scale with bounds: " + form + ", " + lowest + " … " + highest);
            }
        }

        @Override
        public long word(long x) {
            long biased = x + offset;
            long m = parameters.multiplier();
            int t = parameters.shift();
            long rescaled = switch (form) {
                case MultiplyShift f -> f.rescale(biased, m, t);
                case PowerOfTwo f -> f.rescale(biased, t);
                case RealScale f -> f.rescale(biased, m, lowest - zero, highest - zero);
                case Thresholds f -> throw new IllegalStateException("thresholds have no scale");
            };
            return Math.clamp(rescaled, lowest - zero, highest - zero) + zero;
        }

        @Override
        public boolean neverFalls(long low, long high) {
            long m = parameters.multiplier();
            int t = parameters.shift();
            if (!sumFits(low, offset) || !sumFits(high, offset)) {
                return false;
            }
            return switch (form) {
                case MultiplyShift f ->
                    m >= 0
                            && f.multiplierFormat().contains(m)
                            && (!f.doubleRounding() || t >= 1 && t <= 62)
                            && f.inDomain(low + offset, t)
                            && f.inDomain(high + offset, t);
                case PowerOfTwo f -> true;
                case RealScale f -> isScale(f.precision(), m) && exactBounds(f.precision());
                case Thresholds f -> false;
            };
        }

        private static boolean sumFits(long x, long offset) {
            return IntFormat.I64.contains(BigInteger.valueOf(x).add(BigInteger.valueOf(offset)));
        }

        private static boolean isScale(Precision precision, long bits) {
            double scale = switch (precision) {
                case FLOAT32 -> Float.intBitsToFloat((int) bits);
                case FLOAT64 -> Double.longBitsToDouble(bits);
            };
            return scale >= 0 && scale <= Double.MAX_VALUE;
        }

        private boolean exactBounds(Precision precision) {
            long exact = 1L << (precision == Precision.FLOAT32 ? 24 : 53);
            return lowest - zero >= -exact && highest - zero <= exact;
        }

        @Override
        public String text() {
            String by = switch (form) {
                case RealScale f
                when f.precision() == Precision.FLOAT32 ->
                    Float.toString(Float.intBitsToFloat((int) parameters.multiplier()));
                case RealScale f -> Double.toString(Double.longBitsToDouble(parameters.multiplier()));
                case PowerOfTwo f -> "1 >> " + parameters.shift();
                case MultiplyShift f -> parameters.multiplier() + " >> " + parameters.shift();
                case Thresholds f -> "";
            };
            return form.text() + " by " + by + (offset == 0 ? "" : " of x + " + offset) + ", zero " + zero + ", clamp "
                    + lowest + " … " + highest;
        }
    }

    /**
     * The thresholds of a model, as they stand there: {@code first + step · #{t : x ≥ thresholds[t]}}, in any order.
     *
     * @param step what one threshold is worth
     */
    record Reached(List<Long> thresholds, long first, long step) implements Requantization {

        public Reached {
            thresholds = List.copyOf(thresholds);
        }

        @Override
        public long word(long x) {
            return first + step * thresholds.stream().filter(t -> x >= t).count();
        }

        @Override
        public boolean neverFalls(long low, long high) {
            return step >= 0;
        }

        @Override
        public String text() {
            return first + " + " + step + " for each reached of " + thresholds.size() + " thresholds";
        }
    }

    /** The words of a staircase, by counting the thresholds that are reached. */
    record Counted(Staircase steps) implements Requantization {

        @Override
        public long word(long x) {
            return steps.at(x);
        }

        @Override
        public boolean neverFalls(long low, long high) {
            return low >= steps.low() && high <= steps.high();
        }

        @Override
        public String text() {
            return steps.edges() + " thresholds from " + steps.first();
        }
    }

    /** A processor's multiply-add, saturated: zero point and rounding are in its addend. */
    record Combined(MultiplyAdd form, long lowest, long highest) implements Requantization {

        /** @throws IllegalArgumentException when the bounds are empty */
        public Combined {
            if (lowest > highest) {
                throw new IllegalArgumentException("empty bounds " + lowest + " … " + highest);
            }
        }

        @Override
        public long word(long x) {
            return Math.clamp(form.value(x), lowest, highest);
        }

        @Override
        public boolean neverFalls(long low, long high) {
            return form.fits(low, high);
        }

        @Override
        public String text() {
            return form.text() + ", saturate " + lowest + " … " + highest;
        }
    }

    /**
     * {@code clamp((x · multiplier + addend) >> shift, lowest, highest)} in 64 bits: zero point and rounding are in the addend.
     *
     * @param multiplier not negative
     * @param shift 0 to 63
     */
    record Line(long multiplier, long addend, int shift, long lowest, long highest) implements Requantization {

        @Override
        public long word(long x) {
            return Math.clamp(Rounding.FLOOR.shiftRight(x * multiplier + addend, shift), lowest, highest);
        }

        @Override
        public boolean neverFalls(long low, long high) {
            return multiplier >= 0 && fits(low) && fits(high);
        }

        private boolean fits(long x) {
            return IntFormat.I64.contains(BigInteger.valueOf(x)
                    .multiply(BigInteger.valueOf(multiplier))
                    .add(BigInteger.valueOf(addend)));
        }

        @Override
        public String text() {
            return "(x * " + multiplier + " + " + addend + ") >> " + shift + ", clamp " + lowest + " … " + highest;
        }
    }
}
