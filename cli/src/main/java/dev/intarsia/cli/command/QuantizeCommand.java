package dev.intarsia.cli.command;

import dev.intarsia.cli.ExitStatus;
import dev.intarsia.cli.LossFigures;
import dev.intarsia.cli.ModelFiles;
import dev.intarsia.cli.ModelOutput;
import dev.intarsia.cli.PairedCounts;
import dev.intarsia.cli.Pipeline;
import dev.intarsia.cli.Prepared;
import dev.intarsia.cli.Progress;
import dev.intarsia.cli.Runs;
import dev.intarsia.cli.Samples;
import dev.intarsia.cli.Score;
import dev.intarsia.cli.Streams;
import dev.intarsia.cli.Voice;
import dev.intarsia.cli.json.JsonObject;
import dev.intarsia.cli.loss.LayerLoss;
import dev.intarsia.cli.loss.LayerLosses;
import dev.intarsia.cli.report.LossPage;
import dev.intarsia.cli.report.Numbers;
import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.quantize.MeasuredRanges;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.quantize.RangeScore;
import dev.intarsia.ir.quantize.ScaleScore;
import dev.intarsia.ir.quantize.TensorError;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Post-training quantization. */
@Command(
        name = "quantize",
        description = "Make integers of a model of real numbers, and say what they cost.",
        footer = "intarsia quantize examples/fashion/fashion.inta --data examples/fashion/test.npz -o fashion8.inta")
public final class QuantizeCommand extends Subcommand {

    /** Every tensor of so many samples is compared with real numbers. */
    private static final int LOSS_SAMPLES = 16;

    /** So many layers are told apart in what they lose, the worst first; JSON has all. */
    private static final int WORST = 3;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = ModelFiles.DESCRIPTION)
    private Path model;

    @Mixin
    private DataOptions data;

    @Option(names = "--target", paramLabel = "T", description = "Whose arithmetic and accumulators to use.")
    private String target;

    @Mixin
    private QuantizationOptions quantization;

    @Mixin
    private BudgetOption budget;

    @Option(
            names = "--report",
            paramLabel = "R.html",
            description = "Write a report: what each layer loses and why, and with --budget what widths cost.")
    private Path report;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "OUT.inta",
            description = "Where to write the quantized model; its weights go beside it.")
    private Path output;

    public QuantizeCommand(Streams streams) {
        super(streams);
    }

    @Override
    ExitStatus run(Voice voice) {
        Voice.Stopwatch watch = voice.stopwatch();
        ModelOutput files = ModelOutput.at(output)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "the output is a model in text form: end its name in .inta"));
        ReadModel read = quantization.file(model);
        if (read.quantized().isPresent() || read.isTyped()) {
            throw InvalidInputException.of(
                    new ModelNode(model.toString(), ""),
                    "the model is quantized already",
                    "quantize a model of real numbers");
        }
        Optional<Accelerator> accelerator = Optional.ofNullable(target).map(TargetReader::accelerator);
        QuantizationSettings settings = quantization.settings(accelerator);
        Prepared prepared = quantization.prepared(
                read,
                data.data(),
                data.calibration(),
                settings,
                (simple, seen, samples, settled) ->
                        budget.within(simple, seen, samples, quantization.quantizer(), settled, accelerator, voice));
        prepared.remark().ifPresent(voice::note);
        Graph simple = prepared.real().orElseThrow();
        Dataset scored = data.limited(prepared.scored());
        Samples real = Samples.of(scored, simple);
        Samples words = Samples.of(scored, prepared.quantized());
        Program program = Pipeline.lower(prepared.quantized());
        List<List<RealTensor>> realOutputs;
        try (Progress progress = voice.progress("real numbers", real.size(), "samples")) {
            realOutputs = Runs.real(simple, real, progress);
        }
        List<List<RawTensor>> outputs = integers(program, accelerator, words, voice);
        Optional<Score> before = Runs.scoreReal(realOutputs, real);
        Optional<Score> after = Runs.score(outputs, words);
        Optional<PairedCounts> change = real.labels()
                .map(labels -> PairedCounts.of(
                        realOutputs.stream()
                                .map(o -> Score.answer(o.getFirst()))
                                .toList(),
                        outputs.stream().map(o -> Score.answer(o.getFirst())).toList(),
                        labels));
        Optional<Graph> unfolded = Optional.of(read.graph())
                .filter(graph -> !settings.refinements().equalization());
        List<LayerLoss> losses = losses(prepared, unfolded, program, scored, voice);
        String name = read.graph().name();
        files.write(prepared.quantized(), more -> {
            if (report != null) {
                more.write(
                        report,
                        LossPage.render(LossFigures.report(
                                name, before, after, change, losses, budget.found(), budget.budget())));
            }
        });
        budget.say(voice);
        say(voice, before, after, change, losses);
        List<RangeScore> ranges = quantization.comparesEstimators() ? prepared.rangeScores(settings) : List.of();
        List<ScaleScore> scales = quantization.comparesEstimators() ? prepared.scaleScores(settings) : List.of();
        RangeScoreText.say(voice, ranges);
        RangeScoreText.scales(voice, scales);
        RangeScoreText.say(voice, prepared.measured());
        voice.result("written to " + output);
        voice.result(json(name, before, after, change, losses, ranges, scales, prepared.measured(), watch.seconds()));
        return ExitStatus.DONE;
    }

    /** On the target's simulator; without a target, on that of a shipped one, since no target changes a value. */
    private static List<List<RawTensor>> integers(
            Program program, Optional<Accelerator> accelerator, Samples samples, Voice voice) {
        Optional<Pipeline.Compiled> compiled =
                accelerator.map(target -> Pipeline.compile(program, target)).or(() -> compiledAnyhow(program));
        try (Progress progress = voice.progress("integers", samples.size(), "samples")) {
            return compiled.isPresent()
                    ? Runs.simulated(Pipeline.directSimulators(compiled.get()), samples, progress)
                    : Runs.oracle(program, samples, progress);
        }
    }

    private static Optional<Pipeline.Compiled> compiledAnyhow(Program program) {
        try {
            return Optional.of(Pipeline.compile(program, TargetReader.accelerator("inlay16")));
        } catch (InvalidInputException doesNotFit) {
            return Optional.empty(); // wider words than its datapath: the oracle takes any
        }
    }

    private static List<LayerLoss> losses(
            Prepared prepared, Optional<Graph> unfolded, Program program, Dataset scored, Voice voice) {
        Dataset few = scored.range(0, Math.min(LOSS_SAMPLES, scored.size()));
        Graph simple = prepared.real().orElseThrow();
        try (Progress progress = voice.progress("losses by layer", few.size(), "samples")) {
            return LayerLosses.of(
                    program,
                    unfolded,
                    simple,
                    prepared.plan().orElseThrow(),
                    Samples.of(few, simple),
                    Samples.of(few, prepared.quantized()),
                    progress);
        }
    }

    private static void say(
            Voice voice,
            Optional<Score> before,
            Optional<Score> after,
            Optional<PairedCounts> change,
            List<LayerLoss> losses) {
        before.ifPresent(score -> voice.result("accuracy before  " + percent(score)));
        after.ifPresent(score -> voice.result("accuracy after   " + percent(score)));
        change.ifPresent(counts -> voice.result(String.format(
                Locale.ROOT,
                "change         %+7.2f points: %d won, %d lost; 95 %% interval %+.2f to %+.2f",
                100 * counts.change(),
                counts.won(),
                counts.lost(),
                100 * counts.low(),
                100 * counts.high())));
        voice.result("");
        voice.result(String.format(
                "%-16s %7s %11s %22s %9s  %s",
                "layer", "weights", "activations", "accumulator proved/seen", "loss/step", "cause"));
        for (LayerLoss loss : losses) {
            voice.result(String.format(
                    Locale.ROOT,
                    "%-16s %7s %11d %23s %9.3f  %s",
                    loss.name(),
                    text(loss.weightBits()),
                    loss.activationBits(),
                    loss.provedBits().isEmpty() ? "" : text(loss.provedBits()) + "/" + text(loss.observedBits()),
                    loss.lossLsb(),
                    loss.cause().name().toLowerCase(Locale.ROOT)));
        }
        voice.result("");
        for (LayerLoss loss : LayerLoss.worstFirst(losses).stream().limit(WORST).toList()) {
            TensorError error = loss.error().orElseThrow();
            voice.result(String.format(
                    Locale.ROOT,
                    "%-16s %5.1f dB, in steps: %s",
                    loss.name(),
                    error.signalToNoise(),
                    error.parts().entrySet().stream()
                            .filter(part -> part.getValue() > 0)
                            .map(part -> String.format(Locale.ROOT, "%s %.2f", name(part.getKey()), part.getValue()))
                            .collect(Collectors.joining(", "))));
        }
        LayerLoss.mostFolded(losses)
                .ifPresent(most -> voice.result(String.format(
                        Locale.ROOT,
                        "folding batch normalization: at most %.1e steps, %s",
                        most.foldLsb().getAsDouble(),
                        most.name())));
        voice.result("");
    }

    private static String name(TensorError.Cause cause) {
        return cause.name().toLowerCase(Locale.ROOT);
    }

    private static String text(OptionalInt bits) {
        return bits.isPresent() ? Integer.toString(bits.getAsInt()) : "";
    }

    private static String percent(Score score) {
        return Numbers.percent(score.accuracy()) + " of " + Numbers.grouped(score.answers()) + " samples";
    }

    private JsonObject json(
            String name,
            Optional<Score> before,
            Optional<Score> after,
            Optional<PairedCounts> change,
            List<LayerLoss> losses,
            List<RangeScore> ranges,
            List<ScaleScore> scales,
            MeasuredRanges measured,
            double seconds) {
        JsonObject result = new JsonObject()
                .put("model", name)
                .put("accuracy.real", before.map(Score::accuracy))
                .put("accuracy.integer", after.map(Score::accuracy))
                .put("layers", losses.stream().map(QuantizeCommand::json).toList());
        change.ifPresent(counts -> result.put("change.won", counts.won())
                .put("change.lost", counts.lost())
                .put("change.low", counts.low())
                .put("change.high", counts.high()));
        if (!ranges.isEmpty()) {
            result.put("ranges", ranges.stream().map(RangeScoreText::json).toList());
            result.put("scales", scales.stream().map(RangeScoreText::json).toList());
        }
        RangeScoreText.json(result, measured);
        budget.json(result);
        return result.put("output", output.toString()).put("seconds", seconds);
    }

    private static JsonObject json(LayerLoss loss) {
        JsonObject layer = new JsonObject().put("name", loss.name());
        loss.weightBits().ifPresent(bits -> layer.put("weightBits", bits));
        layer.put("activationBits", loss.activationBits());
        loss.provedBits().ifPresent(bits -> layer.put("accumulatorBits.proved", bits));
        loss.observedBits().ifPresent(bits -> layer.put("accumulatorBits.observed", bits));
        layer.put("lossLsb", loss.lossLsb()).put("cause", loss.cause().name().toLowerCase(Locale.ROOT));
        loss.foldLsb().ifPresent(steps -> layer.put("foldLsb", steps));
        loss.error().ifPresent(error -> {
            if (Double.isFinite(error.signalToNoise())) {
                layer.put("signalToNoise", error.signalToNoise());
            }
            error.parts().forEach((part, steps) -> layer.put("parts." + name(part), steps));
        });
        return layer;
    }
}
