package dev.intarsia.simulator.replay;

import dev.intarsia.ir.command.Scratchpad;

/**
 * Words that stay in a scratchpad, from the first cycle of writing them to the last of reading them.
 *
 * @param layer the index of the layer that wrote them
 * @param address of the first byte, or the first entry of the accumulator memory
 * @param size in bytes, or entries of the accumulator memory
 */
public record Stay(Scratchpad scratchpad, int layer, int address, int size, long from, long to) {}
