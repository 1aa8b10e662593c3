package dev.intarsia.ir.quantize;

/**
 * What is done to weights and biases beyond taking the nearest words.
 *
 * @param equalization before anything is seen of the graph, factors move between neighbouring layers; whoever prepares the graph does it
 * @param adaptiveRounding the words of a layer's weights are chosen together, for the least error of its sums
 * @param biasCorrection what a layer's sums are off by on average is taken from its bias; adaptive rounding includes it
 * @param fittedSums weights are chosen so that sums never leave the accumulator that the settings ask for; includes adaptive rounding
 */
public record Refinements(boolean equalization, boolean adaptiveRounding, boolean biasCorrection, boolean fittedSums) {

    /** The nearest words. */
    public static final Refinements NONE = new Refinements(false, false, false, false);

    /** Whether words are chosen, for which there must be samples to run. */
    public boolean needSamples() {
        return adaptiveRounding || biasCorrection || fittedSums;
    }

    boolean choosesWeights() {
        return adaptiveRounding || fittedSums;
    }
}
