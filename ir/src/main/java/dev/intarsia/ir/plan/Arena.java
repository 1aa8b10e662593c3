package dev.intarsia.ir.plan;

import java.util.List;
import java.util.Optional;

/**
 * Blocks of one piece of memory, placed so that no two that are alive at the same time overlap.
 *
 * @param places the blocks with their addresses, in the order in which they were given
 * @param bytes how large the memory has to be
 * @param lowerBound what no placement can do without: the most bytes that are alive at one time
 */
public record Arena(List<Place> places, long bytes, long lowerBound) {

    public Arena {
        places = List.copyOf(places);
    }

    /**
     * What needs memory.
     *
     * @param name unique
     * @param bytes at least 1
     * @param from the first step at which it is alive
     * @param to the last one, included
     */
    public record Block(String name, long bytes, int from, int to) {
        boolean meets(Block other) {
            return from <= other.to && other.from <= to;
        }
    }

    /** A block at its address. */
    public record Place(Block block, long address) {
        /** The first address behind it. */
        public long end() {
            return address + block.bytes();
        }
    }

    /** The address of a block. */
    public long address(String name) {
        return place(name)
                .orElseThrow(() -> new IllegalArgumentException("no block " + name))
                .address();
    }

    /** The place of a block. */
    public Optional<Place> place(String name) {
        return places.stream().filter(p -> p.block().name().equals(name)).findFirst();
    }
}
