package dev.intarsia.cli;

import dev.intarsia.backend.hls.HlsBackend;
import dev.intarsia.backend.hls.HlsProject;
import dev.intarsia.backend.java.JavaBackend;
import dev.intarsia.backend.java.MavenProject;
import dev.intarsia.backend.mcu.CProject;
import dev.intarsia.backend.mcu.McuBackend;
import dev.intarsia.backend.mcu.Measured;
import dev.intarsia.frontend.text.SourceText;
import dev.intarsia.hwtest.c.BoardMeter;
import dev.intarsia.hwtest.tool.ExternalTool;
import dev.intarsia.hwtest.tool.ToolProbe;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
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
import java.util.ArrayList;
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
     * @param counted whether what it prints can be run to count what it takes
     * @param project prints
     */
    public record Backend(
            String name, String summary, Predicate<Target> takes, boolean planned, boolean counted, Project project) {}

    /** Prints a program for a target that the backend takes. */
    @FunctionalInterface
    public interface Project {

        /**
         * A project that builds by itself.
         *
         * @param plan a plan that was written, for a backend that takes one
         * @param count whether to count what it takes where it runs, for a backend that can
         * @throws dev.intarsia.ir.diagnostic.InvalidInputException when the target cannot run the program
         */
        Printed print(Program program, Target target, Optional<SourceText> plan, boolean count);
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
                    false,
                    Backends::java),
            new Backend(
                    "c",
                    "a project of C for a microcontroller",
                    Microcontroller.class::isInstance,
                    false,
                    true,
                    Backends::c),
            new Backend(
                    "hls",
                    "a project of C++ for high-level synthesis",
                    Fpga.class::isInstance,
                    true,
                    false,
                    Backends::hls));

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

    private static Printed c(Program program, Target target, Optional<SourceText> plan, boolean count) {
        Program needed = Pipeline.inIntegers(Pipeline.withoutDeadChannels(program), target);
        Microcontroller processor = (Microcontroller) target;
        List<Measured> measured = new ArrayList<>();
        CProject project = McuBackend.generate(needed, processor, Pipeline::oracleTensors, bare -> {
            Optional<Measured> found = count ? meter(processor).apply(bare) : Optional.empty();
            found.ifPresent(measured::add);
            return found;
        });
        SequencedMap<String, Long> figures = new LinkedHashMap<>();
        figures.put("flashBytes.constants", project.constantBytes());
        figures.put("ramBytes", project.arena().bytes());
        figures.put("ramBytesLowerBound", project.arena().lowerBound());
        measured.forEach(m -> {
            figures.put("flashBytes.code", m.codeBytes());
            figures.put("instructions", m.total());
        });
        return new Printed(project.files(), figures);
    }

    private static Measured.Meter meter(Microcontroller target) {
        if (target.board().isEmpty()) {
            throw InvalidInputException.of(
                    target.location(), target.name() + " has no board to count on", "leave --count out");
        }
        Diagnostics diagnostics = new Diagnostics();
        for (ExternalTool tool : BoardMeter.tools(target)) {
            if (tool.probe() instanceof ToolProbe.Missing missing) {
                diagnostics.error(target.location(), missing.hint(), "install it, or leave --count out");
            }
        }
        diagnostics.stopOnErrors();
        return new BoardMeter(target);
    }

    private static Printed hls(Program program, Target target, Optional<SourceText> plan, boolean count) {
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

    private static Printed java(Program program, Target target, Optional<SourceText> plan, boolean count) {
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
