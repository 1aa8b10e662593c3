package dev.intarsia.ir.target;

/**
 * The port to the memory outside.
 *
 * @param bits its width: what it moves in a cycle
 * @param latencyCycles from a burst's request to its first word
 * @param burstBytes what one request moves at most
 */
public record MemoryPort(int bits, int latencyCycles, int burstBytes) {

    public MemoryPort {
        if (bits < 8 || bits % 8 != 0 || latencyCycles < 0 || burstBytes < bits / 8 || burstBytes % (bits / 8) != 0) {
            throw new IllegalArgumentException(
                    "a port is whole bytes wide, and a burst is a whole number of its words");
        }
    }

    public int bytes() {
        return bits / 8;
    }
}
