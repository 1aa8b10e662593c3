package dev.intarsia.simulator.machine;

import dev.intarsia.ir.command.CommandProgram.TensorPlace;

/** The tensors of one inference in a machine's memory, for layers that the host computes. */
public interface TensorMemory {

    /** The words of the tensor that lies at a place in memory, row-major. */
    long[] words(TensorPlace place);

    /** Writes the words of a tensor, row-major, to its place in memory. */
    void write(TensorPlace place, long[] words);
}
