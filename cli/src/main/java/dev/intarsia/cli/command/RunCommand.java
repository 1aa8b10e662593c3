package dev.intarsia.cli.command;

import dev.intarsia.cli.ExitStatus;
import dev.intarsia.cli.ModelFiles;
import dev.intarsia.cli.OutputFile;
import dev.intarsia.cli.Outputs;
import dev.intarsia.cli.Pipeline;
import dev.intarsia.cli.Prepared;
import dev.intarsia.cli.Progress;
import dev.intarsia.cli.Runs;
import dev.intarsia.cli.Samples;
import dev.intarsia.cli.Streams;
import dev.intarsia.cli.Voice;
import dev.intarsia.cli.json.JsonObject;
import dev.intarsia.frontend.data.NpzWriter;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.hwtest.engine.EngineKind;
import dev.intarsia.hwtest.engine.Engines;
import dev.intarsia.hwtest.engine.RunningEngine;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.target.Target;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Raw outputs of one engine. */
@Command(
        name = "run",
        description = "Run a model on one engine and write its raw outputs.",
        footer = "intarsia run examples/fashion/fashion.inta --data examples/fashion/test.npz --engine real")
public final class RunCommand extends Subcommand {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = ModelFiles.DESCRIPTION)
    private Path model;

    @Mixin
    private DataOptions data;

    @Option(
            names = "--engine",
            paramLabel = "E",
            description =
                    "real, or one of ${COMPLETION-CANDIDATES} (default: oracle, or for a target the next that runs for"
                            + " it).",
            completionCandidates = Names.OfEngines.class,
            showDefaultValue = CommandLine.Help.Visibility.NEVER)
    private String engine;

    @Option(names = "--target", paramLabel = "T", description = "An .accel file, or inlay8, inlay16, inlay32.")
    private String target;

    @Mixin
    private QuantizationOptions quantization;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT.npz",
            description = "Write the outputs: an array for each, samples outermost.")
    private Path output;

    private static final String REAL = "real";

    public RunCommand(Streams streams) {
        super(streams);
    }

    @Override
    ExitStatus run(Voice voice) {
        Voice.Stopwatch watch = voice.stopwatch();
        Optional<Target> hardware = Optional.ofNullable(target).map(TargetReader::read);
        Optional<EngineKind> chosen = engine(hardware);
        ReadModel read = quantization.read(model, voice);
        Outputs outputs = chosen.isEmpty() ? real(read, voice) : integers(chosen.get(), read, hardware, voice);
        String name = chosen.map(EngineKind::name).orElse(REAL);
        if (output != null) {
            try (OutputFile files = new OutputFile()) {
                files.write(output, out -> out.write(NpzWriter.npz(outputs.arrays())));
                files.commit();
            }
        }
        voice.result(outputs.samples() + " samples on " + name + ", output SHA-256 " + outputs.sha256());
        JsonObject json = new JsonObject()
                .put("engine", name)
                .put("images", outputs.samples())
                .put("outputSha256", outputs.sha256());
        if (output != null) {
            voice.result("written to " + output);
            json.put("output", output.toString());
        }
        voice.result(json.put("seconds", watch.seconds()));
        return ExitStatus.DONE;
    }

    /** The engine that was asked for, or that the target asks for; empty for real numbers. */
    private Optional<EngineKind> engine(Optional<Target> hardware) {
        if (REAL.equals(engine)) {
            return Optional.empty();
        }
        if (engine == null) {
            return Optional.of(Engines.standard(hardware));
        }
        EngineKind kind = Engines.named(engine)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "there is no engine '" + engine + "'; there are " + REAL + ", "
                                + String.join(", ", Engines.names())));
        if (kind.needsTarget() && !hardware.map(kind::takes).orElse(false)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "the engine " + kind.name() + " is " + kind.summary() + ": "
                            + (hardware.isEmpty() ? "add --target T" : "it does not run for " + target));
        }
        return Optional.of(kind);
    }

    private Outputs real(ReadModel read, Voice voice) {
        if (read.profile().isPresent()) {
            throw InvalidInputException.of(
                    new ModelNode(model.toString(), ""),
                    "a quantized model has no real numbers",
                    "run it on another engine: " + String.join(", ", Engines.names()));
        }
        Graph graph = Pipeline.simplify(read.graph());
        Samples samples = Samples.of(data.limited(data.data()), graph);
        try (Progress progress = voice.progress("real", samples.size(), "samples")) {
            return Outputs.ofReal(graph, Runs.real(graph, samples, progress));
        }
    }

    private Outputs integers(EngineKind chosen, ReadModel read, Optional<Target> hardware, Voice voice) {
        chosen.missing().forEach(missing -> {
            throw InvalidInputException.of(
                    new ModelNode(model.toString(), ""),
                    "the engine " + chosen.name() + " cannot run here",
                    missing.hint());
        });
        Prepared prepared = quantization.prepared(read, data.data(), data.calibration(), hardware);
        prepared.remark().ifPresent(voice::note);
        Graph graph = prepared.quantized().graph();
        Samples samples = Samples.of(data.limited(prepared.scored()), prepared.quantized());
        Supplier<RunningEngine> engines =
                chosen.prepare(Pipeline.lower(prepared.quantized()), hardware.filter(chosen::takes));
        try (Progress progress = voice.progress(chosen.name(), samples.size(), "samples")) {
            return Outputs.of(graph, Runs.on(engines, samples, progress));
        }
    }
}
