package dev.intarsia.cli.command;

import dev.intarsia.cli.Pipeline;
import dev.intarsia.cli.Samples;
import dev.intarsia.cli.Voice;
import dev.intarsia.frontend.data.DatasetReader;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.quantize.MinMax;
import dev.intarsia.ir.quantize.Percentile;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.quantize.Quantizer;
import dev.intarsia.ir.quantize.Quantizers;
import dev.intarsia.ir.quantize.RangeEstimator;
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

    /** Least share of activations, in percent, that {@code --calibrate percentile} lets words reach on each side. */
    private static final double PERCENTILE = 99.99;

    enum Estimate {
        minmax,
        percentile
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
                    "Width of sums; what does not fit does what the target does (default: the target's, or as wide as proved).")
    private Width accumulator;

    private static final class Scales {
        @Option(names = "--per-channel", description = "A scale for each output channel's weights (default).")
        private boolean perChannel;

        @Option(names = "--per-tensor", description = "One scale for all weights of a layer.")
        private boolean perTensor;
    }

    @ArgGroup(exclusive = true)
    private Scales scales;

    @Option(
            names = "--calibrate",
            paramLabel = "HOW",
            description = "Intervals of activations: minmax (default), or percentile (99.99 %%).")
    private Estimate calibrate;

    @Option(
            names = "--quantizer",
            paramLabel = "Q",
            description = "Who decides on scales and widths, the first by default: ${COMPLETION-CANDIDATES}.",
            completionCandidates = Names.OfQuantizers.class,
            showDefaultValue = CommandLine.Help.Visibility.NEVER)
    private String quantizer;

    @Mixin
    private ProfileOption profile;

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
                .withPerChannel(scales == null || !scales.perTensor)
                .withEstimator(estimator())
                .withProfile(profile(target));
        Optional<Accelerator> machine =
                target.filter(Accelerator.class::isInstance).map(Accelerator.class::cast);
        Optional<Integer> bits =
                Optional.ofNullable(accumulator).map(Width::bits).or(() -> machine.map(Accelerator::accumulatorBits));
        return bits.map(b -> settings.withAccumulator(accumulation(new IntFormat(true, b), machine)))
                .orElse(settings);
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
        Graph simple = Pipeline.simplify(read.graph());
        Samples seen = Samples.of(DatasetReader.read(samples, Optional.empty()), simple);
        return Pipeline.quantize(simple, Pipeline.calibrate(simple, seen.reals()), quantizer(), settings(target))
                .graph();
    }

    /**
     * The model of a file. One that is quantized is refused together with options that would have no effect on it; if the file leaves its
     * arithmetic to an engine, it has one now.
     */
    ReadModel read(Path model, Voice voice) {
        ReadModel read = Pipeline.read(model);
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
                "--calibrate",
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

    private RangeEstimator estimator() {
        return switch (calibrate) {
            case null -> new MinMax();
            case minmax -> new MinMax();
            case percentile -> new Percentile(PERCENTILE);
        };
    }

    private ArithmeticProfile profile(Optional<? extends Target> target) {
        return profile.chosen()
                .orElseGet(() -> profile.named(target.map(Target::profile).orElse(ArithmeticProfile.TFLM.name())));
    }
}
