package dev.intarsia.cli.command;

import dev.intarsia.cli.Pipeline;
import dev.intarsia.cli.Prepared;
import dev.intarsia.cli.Voice;
import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.frontend.data.DatasetReader;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.quantize.LeastOf;
import dev.intarsia.ir.quantize.MeanSquaredError;
import dev.intarsia.ir.quantize.MinMax;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.quantize.Quantizer;
import dev.intarsia.ir.quantize.Quantizers;
import dev.intarsia.ir.quantize.RangeEstimator;
import dev.intarsia.ir.quantize.RangeEstimators;
import dev.intarsia.ir.quantize.Refinements;
import dev.intarsia.ir.quantize.WeightRange;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.AccumulatorOverflow;
import dev.intarsia.ir.target.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a model of real numbers becomes integers. */
final class QuantizationOptions {

    enum Range {
        greatest,
        mse
    }

    enum RoundWords {
        nearest,
        adaptive
    }

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--weights",
            paramLabel = "intN",
            converter = Width.OfOperand.class,
            description = "Width of weights, int2 to int16 (default: int8).")
    private Width weights;

    @Option(
            names = "--activations",
            paramLabel = "intN",
            converter = Width.OfOperand.class,
            description = "Width of activations, int2 to int16 (default: int8).")
    private Width activations;

    @Option(
            names = "--accumulator",
            paramLabel = "intN",
            converter = Width.OfAccumulator.class,
            description =
                    "Width of sums; what does not fit does what the target does (default: the target's, or as wide as"
                            + " proved).")
    private Width accumulator;

    private static final class Scales {
        @Option(names = "--per-channel", description = "A scale for each output channel's weights (default).")
        private boolean perChannel;

        @Option(names = "--per-tensor", description = "One scale for all weights of a layer.")
        private boolean perTensor;

        @Option(
                names = "--per-group",
                paramLabel = "N",
                description = "A scale for every N neighbouring output channels' weights.")
        private Integer perGroup;
    }

    @ArgGroup(exclusive = true)
    private Scales scales;

    @Option(
            names = "--calibrate",
            paramLabel = "HOW",
            completionCandidates = Names.OfRangeEstimators.class,
            description =
                    "Intervals of activations, the first by default: ${COMPLETION-CANDIDATES}; percentile may have a"
                            + " number (percentile=99.9), all takes the best for each tensor and prints how good each is,"
                            + " auto the one with which the integers come nearest to the real numbers.",
            showDefaultValue = CommandLine.Help.Visibility.NEVER)
    private String calibrate;

    @Option(
            names = "--own-averages",
            description = "Give averages intervals of their own, not their operands' (--calibrate auto tries it).")
    private boolean ownAverages;

    @Option(
            names = "--quantizer",
            paramLabel = "Q",
            description = "Who decides on scales and widths, the first by default: ${COMPLETION-CANDIDATES}.",
            completionCandidates = Names.OfQuantizers.class,
            showDefaultValue = CommandLine.Help.Visibility.NEVER)
    private String quantizer;

    @Option(
            names = "--weight-range",
            paramLabel = "HOW",
            description = "What the greatest word of weights stands for: greatest magnitude (greatest, default), or the"
                    + " least squared error (mse), which may clip.")
    private Range weightRange;

    @Option(
            names = "--round",
            paramLabel = "HOW",
            description =
                    "Words of weights: nearest (default), or adaptive, for the least error of each layer's sums; with --calibrate"
                            + " auto where that brings the integers nearer to the real numbers.")
    private RoundWords round;

    @Option(
            names = "--correct-bias",
            description = "Take what a layer's sums are off by on average from its bias (adaptive rounding does).")
    private boolean correctBias;

    @Option(
            names = "--fit-accumulator",
            description = "Choose weights so that no sum can leave the accumulator, which is then proved.")
    private boolean fit;

    @Option(
            names = "--equalize",
            description =
                    "Before anything else, move factors between neighbouring layers so that channels need like ranges.")
    private boolean equalize;

    @Mixin
    private ProfileOption profile;

    @Mixin
    private ShapeOption shapes;

    /** The model of a file as it is. */
    ReadModel file(Path model) {
        return shapes.read(model);
    }

    /** A model with its data, quantized by these options if it was not before. */
    Prepared prepared(ReadModel read, Dataset data, Optional<Dataset> calibration, Optional<? extends Target> target) {
        return Prepared.of(read, data, calibration, quantizer(), settings(target));
    }

    /** The same, with settings that are chosen when the network is known. */
    Prepared prepared(
            ReadModel read,
            Dataset data,
            Optional<Dataset> calibration,
            QuantizationSettings settings,
            Prepared.Chooser chooser) {
        return Prepared.of(read, data, calibration, quantizer(), settings, chooser);
    }

    /** Who decides. */
    Quantizer quantizer() {
        return quantizer == null
                ? Quantizers.standard()
                : Quantizers.named(quantizer)
                        .orElseThrow(() -> new ParameterException(
                                command.commandLine(),
                                "there is no quantizer '" + quantizer + "'; there are "
                                        + String.join(", ", Quantizers.names())));
    }

    /** What was asked for, and what the target says of what was not. */
    QuantizationSettings settings(Optional<? extends Target> target) {
        QuantizationSettings settings = QuantizationSettings.int8()
                .withBits(bits(weights), bits(activations))
                .withChannelsPerScale(channelsPerScale())
                .withEstimator(estimator())
                .withOwnAverages(ownAverages)
                .withWeightRange(weightRange == Range.mse ? WeightRange.LEAST_ERROR : WeightRange.GREATEST)
                .withRefinements(new Refinements(equalize, round == RoundWords.adaptive, correctBias, fit))
                .withProfile(profile(target));
        Optional<Accelerator> machine =
                target.filter(Accelerator.class::isInstance).map(Accelerator.class::cast);
        Optional<Integer> bits =
                Optional.ofNullable(accumulator).map(Width::bits).or(() -> machine.map(Accelerator::accumulatorBits));
        if (fit && bits.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(),
                    "--fit-accumulator has no accumulator to fit: give its width with --accumulator, or a target");
        }
        return bits.map(b -> settings.withAccumulator(accumulation(new IntFormat(true, b), machine)))
                .orElse(settings);
    }

    private int channelsPerScale() {
        if (scales == null || scales.perChannel) {
            return 1;
        }
        if (scales.perTensor) {
            return 0;
        }
        if (scales.perGroup < 1) {
            throw new ParameterException(
                    command.commandLine(), "--per-group is a number of channels, at least 1, found " + scales.perGroup);
        }
        return scales.perGroup;
    }

    /** Where training begins: as asked for, and where nothing was, from the ranges with the least squared errors, which few words need. */
    QuantizationSettings trained(Optional<? extends Target> target) {
        QuantizationSettings asked = settings(target);
        QuantizationSettings ranged = calibrate == null ? asked.withEstimator(new MeanSquaredError()) : asked;
        return weightRange == null ? ranged.withWeightRange(WeightRange.LEAST_ERROR) : ranged;
    }

    /** What sums do that are not proved to fit: what the target's accumulators do, or wrap around. */
    private static Accumulation accumulation(IntFormat format, Optional<Accelerator> target) {
        return switch (target.map(Accelerator::overflow).orElse(new AccumulatorOverflow.Wrap())) {
            case AccumulatorOverflow.Wrap wrap -> new Accumulation.Wrap(format);
            case AccumulatorOverflow.SaturateEnd end -> new Accumulation.SaturateEnd(format);
            case AccumulatorOverflow.SaturateChunk(int chunk) -> new Accumulation.SaturateChunk(format, chunk);
        };
    }

    /**
     * The integers of a model: its own, or what these options make of it.
     *
     * @param calibration samples; needed for a model of real numbers
     * @throws InvalidInputException when they are needed and absent
     */
    QuantizedGraph quantized(
            ReadModel read, Path model, Optional<Path> calibration, Optional<? extends Target> target) {
        if (read.quantized().isPresent()) {
            return read.quantized().get();
        }
        Path samples = calibration.orElseThrow(() -> InvalidInputException.of(
                new ModelNode(model.toString(), ""),
                "the model is one of real numbers, so it has no integers yet",
                "give samples to calibrate with: --calibration C; or quantize it first: intarsia quantize"));
        QuantizationSettings settings = settings(target);
        Graph simple = Pipeline.simplify(read.graph(), settings);
        Dataset seen = DatasetReader.read(samples, Optional.empty());
        return Pipeline.quantize(simple, Pipeline.calibrate(simple, seen), quantizer(), settings)
                .graph();
    }

    /**
     * The model of a file. One that is quantized is refused together with options that would have no effect on it; if the file leaves its
     * arithmetic to an engine, it has one now.
     */
    ReadModel read(Path model, Voice voice) {
        ReadModel read = file(model);
        if (read.isTyped() || read.quantized().isPresent()) {
            refuse(model.toString(), read.isTyped());
        }
        return profile.follow(read, voice);
    }

    private void refuse(String model, boolean takesProfile) {
        List<String> given = new ArrayList<>();
        for (String option : List.of(
                "--weights",
                "--activations",
                "--accumulator",
                "--per-channel",
                "--per-tensor",
                "--per-group",
                "--calibrate",
                "--own-averages",
                "--weight-range",
                "--round",
                "--correct-bias",
                "--fit-accumulator",
                "--equalize",
                "--quantizer",
                "--profile",
                "--calibration")) {
            CommandLine.Model.OptionSpec spec = command.findOption(option);
            boolean without = spec != null && !(takesProfile && option.equals("--profile"));
            if (without && command.commandLine().getParseResult().hasMatchedOption(spec)) {
                given.add(option);
            }
        }
        if (!given.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(),
                    String.join(", ", given) + " cannot change " + model + ", which is quantized already");
        }
    }

    private static int bits(Width width) {
        return width == null ? 8 : width.bits();
    }

    /** Whether every way to find intervals is to be compared. */
    boolean comparesEstimators() {
        return estimator() instanceof LeastOf;
    }

    private RangeEstimator estimator() {
        return calibrate == null
                ? new MinMax()
                : RangeEstimators.named(calibrate)
                        .orElseThrow(() -> new ParameterException(
                                command.commandLine(),
                                "there is no way '" + calibrate + "' to find intervals; there are "
                                        + String.join(", ", RangeEstimators.names())));
    }

    private ArithmeticProfile profile(Optional<? extends Target> target) {
        return profile.chosen()
                .orElseGet(() -> profile.named(target.map(Target::profile).orElse(ArithmeticProfile.TFLM.name())));
    }
}
