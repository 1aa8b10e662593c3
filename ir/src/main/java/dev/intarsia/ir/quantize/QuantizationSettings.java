package dev.intarsia.ir.quantize;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.PowerOfTwo;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.AccumulatorOverflow;
import dev.intarsia.ir.target.Fpga;
import dev.intarsia.ir.target.Microcontroller;
import dev.intarsia.ir.target.Target;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the user of a quantizer chooses.
 *
 * @param weightBits 2 to 16
 * @param activationBits 2 to 16
 * @param channelsPerScale how many output channels' weights share a scale: 1 for each its own; 0 for one scale a tensor
 * @param symmetric whether activations have the zero point 0
 * @param estimator of activations' intervals
 * @param profile of the arithmetic; of a float model, the target's
 * @param accumulator how sums are kept where they are not proved to fit its format; empty: wherever they need it, they get a wider
 *     one
 * @param own tensors whose widths differ from the others'
 * @param weightRange of the scales of weights
 * @param refinements of the words of weights and biases
 * @param ownAverages whether an average has the interval that was seen of it, and not its operand's type: averages of many elements are nearer to
 *     each other than these
 */
public record QuantizationSettings(
        int weightBits,
        int activationBits,
        int channelsPerScale,
        boolean symmetric,
        RangeEstimator estimator,
        ArithmeticProfile profile,
        Optional<Accumulation> accumulator,
        OwnWidths own,
        WeightRange weightRange,
        Refinements refinements,
        boolean ownAverages) {

    /** All layers alike, no weight is clipped, words are the nearest ones. */
    public QuantizationSettings(
            int weightBits,
            int activationBits,
            boolean perChannel,
            boolean symmetric,
            RangeEstimator estimator,
            ArithmeticProfile profile,
            Optional<Accumulation> accumulator) {
        this(
                weightBits,
                activationBits,
                perChannel ? 1 : 0,
                symmetric,
                estimator,
                profile,
                accumulator,
                OwnWidths.NONE,
                WeightRange.GREATEST,
                Refinements.NONE,
                false);
    }

    public QuantizationSettings {
        Objects.requireNonNull(own, "own");
        Objects.requireNonNull(weightRange, "weightRange");
        Objects.requireNonNull(refinements, "refinements");
        Objects.requireNonNull(estimator, "estimator");
        Objects.requireNonNull(profile, "profile");
        Objects.requireNonNull(accumulator, "accumulator");
        new WeightScheme(weightBits, channelsPerScale, false, WeightRange.GREATEST);
        new ActivationScheme(activationBits, symmetric, false);
    }

    /** Eight bits, per channel, asymmetric, everything that was seen, TensorFlow Lite Micro's arithmetic. */
    public static QuantizationSettings int8() {
        return new QuantizationSettings(8, 8, true, false, new MinMax(), ArithmeticProfile.TFLM, Optional.empty());
    }

    /**
     * What a target asks for: its widths, its accumulators and its profile; per channel, asymmetric, everything that was seen.
     *
     * @throws InvalidInputException when there is no profile of the target's name
     */
    public static QuantizationSettings forTarget(Target target) {
        ArithmeticProfile profile = ArithmeticProfile.named(target.profile())
                .orElseThrow(() -> InvalidInputException.of(
                        target.location(),
                        target.name() + " names the arithmetic profile '" + target.profile()
                                + "', which does not exist",
                        "take one of "
                                + ArithmeticProfile.all().stream()
                                        .map(ArithmeticProfile::name)
                                        .collect(Collectors.joining(", "))));
        return switch (target) {
            case Accelerator a ->
                new QuantizationSettings(
                        a.weightBits(), a.activationBits(), true, false, new MinMax(), profile, Optional.of(sums(a)));
            case Microcontroller m -> int8().withProfile(profile);
            case Fpga f -> int8().withProfile(profile);
        };
    }

    private static Accumulation sums(Accelerator accelerator) {
        IntFormat format = new IntFormat(true, accelerator.accumulatorBits());
        return switch (accelerator.overflow()) {
            case AccumulatorOverflow.Wrap w -> new Accumulation.Wrap(format);
            case AccumulatorOverflow.SaturateEnd s -> new Accumulation.SaturateEnd(format);
            case AccumulatorOverflow.SaturateChunk(int chunk) -> new Accumulation.SaturateChunk(format, chunk);
        };
    }

    public QuantizationSettings withBits(int weights, int activations) {
        return new QuantizationSettings(
                weights,
                activations,
                channelsPerScale,
                symmetric,
                estimator,
                profile,
                accumulator,
                own,
                weightRange,
                refinements,
                ownAverages);
    }

    public QuantizationSettings withPerChannel(boolean chosen) {
        return withChannelsPerScale(chosen ? 1 : 0);
    }

    public QuantizationSettings withChannelsPerScale(int chosen) {
        return new QuantizationSettings(
                weightBits,
                activationBits,
                chosen,
                symmetric,
                estimator,
                profile,
                accumulator,
                own,
                weightRange,
                refinements,
                ownAverages);
    }

    public QuantizationSettings withSymmetric(boolean chosen) {
        return new QuantizationSettings(
                weightBits,
                activationBits,
                channelsPerScale,
                chosen,
                estimator,
                profile,
                accumulator,
                own,
                weightRange,
                refinements,
                ownAverages);
    }

    public QuantizationSettings withEstimator(RangeEstimator chosen) {
        return new QuantizationSettings(
                weightBits,
                activationBits,
                channelsPerScale,
                symmetric,
                chosen,
                profile,
                accumulator,
                own,
                weightRange,
                refinements,
                ownAverages);
    }

    public QuantizationSettings withProfile(ArithmeticProfile chosen) {
        return new QuantizationSettings(
                weightBits,
                activationBits,
                channelsPerScale,
                symmetric,
                estimator,
                chosen,
                accumulator,
                own,
                weightRange,
                refinements,
                ownAverages);
    }

    public QuantizationSettings withAccumulator(Accumulation chosen) {
        return new QuantizationSettings(
                weightBits,
                activationBits,
                channelsPerScale,
                symmetric,
                estimator,
                profile,
                Optional.of(chosen),
                own,
                weightRange,
                refinements,
                ownAverages);
    }

    public QuantizationSettings withOwn(OwnWidths chosen) {
        return new QuantizationSettings(
                weightBits,
                activationBits,
                channelsPerScale,
                symmetric,
                estimator,
                profile,
                accumulator,
                chosen,
                weightRange,
                refinements,
                ownAverages);
    }

    public QuantizationSettings withWeightRange(WeightRange chosen) {
        return new QuantizationSettings(
                weightBits,
                activationBits,
                channelsPerScale,
                symmetric,
                estimator,
                profile,
                accumulator,
                own,
                chosen,
                refinements,
                ownAverages);
    }

    public QuantizationSettings withRefinements(Refinements chosen) {
        return new QuantizationSettings(
                weightBits,
                activationBits,
                channelsPerScale,
                symmetric,
                estimator,
                profile,
                accumulator,
                own,
                weightRange,
                chosen,
                ownAverages);
    }

    public QuantizationSettings withOwnAverages(boolean chosen) {
        return new QuantizationSettings(
                weightBits,
                activationBits,
                channelsPerScale,
                symmetric,
                estimator,
                profile,
                accumulator,
                own,
                weightRange,
                refinements,
                chosen);
    }

    /** For the weights of a node. */
    WeightScheme weights(String node) {
        return new WeightScheme(
                own.weights().getOrDefault(node, weightBits), channelsPerScale, powerOfTwo(), weightRange);
    }

    /** How words are given to a tensor of activations. */
    public ActivationScheme activations(String tensor) {
        return new ActivationScheme(own.activations().getOrDefault(tensor, activationBits), symmetric, powerOfTwo());
    }

    /** A datapath that only shifts needs scales that are powers of two. */
    public boolean powerOfTwo() {
        return profile.requantizer() instanceof PowerOfTwo;
    }
}
