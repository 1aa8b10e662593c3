package dev.intarsia.cli.command;

import dev.intarsia.cli.Engines;
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
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.target.Accelerator;
import java.nio.file.Path;
import java.util.Optional;
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
            description = "real, oracle or java (default: java with a target, oracle without).")
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

    public RunCommand(Streams streams) {
        super(streams);
    }

    @Override
    ExitStatus run(Voice voice) {
        Voice.Stopwatch watch = voice.stopwatch();
        Engines chosen = engine();
        Optional<Accelerator> accelerator = Optional.ofNullable(target).map(TargetReader::accelerator);
        ReadModel read = Pipeline.read(model);
        if (read.profile().isPresent()) {
            quantization.refuseAll(model.toString());
        }
        Outputs outputs = switch (chosen) {
            case REAL -> real(read, voice);
            case ORACLE, JAVA -> integers(chosen, read, accelerator, voice);
        };
        if (output != null) {
            try (OutputFile files = new OutputFile()) {
                files.write(output, out -> out.write(NpzWriter.npz(outputs.arrays())));
                files.commit();
            }
        }
        voice.result(outputs.samples() + " samples on " + chosen.text() + ", output SHA-256 " + outputs.sha256());
        JsonObject json = new JsonObject()
                .put("engine", chosen.text())
                .put("images", outputs.samples())
                .put("outputSha256", outputs.sha256());
        if (output != null) {
            voice.result("written to " + output);
            json.put("output", output.toString());
        }
        voice.result(json.put("seconds", watch.seconds()));
        return ExitStatus.DONE;
    }

    private Engines engine() {
        if (engine == null) {
            return target == null ? Engines.ORACLE : Engines.JAVA;
        }
        Engines chosen = Engines.named(engine)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "there is no engine '" + engine + "'; there are " + String.join(", ", Engines.names())));
        if (chosen == Engines.JAVA && target == null) {
            throw new ParameterException(
                    spec.commandLine(), "the engine java simulates an accelerator: add --target T");
        }
        return chosen;
    }

    private Outputs real(ReadModel read, Voice voice) {
        if (read.profile().isPresent()) {
            throw InvalidInputException.of(
                    new ModelNode(model.toString(), ""),
                    "a quantized model has no real numbers",
                    "run it on oracle, or on java with a target");
        }
        Graph graph = Pipeline.simplify(read.graph());
        Samples samples = Samples.of(data.limited(data.data()), graph);
        try (Progress progress = voice.progress("real", samples.size(), "samples")) {
            return Outputs.ofReal(graph, Runs.real(graph, samples, progress));
        }
    }

    private Outputs integers(Engines chosen, ReadModel read, Optional<Accelerator> accelerator, Voice voice) {
        Prepared prepared = Prepared.of(read, data.data(), data.calibration(), quantization.settings(accelerator));
        prepared.remark().ifPresent(voice::note);
        Graph graph = prepared.quantized().graph();
        Samples samples = Samples.of(data.limited(prepared.scored()), graph);
        var program = Pipeline.lower(prepared.quantized());
        try (Progress progress = voice.progress(chosen.text(), samples.size(), "samples")) {
            return Outputs.of(
                    graph,
                    chosen == Engines.ORACLE
                            ? Runs.oracle(program, samples, progress)
                            : Runs.simulated(
                                    Pipeline.generatedSimulators(Pipeline.compile(program, accelerator.orElseThrow())),
                                    samples,
                                    progress));
        }
    }
}
