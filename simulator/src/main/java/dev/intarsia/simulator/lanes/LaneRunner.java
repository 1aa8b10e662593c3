package dev.intarsia.simulator.lanes;

import dev.intarsia.ir.engine.TensorObserver;
import dev.intarsia.ir.type.RawTensor;
import java.util.List;

/** Runs a {@link LaneProgram}, one inference after the other. One thread at a time. */
public final class LaneRunner {

    private final LaneProgram program;
    private final Tensors tensors;

    LaneRunner(LaneProgram program, Tensors tensors) {
        this.program = program;
        this.tensors = tensors;
    }

    /**
     * One inference.
     *
     * @param inputs the words of the graph's inputs in order, without the batch axis
     * @return the words of the graph's outputs in order
     */
    public List<RawTensor> run(List<RawTensor> inputs) {
        set(inputs);
        program.stages().forEach(stage -> stage.run(tensors));
        return outputs();
    }

    /**
     * One inference, all of it seen.
     *
     * @param each is shown the tensor of every node
     */
    public List<RawTensor> run(List<RawTensor> inputs, TensorObserver each) {
        set(inputs);
        for (int i = 0; i < program.stages().size(); i++) {
            program.stages().get(i).run(tensors);
            String name = program.names().get(i);
            each.tensor(name, tensors.words(program.place(name)));
        }
        return outputs();
    }

    private void set(List<RawTensor> inputs) {
        if (inputs.size() != program.inputs().size()) {
            throw new IllegalArgumentException(
                    "the program has " + program.inputs().size() + " inputs, given " + inputs.size());
        }
        for (int i = 0; i < inputs.size(); i++) {
            tensors.set(program.place(program.inputs().get(i)), inputs.get(i));
        }
    }

    private List<RawTensor> outputs() {
        return program.outputs().stream()
                .map(name -> tensors.words(program.place(name)))
                .toList();
    }
}
