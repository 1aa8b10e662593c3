package dev.intarsia.cli.command;

import dev.intarsia.backend.java.MavenProject;
import dev.intarsia.cli.ExitStatus;
import dev.intarsia.cli.ModelFiles;
import dev.intarsia.cli.OutputFile;
import dev.intarsia.cli.Pipeline;
import dev.intarsia.cli.Prepared;
import dev.intarsia.cli.Progress;
import dev.intarsia.cli.Runs;
import dev.intarsia.cli.Samples;
import dev.intarsia.cli.Score;
import dev.intarsia.cli.SimulationReport;
import dev.intarsia.cli.Streams;
import dev.intarsia.cli.Voice;
import dev.intarsia.cli.WidthSweep;
import dev.intarsia.cli.json.JsonObject;
import dev.intarsia.cli.report.Accuracy;
import dev.intarsia.cli.report.CauseName;
import dev.intarsia.cli.report.Numbers;
import dev.intarsia.cli.report.ReportPage;
import dev.intarsia.cli.trace.TraceFile;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.ir.command.Unit;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.replay.Cause;
import dev.intarsia.simulator.replay.Energy;
import dev.intarsia.simulator.replay.Timeline;
import dev.intarsia.simulator.runner.CompiledSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Accuracy and cycles of a network on an accelerator. */
@Command(
        name = "simulate",
        description = "Quantize if needed, tile, simulate on an accelerator: accuracy, cycles, stalls, traffic.",
        footer = "intarsia simulate examples/fashion/fashion.inta --target inlay16 --data examples/fashion/test.npz")
public final class SimulateCommand extends Subcommand {

    @Parameters(paramLabel = "MODEL", description = ModelFiles.DESCRIPTION)
    private Path model;

    @Option(
            names = "--target",
            required = true,
            paramLabel = "T",
            description = "An .accel file, or inlay8, inlay16, inlay32.")
    private String target;

    @Mixin
    private DataOptions data;

    @Mixin
    private QuantizationOptions quantization;

    @Mixin
    private PlannerOption planning;

    @Option(names = "--report", paramLabel = "R.html", description = "Write a report.")
    private Path report;

    @Option(
            names = "--trace",
            paramLabel = "TRACE",
            description =
                    "Write one inference in time: a value change dump (.vcd), otherwise JSON for ui.perfetto.dev.")
    private Path trace;

    @Option(
            names = "--emit",
            paramLabel = "DIR",
            description = "Write the generated simulator as a Maven project that carries what it runs on.")
    private Path emit;

    public SimulateCommand(Streams streams) {
        super(streams);
    }

    /**
     * What was found.
     *
     * @param running seconds in which the simulators ran, from when they were made
     */
    private record Outcome(
            Prepared prepared,
            Pipeline.Compiled compiled,
            Samples samples,
            Optional<Score> real,
            Optional<Score> integer,
            String sha256,
            double running) {}

    @Override
    ExitStatus run(Voice voice) {
        Voice.Stopwatch watch = voice.stopwatch();
        Outcome outcome = simulate(voice);
        write(outcome);
        say(voice, outcome);
        voice.result(json(outcome, watch.seconds()));
        return ExitStatus.DONE;
    }

    /** All files or none. */
    private void write(Outcome outcome) {
        try (OutputFile files = new OutputFile()) {
            if (report != null) {
                files.write(report, ReportPage.render(page(outcome)));
            }
            if (trace != null) {
                Pipeline.Compiled compiled = outcome.compiled();
                files.write(trace, TraceFile.print(trace, compiled.commands(), compiled.timeline()));
            }
            if (emit != null) {
                MavenProject.files(Pipeline.generate(outcome.compiled()))
                        .forEach((path, content) -> files.write(emit.resolve(path), out -> out.write(content)));
            }
            files.commit();
        } catch (IOException e) {
            throw new UncheckedIOException("reading the jars that this command runs from", e);
        }
    }

    private Outcome simulate(Voice voice) {
        ReadModel read = quantization.read(model, voice);
        Accelerator accelerator = TargetReader.accelerator(target);
        Prepared prepared = quantization.prepared(read, data.data(), data.calibration(), Optional.of(accelerator));
        prepared.remark().ifPresent(voice::note);
        Samples samples = Samples.of(data.limited(prepared.scored()), prepared.quantized());
        Pipeline.Compiled compiled =
                Pipeline.compile(Pipeline.lower(prepared.quantized()), accelerator, planning.planner());
        Optional<Score> real = prepared.real().flatMap(graph -> {
            Samples realSamples = Samples.of(data.limited(prepared.scored()), graph);
            try (Progress progress = voice.progress("real numbers", samples.size(), "images")) {
                return Runs.scoreReal(Runs.real(graph, realSamples, progress), realSamples);
            }
        });
        Supplier<CompiledSimulator> simulators = Pipeline.generatedSimulators(compiled);
        Voice.Stopwatch running = voice.stopwatch();
        List<List<RawTensor>> outputs;
        try (Progress progress = voice.progress("simulate", samples.size(), "images")) {
            outputs = Runs.simulated(simulators, samples, progress);
        }
        double seconds = running.seconds();
        return new Outcome(
                prepared, compiled, samples, real, Runs.score(outputs, samples), Runs.sha256(outputs), seconds);
    }

    private dev.intarsia.cli.report.Report page(Outcome outcome) {
        Optional<Accuracy.Sweep> sweep = outcome.prepared()
                .real()
                .flatMap(simple -> WidthSweep.of(
                        simple,
                        outcome.prepared().calibration().orElseThrow(),
                        quantization.settings(
                                Optional.of(outcome.compiled().plan().target())),
                        outcome.prepared().scored(),
                        outcome.compiled()));
        Optional<Accuracy> accuracy = outcome.integer()
                .map(integer -> new Accuracy(
                        outcome.real().map(Score::accuracy), integer.accuracy(), integer.answers(), sweep));
        List<String> notes = new ArrayList<>();
        outcome.prepared().remark().ifPresent(remark -> notes.add("Activations are " + remark + "."));
        notes.add("Cycles do not depend on values: one replay of the queues stands for every image.");
        return new SimulationReport(
                        outcome.prepared().quantized().graph().name(),
                        outcome.compiled().plan(),
                        outcome.compiled().timeline())
                .report(accuracy, notes);
    }

    private void say(Voice voice, Outcome outcome) {
        Timeline timeline = outcome.compiled().timeline();
        long bound = SimulationReport.lowerBound(outcome.compiled().plan());
        outcome.real().ifPresent(score -> voice.result("accuracy, real      " + percent(score)));
        outcome.integer().ifPresent(score -> voice.result("accuracy, integers  " + percent(score)));
        voice.result("cycles an image     " + Numbers.grouped(timeline.cycles()) + "  (lower bound "
                + Numbers.grouped(bound) + ", " + Numbers.times((double) timeline.cycles() / bound) + ")");
        voice.result("utilization         " + Numbers.percent(timeline.utilization()));
        voice.result("output SHA-256      " + outcome.sha256());
        if (report != null) {
            voice.result("report              " + report);
        }
        if (trace != null) {
            voice.result("trace               " + trace);
        }
        if (emit != null) {
            voice.result("simulator           " + emit);
        }
    }

    private static String percent(Score score) {
        return Numbers.percent(score.accuracy()) + " of " + Numbers.grouped(score.answers()) + " images";
    }

    private JsonObject json(Outcome outcome, double seconds) {
        Timeline timeline = outcome.compiled().timeline();
        JsonObject json = new JsonObject()
                .put("model", outcome.prepared().quantized().graph().name())
                .put("target", outcome.compiled().plan().target().name())
                .put("images", outcome.samples().size())
                .put("accuracy.real", outcome.real().map(Score::accuracy))
                .put("accuracy.integer", outcome.integer().map(Score::accuracy))
                .put("macs", timeline.macs())
                .put("cycles.perInference", timeline.cycles())
                .put(
                        "cycles.lowerBound",
                        SimulationReport.lowerBound(outcome.compiled().plan()))
                .put("stalls", stalls(timeline))
                .put("utilization", timeline.utilization())
                .put("traffic", traffic(timeline))
                .put("energyPicojoules", energy(timeline))
                .put("outputSha256", outcome.sha256())
                .put("simulated.seconds", outcome.running())
                .put(
                        "simulated.macsPerSecond",
                        timeline.macs() * outcome.samples().size() / outcome.running())
                .put("seconds", seconds);
        if (report != null) {
            json.put("report", report.toString());
        }
        if (trace != null) {
            json.put("trace", trace.toString());
        }
        return emit == null ? json : json.put("emit", emit.toString());
    }

    /** The cycles in which the compute unit does nothing, by their cause. */
    private static JsonObject stalls(Timeline timeline) {
        JsonObject stalls = new JsonObject();
        timeline.units().get(Unit.COMPUTE).cycles().forEach((cause, cycles) -> {
            if (cause != Cause.BUSY && cause != Cause.WAIT_COMPUTE) {
                stalls.put(CauseName.key(cause), cycles);
            }
        });
        return stalls;
    }

    private static JsonObject energy(Timeline timeline) {
        JsonObject json = new JsonObject();
        Energy energy = Energy.of(timeline);
        energy.picojoules().forEach((spender, picojoules) -> json.put(spender, picojoules.doubleValue()));
        return json.put("total", energy.total());
    }

    private static JsonObject traffic(Timeline timeline) {
        JsonObject traffic = new JsonObject();
        timeline.traffic().forEach(t -> traffic.put(t.memory(), t.readBytes() + t.writtenBytes()));
        return traffic;
    }
}
