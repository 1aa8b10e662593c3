package dev.intarsia.simulator.replay;

/**
 * What went in and out of a memory.
 *
 * @param memory {@code main}, or a scratchpad's name in small letters
 * @param readBytes words read, without what a port word carries beside them
 */
public record Traffic(String memory, long readBytes, long writtenBytes) {

    Traffic plus(Traffic other) {
        return new Traffic(memory, readBytes + other.readBytes, writtenBytes + other.writtenBytes);
    }
}
