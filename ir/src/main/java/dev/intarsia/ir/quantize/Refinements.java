package dev.intarsia.ir.quantize;

/**
 * What is done to the words of weights and biases beyond taking the nearest ones. All of it needs samples to run.
 *
 * @param adaptiveRounding the words of a layer's weights are chosen together, for the least error of its sums
 * @param biasCorrection what a layer's sums are off by on average is taken from its bias; adaptive rounding includes it
 * @param fittedSums weights are chosen so that sums never leave the accumulator that the settings ask for; includes adaptive rounding
 */
public record Refinements(boolean adaptiveRounding, boolean biasCorrection, boolean fittedSums) {

    /** The nearest words. */
    public static final Refinements NONE = new Refinements(false, false, false);

    /** Whether there is anything to do. */
    public boolean any() {
        return adaptiveRounding || biasCorrection || fittedSums;
    }

    boolean choosesWeights() {
        return adaptiveRounding || fittedSums;
    }
}
