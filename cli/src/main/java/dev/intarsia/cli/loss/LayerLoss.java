package dev.intarsia.cli.loss;

import java.util.OptionalInt;

/**
 * What one layer loses.
 *
 * @param name the node's name
 * @param weightBits of a weight; empty where there are none
 * @param activationBits of a word of the result
 * @param provedBits how wide the accumulator is proved to be enough; empty where there is none
 * @param observedBits how wide it had to be on the samples
 * @param lossLsb the mean distance of a word from the real number that it stands for, in steps of the word
 * @param cause what most of it comes from
 */
public record LayerLoss(
        String name,
        OptionalInt weightBits,
        int activationBits,
        OptionalInt provedBits,
        OptionalInt observedBits,
        double lossLsb,
        Cause cause) {

    /** Why a word is not where its real number is. */
    public enum Cause {
        /** Numbers between two words, here and in the layers before. */
        ROUNDING,
        /** Numbers beyond the last word. */
        CLIPPING,
        /** A sum left its accumulator. */
        OVERFLOW
    }
}
