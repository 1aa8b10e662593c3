package dev.intarsia.ir.quantize;

/** Chooses the interval of real numbers that a tensor's words have to reach: a wider one rounds more coarsely, a narrower one clips. */
public interface RangeEstimator {

    /**
     * @param statistics what was seen
     * @param scheme how words will be made of the interval
     */
    RealRange estimate(TensorStatistics statistics, ActivationScheme scheme);

    /** For example {@code minmax} or {@code percentile 99.99}. */
    String text();
}
