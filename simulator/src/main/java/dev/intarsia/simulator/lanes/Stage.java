package dev.intarsia.simulator.lanes;

/** Computes the tensor of one node. */
@FunctionalInterface
interface Stage {

    void run(Tensors tensors);
}
