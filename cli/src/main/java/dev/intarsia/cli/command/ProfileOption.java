package dev.intarsia.cli.command;

import dev.intarsia.cli.Pipeline;
import dev.intarsia.cli.Voice;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.diagnostic.Diagnostic;
import dev.intarsia.ir.diagnostic.Diagnostics;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whose integers are computed. */
final class ProfileOption {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--profile",
            paramLabel = "P",
            description =
                    "Arithmetic profile (default: that of the file's own engine; for real numbers the target's, or tflm).")
    private String profile;

    /** The profile that was asked for. */
    Optional<ArithmeticProfile> chosen() {
        return Optional.ofNullable(profile).map(this::named);
    }

    /** A profile by its name. */
    ArithmeticProfile named(String name) {
        return ArithmeticProfile.named(name)
                .orElseThrow(() -> new ParameterException(
                        command.commandLine(),
                        "there is no profile '" + name + "'; there are "
                                + ArithmeticProfile.all().stream()
                                        .map(ArithmeticProfile::name)
                                        .collect(Collectors.joining(", "))));
    }

    /** The model itself; one whose integers have types only gets the arithmetic that was asked for, or that of its engine. */
    ReadModel follow(ReadModel read, Voice voice) {
        if (!read.isTyped()) {
            return read;
        }
        Diagnostics diagnostics = new Diagnostics();
        ArithmeticProfile arithmetic =
                chosen().orElseGet(() -> named(read.engineProfile().orElseThrow()));
        ReadModel followed = Pipeline.follow(read, arithmetic, diagnostics);
        diagnostics.found().stream()
                .map(Diagnostic::render)
                .map(String::stripTrailing)
                .forEach(voice::note);
        return followed;
    }
}
