package dev.intarsia.backend.mcu;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a project takes where it was built and run.
 *
 * @param codeBytes of flash, without constants
 * @param constantBytes of flash, with those that the compiler adds
 * @param instructions of each layer in one inference, in the graph's order
 */
public record Measured(long codeBytes, long constantBytes, List<Long> instructions) {

    public Measured {
        instructions = List.copyOf(instructions);
    }

    /** Instructions of one inference. */
    public long total() {
        return instructions.stream().mapToLong(Long::longValue).sum();
    }

    /** Measures a project that has all its sources; empty where nothing can, or nobody asked. */
    @FunctionalInterface
    public interface Meter extends Function<CProject, Optional<Measured>> {

        /** Measures nothing. */
        Meter NONE = project -> Optional.empty();
    }
}
