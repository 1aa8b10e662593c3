package dev.intarsia.cli.command;

import dev.intarsia.cli.Backends;
import dev.intarsia.cli.ExitStatus;
import dev.intarsia.cli.ModelFiles;
import dev.intarsia.cli.OutputFile;
import dev.intarsia.cli.Pipeline;
import dev.intarsia.cli.Streams;
import dev.intarsia.cli.Voice;
import dev.intarsia.cli.json.JsonObject;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.frontend.text.SourceText;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.target.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A project that builds by itself. */
@Command(
        name = "compile",
        description = "Print a model for a target, as a project that builds by itself.",
        footer = "intarsia compile fashion8.inta --target inlay16 --emit java -o fashion-java")
public final class CompileCommand extends Subcommand {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = ModelFiles.DESCRIPTION)
    private Path model;

    @Option(
            names = "--target",
            required = true,
            paramLabel = "T",
            description =
                    "An .accel, .mcu or .fpga file, or inlay8, inlay16, inlay32, host, cortex-m0plus, cortex-m4, cortex-m7, cortex-m33,"
                            + " cortex-m55, rv32imc, vitis, ac.")
    private String target;

    @Option(
            names = "--emit",
            required = true,
            paramLabel = "B",
            description = "What to print: ${COMPLETION-CANDIDATES}.",
            completionCandidates = Names.OfBackends.class)
    private String emit;

    @Option(
            names = "--calibration",
            paramLabel = "C",
            description = "Samples to calibrate with; needed for a model of real numbers.")
    private Path calibration;

    @Option(
            names = "--plan",
            paramLabel = "PLAN",
            description = "For hls: foldings from plan.txt of an earlier project, perhaps changed by hand.")
    private Path plan;

    @Option(
            names = "--count",
            description =
                    "For c: build it, count its instructions and its flash on the target's emulated board, and write them"
                            + " into its README.")
    private boolean count;

    @Mixin
    private QuantizationOptions quantization;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "The folder to write.")
    private Path output;

    public CompileCommand(Streams streams) {
        super(streams);
    }

    @Override
    ExitStatus run(Voice voice) {
        Backends.Backend backend = Backends.named(emit)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "there is no backend '" + emit + "'; there are " + String.join(", ", Backends.names())));
        Target hardware = TargetReader.read(target);
        if (!backend.takes().test(hardware)) {
            throw new ParameterException(
                    spec.commandLine(),
                    emit + " is " + backend.summary() + ", which is nothing for " + target + "; it takes "
                            + String.join(", ", Backends.namesFor(hardware)));
        }
        if (plan != null && !backend.planned()) {
            throw new ParameterException(spec.commandLine(), emit + " takes no --plan");
        }
        if (count && !backend.counted()) {
            throw new ParameterException(spec.commandLine(), emit + " takes no --count");
        }
        ReadModel read = quantization.read(model, voice);
        QuantizedGraph graph =
                quantization.quantized(read, model, Optional.ofNullable(calibration), Optional.of(hardware));
        Backends.Printed printed = backend.project()
                .print(
                        Pipeline.lower(graph),
                        hardware,
                        Optional.ofNullable(plan).map(SourceText::read),
                        count);
        SequencedMap<String, byte[]> files = printed.files();
        try (OutputFile written = new OutputFile()) {
            files.forEach((path, content) -> written.write(output.resolve(path), out -> out.write(content)));
            written.commit();
        }
        files.keySet().forEach(path -> voice.result(output.resolve(path).toString()));
        printed.figures().forEach((figure, value) -> voice.result(figure + " " + value));
        JsonObject json = new JsonObject()
                .put("model", graph.graph().name())
                .put("target", hardware.name())
                .put("backend", backend.name())
                .put("files", List.copyOf(files.keySet()))
                .put("output", output.toString());
        printed.figures().forEach(json::put);
        voice.result(json);
        return ExitStatus.DONE;
    }
}
