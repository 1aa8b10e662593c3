package dev.intarsia.simulator.runner;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.CommandProgram;
import dev.intarsia.ir.command.CommandProgram.AliasLayer;
import dev.intarsia.ir.command.CommandProgram.DeviceLayer;
import dev.intarsia.ir.command.CommandProgram.HostLayer;
import dev.intarsia.ir.command.CommandProgram.Layer;
import dev.intarsia.ir.command.CommandProgram.TensorPlace;
import dev.intarsia.ir.engine.TensorObserver;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.machine.Lockstep;
import dev.intarsia.simulator.machine.Machine;
import dev.intarsia.simulator.machine.TensorMemory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Runs a command program by making its calls directly. */
public final class ProgramRunner implements CompiledSimulator {

    private final CommandProgram program;
    private final KernelRunner host;
    private final Machine machine;
    private final Map<String, TensorPlace> places = new HashMap<>();
    private final List<TensorPlace> inputs;
    private final List<TensorPlace> outputs;

    /** @param host computes the layers that the accelerator does not */
    public ProgramRunner(CommandProgram program, KernelRunner host) {
        this(program, host, Machine.Kernels.available());
    }

    public ProgramRunner(CommandProgram program, KernelRunner host, Machine.Kernels kernels) {
        this.program = program;
        this.host = Objects.requireNonNull(host, "host");
        this.machine = new Machine(program.target(), program.memoryBytes(), kernels);
        program.tensors().forEach(place -> places.put(place.name(), place));
        program.images().forEach(machine::place);
        Graph graph = program.source().meaning().graph();
        inputs = graph.inputs().stream().map(Input::name).map(this::place).toList();
        outputs = graph.outputs().stream().map(this::place).toList();
    }

    /** The machine that it runs on, for looking into its memories. */
    public Machine machine() {
        return machine;
    }

    @Override
    public List<TensorPlace> inputs() {
        return inputs;
    }

    @Override
    public List<TensorPlace> outputs() {
        return outputs;
    }

    @Override
    public List<RawTensor> run(List<RawTensor> tensors, TensorObserver each) {
        if (tensors.size() != inputs.size()) {
            throw new IllegalArgumentException(inputs.size() + " inputs needed, found " + tensors.size());
        }
        for (int i = 0; i < inputs.size(); i++) {
            machine.write(inputs.get(i), tensors.get(i));
        }
        for (Layer layer : program.layers()) {
            switch (layer) {
                case DeviceLayer device -> device.commands().forEach(machine::issue);
                case HostLayer onHost -> run(onHost, machine);
                case AliasLayer alias -> {}
            }
            if (each != UNOBSERVED) {
                each.tensor(layer.node(), machine.read(place(layer.node())));
            }
        }
        return outputs.stream().map(machine::read).toList();
    }

    @Override
    public List<List<RawTensor>> runTogether(List<List<RawTensor>> tensors) {
        Lockstep lockstep = machine.lockstep(tensors.size());
        for (int i = 0; i < tensors.size(); i++) {
            lockstep.write(i, inputs, tensors.get(i));
        }
        for (Layer layer : program.layers()) {
            switch (layer) {
                case DeviceLayer device -> device.commands().forEach(lockstep::issue);
                case HostLayer onHost -> lockstep.onHost(memory -> run(onHost, memory));
                case AliasLayer alias -> {}
            }
        }
        return lockstep.read(outputs);
    }

    private void run(HostLayer layer, TensorMemory memory) {
        Map<String, RawTensor> operands = new HashMap<>();
        for (Buffer input : layer.kernel().inputs()) {
            TensorPlace place = place(input.name());
            operands.put(input.name(), RawTensor.owning(place.format(), input.shape(), memory.words(place)));
        }
        host.run(layer.kernel(), operands).forEach((name, words) -> memory.write(place(name), words.toArray()));
    }

    @Override
    public List<Command> commands() {
        List<Command> commands = new ArrayList<>();
        for (Layer layer : program.layers()) {
            if (layer instanceof DeviceLayer device) {
                commands.addAll(device.commands());
            }
        }
        return commands;
    }

    private TensorPlace place(String tensor) {
        TensorPlace place = places.get(tensor);
        if (place == null) {
            throw new IllegalArgumentException("the program has no place for the tensor " + tensor);
        }
        return place;
    }
}
