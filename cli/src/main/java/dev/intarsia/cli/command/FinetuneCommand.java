package dev.intarsia.cli.command;

import dev.intarsia.cli.ExitStatus;
import dev.intarsia.cli.ModelFiles;
import dev.intarsia.cli.ModelOutput;
import dev.intarsia.cli.Pipeline;
import dev.intarsia.cli.Streams;
import dev.intarsia.cli.Voice;
import dev.intarsia.cli.finetune.FineTuned;
import dev.intarsia.cli.finetune.FineTuner;
import dev.intarsia.cli.finetune.FineTuningTask;
import dev.intarsia.cli.json.JsonObject;
import dev.intarsia.cli.report.Numbers;
import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.frontend.data.DatasetReader;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.quantize.Calibration;
import dev.intarsia.ir.quantize.MeasuredRanges;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.target.Accelerator;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Training with quantization in the loop. */
@Command(
        name = "finetune",
        description =
                "Make integers of a model of real numbers, and train them. Needs the training module, see doctor.",
        footer = "intarsia finetune examples/fashion/fashion.inta --data train.npz --weights int4 -o fashion4.inta")
public final class FinetuneCommand extends Subcommand {

    private static final int MOST_CALIBRATION = 256;
    private static final int MOST_VALIDATION = 2_000;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = ModelFiles.DESCRIPTION)
    private Path model;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "D",
            description = "Labelled samples to learn from: .npz with x and y, .npy, IDX files, or a folder of .png.")
    private Path data;

    @Option(names = "--labels", paramLabel = "L", description = "Labels, where they are not with the samples.")
    private Path labels;

    @Option(
            names = "--validation",
            paramLabel = "V",
            description =
                    "Labelled samples that say which epoch is best; without them the last tenth of D is held out.")
    private Path validation;

    @Option(names = "--limit", paramLabel = "N", description = "Use the first N samples only.")
    private Integer limit;

    @Option(names = "--target", paramLabel = "T", description = "Whose arithmetic and accumulators to use.")
    private String target;

    @Mixin
    private QuantizationOptions quantization;

    @Mixin
    private BudgetOption budget;

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the samples.")
    private int epochs = 2;

    @Option(names = "--batch", paramLabel = "N", description = "Samples a step.")
    private int batch = 64;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "How far a weight moves in a step at first, in steps of its first scale.")
    private double rate = 0.02;

    @Option(names = "--patience", paramLabel = "N", description = "End after so many epochs without a better one.")
    private int patience = 3;

    @Option(names = "--seed", paramLabel = "S", description = "Of the order of the samples.")
    private long seed = 1;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "OUT.inta",
            description =
                    "Where to write the trained model; until then a checkpoint lies beside it, from which the same"
                            + " command goes on.")
    private Path output;

    public FinetuneCommand(Streams streams) {
        super(streams);
    }

    @Override
    ExitStatus run(Voice voice) {
        Optional<FineTuner> installed = FineTuner.installed();
        if (installed.isEmpty()) {
            voice.warn("intarsia: " + FineTuner.ABSENT);
            return ExitStatus.BAD_INPUT;
        }
        Voice.Stopwatch watch = voice.stopwatch();
        ModelOutput files = ModelOutput.at(output)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "the output is a model in text form: end its name in .inta"));
        atLeast("--epochs", epochs, 1);
        atLeast("--batch", batch, 1);
        atLeast("--patience", patience, 1);
        if (!(rate > 0 && rate <= 1)) {
            throw new ParameterException(spec.commandLine(), "--rate is above 0 and at most 1, found " + rate);
        }
        ReadModel read = Pipeline.read(model);
        if (read.quantized().isPresent() || read.isTyped()) {
            throw InvalidInputException.of(
                    new ModelNode(model.toString(), ""),
                    "the model is quantized already",
                    "train a model of real numbers");
        }
        FineTuningTask task = task(read, voice);
        FineTuned tuned = installed.get().train(task, voice);
        files.write(tuned.graph());
        int answers = task.validation().size();
        FineTuned.Epoch before = tuned.epochs().getFirst();
        FineTuned.Epoch after = tuned.epochs().get(tuned.best());
        voice.result("accuracy before  " + percent(before, answers));
        voice.result("accuracy after   " + percent(after, answers) + ", epoch " + tuned.best() + " of "
                + (tuned.epochs().size() - 1));
        long compared =
                tuned.epochs().stream().mapToLong(FineTuned.Epoch::compared).sum();
        voice.result(String.format(
                Locale.ROOT,
                "compared         %,d words of the training's forward pass with the simulator's: all equal",
                compared));
        voice.result("written to " + output);
        voice.result(new JsonObject()
                .put("model", read.graph().name())
                .put("validation.samples", answers)
                .put("validation.before", before.right())
                .put("validation.after", after.right())
                .put(
                        "epochs",
                        tuned.epochs().stream().map(FinetuneCommand::json).toList())
                .put("best", tuned.best())
                .put("compared", compared)
                .put("output", output.toString())
                .put("seconds", watch.seconds()));
        return ExitStatus.DONE;
    }

    private void atLeast(String option, int found, int least) {
        if (found < least) {
            throw new ParameterException(spec.commandLine(), option + " is at least " + least + ", found " + found);
        }
    }

    private FineTuningTask task(ReadModel read, Voice voice) {
        Dataset all = limited(DatasetReader.read(data, Optional.ofNullable(labels)));
        needLabels(all);
        Optional<Dataset> own = Optional.ofNullable(validation).map(file -> DatasetReader.read(file, Optional.empty()));
        own.ifPresent(FinetuneCommand::needLabels);
        int held = own.isPresent() ? 0 : Math.clamp(all.size() / 10, 1, MOST_VALIDATION);
        Dataset learned = all.range(0, all.size() - held);
        if (learned.size() < batch) {
            throw InvalidInputException.of(
                    all.source(),
                    "there are " + learned.size() + " samples to learn from, which is less than one step of " + batch,
                    "give more samples, or a smaller --batch");
        }
        Dataset scored = own.orElseGet(() -> all.range(all.size() - held, all.size()));
        Dataset seen = learned.range(0, Math.min(MOST_CALIBRATION, learned.size()));
        voice.note("learns from " + learned.size() + " samples, calibrated on the first " + seen.size()
                + " of them; scored on " + scored.size() + " others");
        Optional<Accelerator> machine = Optional.ofNullable(target).map(TargetReader::accelerator);
        QuantizationSettings asked = quantization.trained(machine);
        Graph simple = Pipeline.simplify(read.graph(), asked);
        Calibration calibration = Pipeline.calibrate(simple, seen);
        QuantizationSettings alike =
                MeasuredRanges.of(simple, calibration, asked).settled(asked);
        QuantizationSettings settings =
                budget.within(simple, calibration, seen, quantization.quantizer(), alike, machine, voice);
        budget.say(voice);
        return new FineTuningTask(
                simple,
                calibration,
                settings,
                Pipeline.quantize(simple, calibration, quantization.quantizer(), settings)
                        .plan(),
                learned,
                scored,
                new FineTuningTask.Schedule(epochs, batch, rate, patience, seed),
                settings.accumulator()
                        .filter(a -> settings.refinements().fittedSums())
                        .map(Accumulation::format),
                Path.of(output + ".checkpoint"));
    }

    private Dataset limited(Dataset all) {
        if (limit == null) {
            return all;
        }
        atLeast("--limit", limit, 2);
        return all.range(0, Math.min(limit, all.size()));
    }

    private static void needLabels(Dataset samples) {
        if (samples.labels().isEmpty()) {
            throw InvalidInputException.of(
                    samples.labelSource(),
                    "the samples have no labels, and training needs them",
                    "store them as y beside x, or name their file with --labels");
        }
    }

    private static String percent(FineTuned.Epoch epoch, int answers) {
        return Numbers.percent((double) epoch.right() / answers) + " of " + Numbers.grouped(answers)
                + " validation samples";
    }

    private static JsonObject json(FineTuned.Epoch epoch) {
        return new JsonObject()
                .put("loss", epoch.loss())
                .put("validation", epoch.validation())
                .put("gain", epoch.gain())
                .put("right", epoch.right())
                .put("compared", epoch.compared());
    }
}
