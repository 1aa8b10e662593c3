package dev.intarsia.ir.quantize;

/**
 * An interval of real numbers.
 *
 * @param low finite
 * @param high finite, not below {@code low}
 */
public record RealRange(double low, double high) {

    public RealRange {
        if (!(low <= high) || Double.isInfinite(low) || Double.isInfinite(high)) {
            throw new IllegalArgumentException("no interval: " + low + " … " + high);
        }
    }

    /** The least interval around this one and 0. */
    public RealRange withZero() {
        return new RealRange(Math.min(low, 0), Math.max(high, 0));
    }

    /** The greatest distance from 0. */
    public double magnitude() {
        return Math.max(Math.abs(low), Math.abs(high));
    }
}
