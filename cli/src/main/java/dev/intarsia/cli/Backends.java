package dev.intarsia.cli;

import dev.intarsia.backend.hls.HlsBackend;
import dev.intarsia.backend.hls.HlsProject;
import dev.intarsia.backend.java.JavaBackend;
import dev.intarsia.backend.java.MavenProject;
import dev.intarsia.backend.mcu.CProject;
import dev.intarsia.backend.mcu.McuBackend;
import dev.intarsia.frontend.text.SourceText;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.stream.FoldingPlan;
import dev.intarsia.ir.stream.PlanFoldings;
import dev.intarsia.ir.stream.Resources;
import dev.intarsia.ir.stream.WrittenFoldings;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.Fpga;
import dev.intarsia.ir.target.Microcontroller;
import dev.intarsia.ir.target.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
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
     * @param planned whether it takes a plan that was written
     * @param project prints
     */
    public record Backend(String name, String summary, Predicate<Target> takes, boolean planned, Project project) {}

    /** Prints a program for a target that the backend takes. */
    @FunctionalInterface
    public interface Project {

        /**
         * A project that builds by itself.
         *
         * @param plan a plan that was written, for a backend that takes one
         * @throws dev.intarsia.ir.diagnostic.InvalidInputException when the target cannot run the program
         */
        Printed print(Program program, Target target, Optional<SourceText> plan);
    }

    /**
     * A project.
     *
     * @param files the content of each file, by its path with slashes
     * @param figures what is known of it before it is built, by the keys that scripts know
     */
    public record Printed(SequencedMap<String, byte[]> files, SequencedMap<String, Long> figures) {}

    private static final List<Backend> ALL = List.of(
            new Backend(
                    "java",
                    "a Maven project with a simulator of the accelerator",
                    Accelerator.class::isInstance,
                    false,
                    Backends::java),
            new Backend(
                    "c", "a project of C for a microcontroller", Microcontroller.class::isInstance, false, Backends::c),
            new Backend(
                    "hls", "a project of C++ for high-level synthesis", Fpga.class::isInstance, true, Backends::hls));

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

    private static Printed c(Program program, Target target, Optional<SourceText> plan) {
        Program needed = Pipeline.inIntegers(Pipeline.withoutDeadChannels(program), target);
        CProject project = McuBackend.generate(needed, (Microcontroller) target, Pipeline::oracleTensors);
        SequencedMap<String, Long> figures = new LinkedHashMap<>();
        figures.put("flashBytes.constants", project.constantBytes());
        figures.put("ramBytes", project.arena().bytes());
        figures.put("ramBytesLowerBound", project.arena().lowerBound());
        return new Printed(project.files(), figures);
    }

    private static Printed hls(Program program, Target target, Optional<SourceText> plan) {
        Program needed = Pipeline.inIntegers(Pipeline.withoutDeadChannels(program), target);
        Fpga fpga = (Fpga) target;
        FoldingPlan foldings = plan.map(
                        text -> PlanFoldings.of(needed, fpga, WrittenFoldings.read(text.file(), text.text(), needed)))
                .orElseGet(() -> PlanFoldings.plan(needed, fpga));
        HlsProject project = HlsBackend.generate(foldings, Pipeline::oracleTensors);
        SequencedMap<String, Long> figures = new LinkedHashMap<>();
        figures.put("cycles.latency", foldings.times().latency());
        figures.put("cycles.interval", foldings.times().interval());
        Resources total = foldings.total();
        figures.put("estimated.luts", total.luts());
        figures.put("estimated.dsps", total.dsps());
        figures.put("estimated.bram18", total.brams());
        return new Printed(project.files(), figures);
    }

    private static Printed java(Program program, Target target, Optional<SourceText> plan) {
        Pipeline.Compiled compiled = Pipeline.compile(program, (Accelerator) target);
        try {
            return new Printed(
                    MavenProject.files(JavaBackend.generate(compiled.commands(), compiled.timeline())),
                    new LinkedHashMap<>());
        } catch (IOException e) {
            throw new UncheckedIOException("reading the jars that this command runs from", e);
        }
    }
}
