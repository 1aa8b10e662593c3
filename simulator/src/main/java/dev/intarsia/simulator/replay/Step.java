package dev.intarsia.simulator.replay;

import dev.intarsia.ir.command.Command;

/**
 * When a command was carried out. Cycles count from 0; a phase ends before the cycle that it names.
 *
 * @param layer the index of its layer in the program
 * @param prepareStart when it was taken from its queue
 * @param streamStart when its first step was done
 * @param streamEnd when its last step was over
 * @param done when its results were written and its tokens given
 */
public record Step(int layer, Command command, long prepareStart, long streamStart, long streamEnd, long done) {}
