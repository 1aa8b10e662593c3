package dev.intarsia.cli.command;

import dev.intarsia.cli.ExitStatus;
import dev.intarsia.cli.ModelFiles;
import dev.intarsia.cli.OutputFile;
import dev.intarsia.cli.Progress;
import dev.intarsia.cli.SizeFigures;
import dev.intarsia.cli.SizeJson;
import dev.intarsia.cli.SizeText;
import dev.intarsia.cli.SizingNetworks;
import dev.intarsia.cli.Streams;
import dev.intarsia.cli.Voice;
import dev.intarsia.cli.report.SizePage;
import dev.intarsia.cli.size.AreaTable;
import dev.intarsia.cli.size.CertificateChecker;
import dev.intarsia.cli.size.Choice;
import dev.intarsia.cli.size.Cost;
import dev.intarsia.cli.size.Costs;
import dev.intarsia.cli.size.Datapath;
import dev.intarsia.cli.size.Key;
import dev.intarsia.cli.size.MixedWidths;
import dev.intarsia.cli.size.Point;
import dev.intarsia.cli.size.Sized;
import dev.intarsia.cli.size.Sweep;
import dev.intarsia.cli.size.SweepSpec;
import dev.intarsia.cli.size.WidthCertificate;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.quantize.QuantizationSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** How wide a datapath must be, and what fewer bits cost. */
@Command(
        name = "size",
        description = "Size a datapath: proved and observed widths, accuracy and area of every combination of widths.",
        footer = "intarsia size examples/fashion/fashion.inta --data examples/fashion/test.npz --limit 50")
public final class SizeCommand extends Subcommand {

    private static final double PERCENT = 100;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = ModelFiles.DESCRIPTION)
    private Path model;

    @Mixin
    private DataOptions data;

    @Option(
            names = "--sweep",
            paramLabel = "S",
            description =
                    "What to try, for example 'weights=2..8 activations=4..8 accumulator=12..32 overflow=wrap,saturate_end'"
                            + " (default: accumulator=12..32). Also pixels, bias, multiplier, rounding, array=8x8, scratchpad (KiB) and"
                            + " port; for a layer: weights.conv1=4,8; points=N seed=S draws N of all combinations.")
    private String sweep = "accumulator=12..32";

    @Option(
            names = "--loss",
            paramLabel = "L",
            defaultValue = "1",
            description = "Points of accuracy, in percent, that a recommended datapath may lose against real numbers.")
    private double loss;

    @Option(
            names = "--resume",
            paramLabel = "DIR",
            description = "Keep results there; what is there already is not run again.")
    private Path resume;

    @Option(names = "--report", paramLabel = "R.html", description = "Write a report.")
    private Path report;

    @Option(names = "--csv", paramLabel = "P.csv", description = "Write all points as a table.")
    private Path csv;

    @Option(
            names = "--certificate",
            paramLabel = "C",
            description = "Write what is proved of each accumulator, and where each bound is reached.")
    private Path certificate;

    @Option(
            names = "--target",
            paramLabel = "T",
            defaultValue = "inlay8",
            description = "The accelerator that cycles, traffic and energy are of (default: ${DEFAULT-VALUE}).")
    private String target;

    @Option(
            names = "--fabric",
            paramLabel = "F",
            defaultValue = "ice40-lut",
            description = "What area is measured on: ice40-lut (default), ice40-dsp, ecp5-dsp or xc7-dsp.")
    private String fabric;

    @Option(names = "--mixed", description = "Search for widths of weights for each layer for itself, within --loss.")
    private boolean mixed;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Threads (default: one for each core). The result does not depend on them.")
    private Integer workers;

    @Mixin
    private QuantizationOptions quantization;

    public SizeCommand(Streams streams) {
        super(streams);
    }

    @Override
    ExitStatus run(Voice voice) {
        Voice.Stopwatch watch = voice.stopwatch();
        SweepSpec asked = SweepSpec.parse(sweep);
        if (!(loss >= 0 && loss <= PERCENT)) {
            throw new ParameterException(spec.commandLine(), "--loss is from 0 to 100, found " + loss);
        }
        if (workers != null && workers < 1) {
            throw new ParameterException(spec.commandLine(), "--workers is at least 1, found " + workers);
        }
        AreaTable area = AreaTable.shipped();
        Costs costs = new Costs(TargetReader.accelerator(target), area, fabric(area));
        ReadModel read = quantization.read(model, voice);
        checkFits(asked, read);
        SizingNetworks networks = SizingNetworks.of(
                read,
                data.data(),
                data.calibration(),
                data::limited,
                quantization.quantizer(),
                settings(),
                voice::note);
        networks.check(asked);
        if (read.quantized().isEmpty()) {
            asked = asked.withDefault(Key.ACTIVATIONS, settings().activationBits())
                    .withDefault(Key.WEIGHTS, settings().weightBits());
        }
        Sized sized = sized(asked, networks, costs, read.graph().name(), voice);
        write(sized);
        SizeText text = new SizeText(sized);
        text.lines().forEach(voice::result);
        voice.note(text.rate(watch.seconds()));
        voice.result(SizeJson.of(sized, watch.seconds()));
        return ExitStatus.DONE;
    }

    private QuantizationSettings settings() {
        return quantization.settings(Optional.empty());
    }

    private AreaTable.Fabric fabric(AreaTable area) {
        return area.fabrics().stream()
                .filter(f -> f.text().equals(fabric))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "area was not measured on '" + fabric + "'; it was on "
                                + area.fabrics().stream()
                                        .map(AreaTable.Fabric::text)
                                        .collect(Collectors.joining(", "))));
    }

    private void checkFits(SweepSpec asked, ReadModel read) {
        if (read.quantized().isPresent() && !asked.ofReal().isEmpty()) {
            throw InvalidInputException.of(
                    new ModelNode(model.toString(), ""),
                    "the model is quantized already, so " + String.join(", ", asked.ofReal()) + " cannot be swept",
                    "sweep accumulator, overflow, bias, multiplier and the machine only, or give the model of real numbers");
        }
        if (mixed && (read.quantized().isPresent() || asked.values(Key.WEIGHTS).size() < 2)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--mixed chooses among the widths of weights that are swept: give a model of real numbers and at least two widths");
        }
    }

    private Sized sized(SweepSpec asked, SizingNetworks networks, Costs costs, String name, Voice voice) {
        int threads = workers == null ? Runtime.getRuntime().availableProcessors() : workers;
        Sweep runner = new Sweep(networks::of, networks.scored(), networks.identity(), threads);
        List<Datapath> points = asked.datapaths();
        Datapath widest = points.getLast();
        Optional<Double> real = networks.realAccuracy();
        Sweep.Result result;
        try (Progress progress = voice.progress("size", runner.inferences(points), "inferences")) {
            result = runner.run(points, widest, Optional.ofNullable(resume), progress::advance);
        }
        WidthCertificate proved = proved(runner.network(widest));
        int samples = networks.scored().size();
        double best = real.orElseGet(
                () -> result.points().stream().mapToInt(Point::right).max().orElse(0) / (double) samples);
        int least = (int) Math.ceil((best - loss / PERCENT) * samples - 1e-9);
        List<Cost> priced = costs.of(points, runner::network);
        return new Sized(
                name,
                samples,
                real,
                asked,
                result,
                priced,
                Choice.of(result.points(), priced, least),
                costs,
                proved,
                mixed ? Optional.of(mixed(asked, widest, runner, result, least, voice)) : Optional.empty());
    }

    private static MixedWidths.Outcome mixed(
            SweepSpec asked, Datapath widest, Sweep runner, Sweep.Result result, int least, Voice voice) {
        voice.note("searching for widths of single layers");
        return MixedWidths.search(
                result.layers(),
                asked.values(Key.WEIGHTS).stream().map(Integer::parseInt).toList(),
                widest.quantization(),
                least,
                points ->
                        runner.run(points, widest, Optional.empty(), done -> {}).points());
    }

    /** What is proved, after the checker has agreed. */
    private static WidthCertificate proved(QuantizedGraph graph) {
        WidthCertificate claim = WidthCertificate.of(graph);
        List<String> wrong = CertificateChecker.check(claim, graph);
        if (!wrong.isEmpty()) {
            throw new IllegalStateException("range analysis and the checker disagree: " + String.join("; ", wrong));
        }
        return claim;
    }

    private void write(Sized sized) {
        try (OutputFile files = new OutputFile()) {
            if (report != null) {
                files.write(report, SizePage.render(new SizeFigures(sized).report()));
            }
            if (csv != null) {
                files.write(csv, new SizeText(sized).csv());
            }
            if (certificate != null) {
                files.write(certificate, sized.proved().text());
            }
            files.commit();
        }
    }
}
