package dev.intarsia.training.qat;

import java.util.Arrays;

/**
 * Numbers that are learned, with what Adam keeps of them (Kingma and Ba, "Adam: a method for stochastic optimization", 2015). They move in units
 * of their own, so that one rate serves weights, biases and scales.
 */
final class Parameter {

    private static final double FIRST = 0.9;
    private static final double SECOND = 0.999;
    private static final double TINY = 1e-12;

    private final double[] units;
    private final boolean factors;
    final double[] values;
    final double[] first;
    final double[] second;
    /** Of the loss, by {@link #values}. */
    final double[] gradient;

    /**
     * @param units how far each number moves at the rate 1
     * @param factors whether the numbers are scales: then they are multiplied with what they move by, and stay positive
     */
    Parameter(double[] values, double[] units, boolean factors) {
        this.values = values.clone();
        this.units = units.clone();
        this.factors = factors;
        this.first = new double[values.length];
        this.second = new double[values.length];
        this.gradient = new double[values.length];
    }

    /** Scales, which move by a share of themselves. */
    static Parameter scales(double[] values, double share) {
        double[] units = new double[values.length];
        Arrays.fill(units, share);
        return new Parameter(values, units, true);
    }

    /**
     * Moves against the gradient and forgets it.
     *
     * @param step counted from 1
     */
    void move(double rate, long step) {
        double firstBias = 1 - Math.pow(FIRST, step);
        double secondBias = 1 - Math.pow(SECOND, step);
        for (int i = 0; i < values.length; i++) {
            double slope = gradient[i] * (factors ? values[i] : units[i]);
            first[i] = FIRST * first[i] + (1 - FIRST) * slope;
            second[i] = SECOND * second[i] + (1 - SECOND) * slope * slope;
            double by = rate * units[i] * (first[i] / firstBias) / (Math.sqrt(second[i] / secondBias) + TINY);
            values[i] = factors ? values[i] * Math.exp(-by) : values[i] - by;
            gradient[i] = 0;
        }
    }

    double unit(int i) {
        return units[i];
    }
}
