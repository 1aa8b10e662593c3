package dev.intarsia.cli.loss;

import dev.intarsia.ir.quantize.TensorError;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
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
 * @param foldLsb the root mean square of what folding batch normalization into its weights did to its real numbers, in steps of the word; empty where nothing was
 *     folded
 * @param error how far the words lie from the real numbers as a ratio, and what each cause has of it by itself
 */
public record LayerLoss(
        String name,
        OptionalInt weightBits,
        int activationBits,
        OptionalInt provedBits,
        OptionalInt observedBits,
        double lossLsb,
        Cause cause,
        OptionalDouble foldLsb,
        Optional<TensorError> error) {

    /** Why a word is not where its real number is. */
    public enum Cause {
        /** Numbers between two words, here and in the layers before. */
        ROUNDING,
        /** Numbers beyond the last word. */
        CLIPPING,
        /** A sum left its accumulator. */
        OVERFLOW
    }

    /** The layer that folding changed most, in steps; empty where nothing was folded. */
    public static Optional<LayerLoss> mostFolded(List<LayerLoss> losses) {
        return losses.stream()
                .filter(loss -> loss.foldLsb().isPresent())
                .max(Comparator.comparingDouble(loss -> loss.foldLsb().getAsDouble()));
    }

    /** Those whose signal-to-noise ratio is known, the worst first. */
    public static List<LayerLoss> worstFirst(List<LayerLoss> losses) {
        return losses.stream()
                .filter(loss -> loss.error().isPresent())
                .sorted(Comparator.comparingDouble(
                        loss -> loss.error().orElseThrow().signalToNoise()))
                .toList();
    }
}
