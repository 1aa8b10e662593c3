package dev.intarsia.ir.engine;

import dev.intarsia.ir.type.RawTensor;

/** Is shown every tensor of one inference, in the order of the graph. */
@FunctionalInterface
public interface TensorObserver {

    /**
     * @param name the tensor's name in the graph
     * @param words its words in canonical layout, without the batch axis
     */
    void tensor(String name, RawTensor words);
}
