package dev.intarsia.simulator.real;

import dev.intarsia.ir.type.RealTensor;

/** Is shown every tensor of a run on real numbers: first the inputs, then the nodes in the order of the graph. */
@FunctionalInterface
public interface RealObserver {

    /**
     * @param name the tensor's name in the graph
     * @param values its elements, batch axis included
     */
    void tensor(String name, RealTensor values);
}
