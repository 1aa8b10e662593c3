package dev.intarsia.hwtest.inlay;

import dev.intarsia.hwtest.verilator.VerilatedDesign;
import dev.intarsia.hwtest.verilator.Verilator;
import dev.intarsia.ir.arithmetic.LittleEndian;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.CommandProgram;
import dev.intarsia.ir.command.CommandProgram.AliasLayer;
import dev.intarsia.ir.command.CommandProgram.DeviceLayer;
import dev.intarsia.ir.command.CommandProgram.HostLayer;
import dev.intarsia.ir.command.CommandProgram.Image;
import dev.intarsia.ir.command.CommandProgram.Layer;
import dev.intarsia.ir.command.CommandProgram.TensorPlace;
import dev.intarsia.ir.command.Unit;
import dev.intarsia.ir.engine.TensorObserver;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.runner.CompiledSimulator;
import dev.intarsia.simulator.runner.KernelRunner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a whole network on the Verilated accelerator: each stretch of its layers as one run of the queues, the host's layers between.
 *
 * <p>With an observer, the inference is run once more, a layer at a time, since layers share memory; its outputs have to be the same.
 */
public final class RtlRunner implements CompiledSimulator, AutoCloseable {

    private static final int SMALLEST_MEMORY = 1 << 16;
    private static final int SMALLEST_QUEUE = 4096;

    private final CommandProgram program;
    private final KernelRunner host;
    private final InlayModel model;
    private final Map<String, TensorPlace> places = new HashMap<>();
    private final boolean stalls;
    private final List<InlayRun> runs = new ArrayList<>();

    /**
     * Builds the RTL for the program's target, or takes it from the cache.
     *
     * @param host computes the layers that the accelerator does not
     * @param stalls whether memory stalls at random
     * @throws dev.intarsia.ir.diagnostic.InvalidInputException when the RTL does not implement the target
     */
    public RtlRunner(CommandProgram program, KernelRunner host, Verilator verilator, boolean stalls) {
        this(program, host, verilator.build(design(program).bench()), stalls);
    }

    /** With a design that was built already, {@link #design} or one with faults. */
    public RtlRunner(CommandProgram program, KernelRunner host, VerilatedDesign built, boolean stalls) {
        this.program = program;
        this.host = host;
        this.stalls = stalls;
        model = new InlayModel(built, program.target());
        program.tensors().forEach(place -> places.put(place.name(), place));
        for (Image image : program.images()) {
            model.write(image.address(), bytes(image.content(), 1));
        }
    }

    /** The RTL with a memory and queues that are large enough for a program; sizes are powers of two, so that programs share builds. */
    public static InlayDesign design(CommandProgram program) {
        int longest = 0;
        int queued = 0;
        for (Layer layer : program.layers()) {
            queued = switch (layer) {
                case DeviceLayer device -> queued + device.commands().size();
                case HostLayer onHost -> 0;
                case AliasLayer alias -> queued;
            };
            longest = Math.max(longest, queued);
        }
        return new InlayDesign(
                program.target(),
                powerOfTwo(Math.max(SMALLEST_MEMORY, program.memoryBytes())),
                powerOfTwo(Math.max(SMALLEST_QUEUE, longest)));
    }

    private static int powerOfTwo(int least) {
        int power = Integer.highestOneBit(least);
        return power == least ? power : 2 * power;
    }

    @Override
    public List<TensorPlace> inputs() {
        return graph().inputs().stream().map(Input::name).map(places::get).toList();
    }

    @Override
    public List<TensorPlace> outputs() {
        return graph().outputs().stream().map(places::get).toList();
    }

    private Graph graph() {
        return program.source().meaning().graph();
    }

    /** One inference; every stretch of layers that the host does not interrupt is one run of the queues. */
    @Override
    public List<RawTensor> run(List<RawTensor> tensors, TensorObserver each) {
        begin(tensors);
        List<Command> stretch = new ArrayList<>();
        for (Layer layer : program.layers()) {
            switch (layer) {
                case DeviceLayer device -> stretch.addAll(device.commands());
                case HostLayer onHost -> {
                    issue(stretch);
                    run(onHost);
                }
                case AliasLayer alias -> {}
            }
        }
        issue(stretch);
        List<RawTensor> outputs = outputs().stream().map(this::read).toList();
        if (each != UNOBSERVED) {
            // The same words again, a layer at a time, since layers share memory.
            observe(tensors, each, outputs);
        }
        return outputs;
    }

    /** A layer at a time, each with the tokens that are given and taken inside of it. */
    private void observe(List<RawTensor> tensors, TensorObserver each, List<RawTensor> outputs) {
        List<InlayRun> kept = List.copyOf(runs);
        List<List<Command>> alone = TokensWithin.layers(program.layers().stream()
                .map(l -> l instanceof DeviceLayer device ? device.commands() : List.<Command>of())
                .toList());
        begin(tensors);
        for (int i = 0; i < program.layers().size(); i++) {
            Layer layer = program.layers().get(i);
            if (layer instanceof HostLayer onHost) {
                run(onHost);
            }
            issue(new ArrayList<>(alone.get(i)));
            each.tensor(layer.node(), read(places.get(layer.node())));
        }
        List<RawTensor> again = outputs().stream().map(this::read).toList();
        if (!again.equals(outputs)) {
            throw new IllegalStateException("the network's outputs differ between whole stretches and single layers");
        }
        runs.clear();
        runs.addAll(kept);
    }

    private void begin(List<RawTensor> tensors) {
        List<TensorPlace> inputs = inputs();
        if (tensors.size() != inputs.size()) {
            throw new IllegalArgumentException(inputs.size() + " inputs needed, found " + tensors.size());
        }
        runs.clear();
        for (int i = 0; i < inputs.size(); i++) {
            write(inputs.get(i), tensors.get(i));
        }
    }

    private void issue(List<Command> stretch) {
        if (!stretch.isEmpty()) {
            runs.add(model.run(stretch, stalls));
            stretch.clear();
        }
    }

    private void run(HostLayer layer) {
        Map<String, RawTensor> operands = new HashMap<>();
        for (Buffer input : layer.kernel().inputs()) {
            operands.put(input.name(), read(places.get(input.name())).reshaped(input.shape()));
        }
        host.run(layer.kernel(), operands)
                .forEach((name, words) ->
                        write(places.get(name), words.reshaped(places.get(name).shape())));
    }

    private void write(TensorPlace place, RawTensor tensor) {
        model.write(place.address(), bytes(tensor, place.wordBytes()));
    }

    private RawTensor read(TensorPlace place) {
        byte[] bytes = model.read(place.address(), place.bytes());
        int size = place.wordBytes();
        long[] words = new long[place.shape().elements()];
        for (int i = 0; i < words.length; i++) {
            long word = 0;
            for (int b = size - 1; b >= 0; b--) {
                word = word * 256 + LittleEndian.octet(bytes[i * size + b], 0);
            }
            words[i] = Overflow.WRAP.narrow(word, place.format());
        }
        return RawTensor.owning(place.format(), place.shape(), words);
    }

    private static byte[] bytes(RawTensor words, int size) {
        byte[] bytes = new byte[words.shape().elements() * size];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) LittleEndian.octet(words.at(i / size), i % size);
        }
        return bytes;
    }

    /** The runs of the queues of the last inference, in order. */
    public List<InlayRun> runs() {
        return List.copyOf(runs);
    }

    /** From which cycle of the last inference on the words of a store command, by its number in the program, are in memory. */
    public long stored(int number) {
        long before = 0;
        int left = number;
        for (InlayRun run : runs) {
            List<Long> dones = run.dones().get(Unit.STORE);
            if (left < dones.size()) {
                return before + dones.get(left);
            }
            left -= dones.size();
            before += run.cycles();
        }
        throw new IllegalArgumentException("the last inference had no store command " + number);
    }

    /** Cycles of the last inference, all runs together. */
    public long cycles() {
        return runs.stream().mapToLong(InlayRun::cycles).sum();
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

    @Override
    public void close() {
        model.close();
    }
}
