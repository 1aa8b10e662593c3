package dev.intarsia.hwtest.engine;

import dev.intarsia.hwtest.tool.ExternalTool;
import dev.intarsia.hwtest.tool.ToolProbe;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.target.Target;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A way to run programs. It decides no value: all engines show the same words for every tensor. */
public interface EngineKind {

    /** The name that the command line calls it by. */
    String name();

    /** What it is, for people, to follow its name. */
    String summary();

    /** Whether it runs only for a target. */
    default boolean needsTarget() {
        return false;
    }

    /** Whether it can run for this target. An engine without a target takes none. */
    default boolean takes(Target target) {
        return false;
    }

    /** Whether it is ready within seconds. Others run only where they are asked for by name. */
    default boolean quick() {
        return true;
    }

    /** The programs from outside that it cannot do without. */
    default List<ExternalTool> tools() {
        return List.of();
    }

    /** Those of its tools that this machine does not have. */
    default List<ToolProbe.Missing> missing() {
        return tools().stream()
                .map(ExternalTool::probe)
                .filter(ToolProbe.Missing.class::isInstance)
                .map(ToolProbe.Missing.class::cast)
                .toList();
    }

    /**
     * Makes everything ready that is done once for a program.
     *
     * @param target one that it takes; present if it needs one
     * @return gives a running engine to each thread that asks
     * @throws dev.intarsia.ir.diagnostic.InvalidInputException when the target or the engine cannot run the program, naming the layer
     */
    Supplier<RunningEngine> prepare(Program program, Optional<Target> target);
}
