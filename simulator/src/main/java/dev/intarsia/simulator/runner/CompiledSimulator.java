package dev.intarsia.simulator.runner;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.CommandProgram.TensorPlace;
import dev.intarsia.ir.engine.TensorObserver;
import dev.intarsia.ir.type.RawTensor;
import java.util.List;

/** A network compiled for an accelerator, ready to run. Keeps the machine's memories between inferences; one thread at a time. */
public interface CompiledSimulator {

    /** An observer that looks at nothing; tensors are then not read back from memory at all. */
    TensorObserver UNOBSERVED = (name, words) -> {};

    /** What it takes: the graph's inputs in order, without the batch axis. */
    List<TensorPlace> inputs();

    /** What it gives: the graph's outputs in order. */
    List<TensorPlace> outputs();

    /**
     * One inference.
     *
     * @param inputs the words of the inputs in order, of the formats and shapes of {@link #inputs()}
     * @param each is shown the tensor of every node
     * @return the words of the outputs in order
     */
    List<RawTensor> run(List<RawTensor> inputs, TensorObserver each);

    /** One inference of which only the outputs count. */
    default List<RawTensor> run(List<RawTensor> inputs) {
        return run(inputs, UNOBSERVED);
    }

    /**
     * Many inferences of which only the outputs count. Simulators that can take them in step, each command for all of them before the
     * next one; others run them one after the other.
     *
     * @param inputs of each inference, as {@link #run(List)} takes them
     * @return of each inference the words of the outputs
     */
    default List<List<RawTensor>> runTogether(List<List<RawTensor>> inputs) {
        return inputs.stream().map(this::run).toList();
    }

    /** Every command of one inference, in program order. */
    List<Command> commands();
}
