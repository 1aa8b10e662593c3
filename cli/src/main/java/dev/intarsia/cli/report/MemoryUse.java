package dev.intarsia.cli.report;

import java.util.List;

/**
 * How full a memory is over one inference.
 *
 * @param name the memory
 * @param capacity in bytes
 * @param levels from each of these cycles on, until the next; in order
 */
public record MemoryUse(String name, long capacity, List<Level> levels) {

    public MemoryUse {
        levels = List.copyOf(levels);
        for (int i = 1; i < levels.size(); i++) {
            if (levels.get(i).cycle() < levels.get(i - 1).cycle()) {
                throw new IllegalArgumentException(name + ": levels are in the order of time");
            }
        }
    }

    /** The most bytes in use at once. */
    public long peak() {
        return levels.stream().mapToLong(Level::bytes).max().orElse(0);
    }

    /** From this cycle on, this many bytes are in use. */
    public record Level(long cycle, long bytes) {}
}
