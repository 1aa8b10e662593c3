package dev.intarsia.cli.command;

import dev.intarsia.cli.ExitStatus;
import dev.intarsia.cli.HeldOut;
import dev.intarsia.cli.ModelFiles;
import dev.intarsia.cli.OutputDigest;
import dev.intarsia.cli.OutputFile;
import dev.intarsia.cli.Pipeline;
import dev.intarsia.cli.Progress;
import dev.intarsia.cli.Runs;
import dev.intarsia.cli.Samples;
import dev.intarsia.cli.Score;
import dev.intarsia.cli.SizeText;
import dev.intarsia.cli.Streams;
import dev.intarsia.cli.Voice;
import dev.intarsia.cli.report.SizePage;
import dev.intarsia.cli.size.AreaTable;
import dev.intarsia.cli.size.CertificateChecker;
import dev.intarsia.cli.size.Choice;
import dev.intarsia.cli.size.JobResult;
import dev.intarsia.cli.size.Point;
import dev.intarsia.cli.size.Sizing;
import dev.intarsia.cli.size.SweepSpec;
import dev.intarsia.cli.size.WidthCertificate;
import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.frontend.data.NpzWriter;
import dev.intarsia.frontend.model.ModelWriter;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.GraphPrinter;
import dev.intarsia.ir.graph.GraphText;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.quantize.Calibration;
import dev.intarsia.ir.quantize.QuantizationSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
                    "Widths to try, for example 'weights=2..8 activations=4..8 accumulator=12..32 overflow=wrap,saturate_end'"
                            + " (default: accumulator=12..32).")
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

    @Mixin
    private QuantizationOptions quantization;

    public SizeCommand(Streams streams) {
        super(streams);
    }

    /** The networks of integers that a model gives. */
    private final class Networks {

        private final ReadModel read;
        private final Dataset scored;
        private final byte[] calibrated;
        private final QuantizationSettings settings = quantization.settings(Optional.empty());
        private final Optional<Graph> simple;
        private final Optional<Calibration> calibration;
        private final Map<List<Integer>, QuantizedGraph> made = new LinkedHashMap<>();

        Networks(ReadModel read, Voice voice) {
            this.read = read;
            if (read.quantized().isPresent()) {
                scored = data.limited(data.data());
                calibrated = new byte[0];
                simple = Optional.empty();
                calibration = Optional.empty();
                return;
            }
            HeldOut split = HeldOut.of(data.data(), data.calibration());
            voice.note(split.remark());
            scored = data.limited(split.scored());
            calibrated = split.calibration().samples().toBytes();
            simple = Optional.of(Pipeline.simplify(read.graph()));
            calibration = Optional.of(Pipeline.calibrate(
                    simple.get(), Samples.of(split.calibration(), simple.get()).reals()));
        }

        QuantizedGraph of(int weights, int activations) {
            return read.quantized()
                    .orElseGet(() -> made.computeIfAbsent(
                            List.of(weights, activations),
                            key -> Pipeline.quantize(
                                            simple.orElseThrow(),
                                            calibration.orElseThrow(),
                                            quantization.quantizer(),
                                            settings.withBits(weights, activations))
                                    .graph()));
        }

        /** Everything that a result depends on but the widths. */
        String identity() {
            GraphText text = read.quantized()
                    .map(q -> GraphPrinter.print(q, "w.npz"))
                    .orElseGet(() -> GraphPrinter.print(read.graph(), "w.npz"));
            OutputDigest digest = new OutputDigest();
            digest.add(text.text().getBytes(StandardCharsets.UTF_8));
            digest.add(NpzWriter.npz(ModelWriter.arrays(text)));
            digest.add(scored.samples().toBytes());
            digest.add(scored.labels().toString().getBytes(StandardCharsets.UTF_8));
            digest.add(calibrated);
            digest.add((quantization.quantizer().name() + settings).getBytes(StandardCharsets.UTF_8));
            return digest.hex();
        }
    }

    @Override
    ExitStatus run(Voice voice) {
        Voice.Stopwatch watch = voice.stopwatch();
        SweepSpec asked = SweepSpec.parse(sweep);
        if (!(loss >= 0 && loss <= PERCENT)) {
            throw new ParameterException(spec.commandLine(), "--loss is from 0 to 100, found " + loss);
        }
        ReadModel read = quantization.read(model, voice);
        if (read.quantized().isPresent()
                && !(asked.weights().isEmpty() && asked.activations().isEmpty())) {
            throw InvalidInputException.of(
                    new ModelNode(model.toString(), ""),
                    "the model is quantized already, so its weights and activations have their widths",
                    "sweep accumulator and overflow only, or give the model of real numbers");
        }
        Networks networks = new Networks(read, voice);
        if (networks.scored.labels().isEmpty()) {
            throw InvalidInputException.of(
                    networks.scored.source(),
                    "there are no labels, and accuracy is what widths are judged by",
                    "add an array y, or --labels L");
        }
        Optional<Double> real = networks.simple.map(simple -> {
            Samples images = Samples.of(networks.scored, simple);
            return Runs.scoreReal(Runs.real(simple, images, Progress.NONE), images)
                    .map(Score::accuracy)
                    .orElseThrow();
        });
        Sizing sizing = new Sizing(asked, networks.identity(), Optional.ofNullable(resume));
        sizing.begin();
        List<JobResult> results = jobs(asked, sizing, networks, voice);
        List<Point> points =
                results.stream().flatMap(result -> result.points().stream()).toList();
        JobResult widest = results.getLast();
        WidthCertificate proved = proved(networks.of(
                widest.points().getFirst().weights(), widest.points().getFirst().activations()));
        int samples = widest.samples();
        double best = real.orElseGet(
                () -> points.stream().mapToInt(Point::right).max().orElse(0) / (double) samples);
        AreaTable area = AreaTable.shipped();
        Choice choice = Choice.of(points, area, (int) Math.ceil((best - loss / PERCENT) * samples - 1e-9));
        SizeText text = new SizeText(
                read.graph().name(),
                samples,
                real,
                widest.layers(),
                points,
                choice,
                area,
                results.stream().mapToLong(JobResult::reruns).sum());
        write(text, proved);
        text.lines().forEach(voice::result);
        voice.note(text.rate(watch.seconds()));
        voice.result(text.json(watch.seconds()));
        return ExitStatus.DONE;
    }

    private List<JobResult> jobs(SweepSpec asked, Sizing sizing, Networks networks, Voice voice) {
        List<JobResult> results = new ArrayList<>();
        List<Map.Entry<Optional<Integer>, Optional<Integer>>> pairs = asked.quantizations();
        try (Progress progress =
                voice.progress("size", (long) pairs.size() * networks.scored.size(), "samples of all quantizations")) {
            for (var pair : pairs) {
                int weights = pair.getKey().orElse(networks.settings.weightBits());
                int activations = pair.getValue().orElse(networks.settings.activationBits());
                results.add(sizing.run(
                        weights,
                        activations,
                        () -> Pipeline.lower(networks.of(weights, activations)),
                        () -> Samples.of(
                                networks.scored,
                                networks.of(weights, activations).graph()),
                        () -> progress.advance(1)));
            }
        }
        return results;
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

    private void write(SizeText text, WidthCertificate proved) {
        try (OutputFile files = new OutputFile()) {
            if (report != null) {
                files.write(report, SizePage.render(text.report()));
            }
            if (csv != null) {
                files.write(csv, text.csv());
            }
            if (certificate != null) {
                files.write(certificate, proved.text());
            }
            files.commit();
        }
    }
}
