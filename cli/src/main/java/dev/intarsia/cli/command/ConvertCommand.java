package dev.intarsia.cli.command;

import dev.intarsia.cli.ExitStatus;
import dev.intarsia.cli.ModelFiles;
import dev.intarsia.cli.ModelOutput;
import dev.intarsia.cli.Streams;
import dev.intarsia.cli.Voice;
import dev.intarsia.cli.json.JsonObject;
import dev.intarsia.frontend.model.ReadModel;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A model of any kind in text form. */
@Command(
        name = "convert",
        description = "Write a model of any kind in text form, its weights beside it.",
        footer = "intarsia convert examples/fashion/fashion.inta -o copy.inta")
public final class ConvertCommand extends Subcommand {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = ModelFiles.DESCRIPTION)
    private Path model;

    @Mixin
    private ProfileOption profile;

    @Mixin
    private ShapeOption shapes;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "OUT.inta",
            description = "Where to write the text; the weights go beside it.")
    private Path output;

    public ConvertCommand(Streams streams) {
        super(streams);
    }

    @Override
    ExitStatus run(Voice voice) {
        ModelOutput files = ModelOutput.at(output)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "the output is a model in text form: end its name in .inta"));
        ReadModel read = profile.follow(shapes.read(model), voice);
        read.quantized().ifPresentOrElse(files::write, () -> files.write(read.graph()));
        voice.result(read.graph().nodes().size() + " layers written to " + output);
        JsonObject json = new JsonObject()
                .put("model", read.graph().name())
                .put("layers", read.graph().nodes().size())
                .put("output", output.toString());
        read.profile().ifPresent(profile -> json.put("profile", profile));
        voice.result(json);
        return ExitStatus.DONE;
    }
}
