package dev.intarsia.hwtest.verify;

import dev.intarsia.hwtest.engine.EngineKind;
import dev.intarsia.hwtest.engine.RunningEngine;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.target.Target;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An engine that takes part, on one target.
 *
 * @param kind which engine
 * @param target what it runs for; empty for an engine without a target
 */
public record Participant(EngineKind kind, Optional<Target> target) {

    public Participant {
        Objects.requireNonNull(kind, "kind");
        if (target.isEmpty() && kind.needsTarget()) {
            throw new IllegalArgumentException("the engine " + kind.name() + " needs a target");
        }
    }

    /** For people and in results: the engine's name, and the target's in brackets. */
    public String label() {
        return target.map(t -> kind.name() + " (" + t.name() + ")").orElse(kind.name());
    }

    /** @see EngineKind#prepare */
    public Supplier<RunningEngine> prepare(Program program) {
        return kind.prepare(program, target);
    }
}
