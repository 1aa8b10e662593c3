package dev.intarsia.simulator.runner;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.CommandProgram;
import dev.intarsia.ir.command.CommandProgram.DeviceLayer;
import dev.intarsia.ir.command.CommandProgram.TensorPlace;
import dev.intarsia.ir.engine.TensorObserver;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.lanes.LaneProgram;
import dev.intarsia.simulator.lanes.LaneRunner;
import java.util.List;

/**
 * The words of a command program, a whole layer at a time and not command by command. A schedule changes no value, and cycles depend on
 * none, so that words and the replay of the commands together are what a {@link ProgramRunner} and the replay are, and sooner.
 */
public final class LayerSimulator implements CompiledSimulator {

    private final CommandProgram program;
    private final LaneRunner layers;

    /** @param layers the program's layers, made ready; one serves many simulators */
    public LayerSimulator(CommandProgram program, LaneProgram layers) {
        this.program = program;
        this.layers = layers.runner();
    }

    @Override
    public List<TensorPlace> inputs() {
        return graph().inputs().stream().map(Input::name).map(this::place).toList();
    }

    @Override
    public List<TensorPlace> outputs() {
        return graph().outputs().stream().map(this::place).toList();
    }

    private Graph graph() {
        return program.source().meaning().graph();
    }

    private TensorPlace place(String tensor) {
        return program.tensors().stream()
                .filter(place -> place.name().equals(tensor))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public List<RawTensor> run(List<RawTensor> inputs, TensorObserver each) {
        return each == UNOBSERVED ? layers.run(inputs) : layers.run(inputs, each);
    }

    @Override
    public List<Command> commands() {
        return program.layers().stream()
                .filter(DeviceLayer.class::isInstance)
                .flatMap(layer -> ((DeviceLayer) layer).commands().stream())
                .toList();
    }
}
