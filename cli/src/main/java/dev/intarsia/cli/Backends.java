package dev.intarsia.cli;

import dev.intarsia.backend.java.JavaBackend;
import dev.intarsia.backend.java.MavenProject;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Predicate;

/** The list of backends: what {@code compile} can print for a target. */
public final class Backends {

    /**
     * One of them.
     *
     * @param name what {@code --emit} calls it
     * @param summary what comes of it, for people
     * @param takes which targets it prints for
     * @param project prints
     */
    public record Backend(String name, String summary, Predicate<Target> takes, Project project) {}

    /** Prints a program for a target that the backend takes. */
    @FunctionalInterface
    public interface Project {

        /**
         * A project that builds by itself.
         *
         * @return the content of each file, by its path with slashes
         * @throws dev.intarsia.ir.diagnostic.InvalidInputException when the target cannot run the program
         */
        SequencedMap<String, byte[]> files(Program program, Target target);
    }

    private static final List<Backend> ALL = List.of(new Backend(
            "java",
            "a Maven project with a simulator of the accelerator",
            Accelerator.class::isInstance,
            Backends::java));

    private Backends() {}

    /** Their names. */
    public static List<String> names() {
        return ALL.stream().map(Backend::name).toList();
    }

    /** The backend of that name. */
    public static Optional<Backend> named(String name) {
        return ALL.stream().filter(backend -> backend.name().equals(name)).findFirst();
    }

    /** The backends that print for a target. */
    public static List<String> namesFor(Target target) {
        return ALL.stream()
                .filter(backend -> backend.takes().test(target))
                .map(Backend::name)
                .toList();
    }

    private static SequencedMap<String, byte[]> java(Program program, Target target) {
        Pipeline.Compiled compiled = Pipeline.compile(program, (Accelerator) target);
        try {
            return MavenProject.files(JavaBackend.generate(compiled.commands(), compiled.timeline()));
        } catch (IOException e) {
            throw new UncheckedIOException("reading the jars that this command runs from", e);
        }
    }
}
