package dev.intarsia.ir.sequence;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.LittleEndian;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.CommandProgram;
import dev.intarsia.ir.command.Hazard;
import dev.intarsia.ir.command.HazardCheck;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Parameter;
import dev.intarsia.ir.plan.LayerPlan;
import dev.intarsia.ir.plan.Plan;
import dev.intarsia.ir.schedule.ApplySchedule;
import dev.intarsia.ir.schedule.ScheduledKernel;
import dev.intarsia.ir.schedule.Step;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes the command program of a planned network: applies each schedule, runs down its loops, lays the known words out in memory behind
 * the tensors, and synchronizes the units.
 *
 * <p>The program is checked for hazards before it is given out: one that has any is our own mistake.
 */
public final class Sequence {

    /** Images begin at multiples of this many bytes, the most that a port of any target is wide. */
    private static final int ALIGNMENT = 64;

    private final Plan plan;
    private final Map<String, Integer> tensors = new HashMap<>();
    private final List<CommandProgram.Image> images = new ArrayList<>();
    private int memoryEnd;

    private Sequence(Plan plan) {
        this.plan = plan;
        for (CommandProgram.TensorPlace tensor : plan.tensors()) {
            tensors.put(tensor.name(), tensor.address());
            memoryEnd = Math.max(memoryEnd, tensor.address() + tensor.bytes());
        }
    }

    /**
     * The commands of a plan.
     *
     * @throws IllegalStateException when the plan's schedules do not come out as commands that are free of hazards
     */
    public static CommandProgram apply(Plan plan) {
        CommandProgram program = new Sequence(plan).run();
        List<Hazard> hazards = HazardCheck.check(program);
        if (!hazards.isEmpty()) {
            throw new IllegalStateException("sequence made a program with hazards: " + hazards.getFirst());
        }
        return program;
    }

    /** Under this name stands where a layer's known words begin, see {@link #commands}. */
    public static final String PARAMETERS = "";

    /**
     * The commands of one layer in program order, without tokens, for a planner's estimate.
     *
     * @param tensors where its inputs and outputs lie, by name, and where its known words begin
     */
    public static List<Command> commands(ScheduledKernel scheduled, Map<String, Integer> tensors, Accelerator target) {
        Map<String, Integer> places = new HashMap<>(tensors);
        int end = align(tensors.get(PARAMETERS));
        for (Parameter parameter : scheduled.kernel().parameters()) {
            Buffer buffer = parameter.buffer();
            places.put(buffer.name(), end);
            end = align(end + buffer.format().bytes() * buffer.shape().elements());
        }
        return RotateAccumulators.apply(LayerSequence.run(scheduled, places), target);
    }

    /**
     * A buffer that a plan says is kept, and that no earlier layer can fill.
     *
     * @param layer whose buffer it is
     */
    public record Unkept(String layer, String buffer) {}

    /** What a plan says is kept and cannot be; nothing for a plan that {@link #apply} takes. */
    public static List<Unkept> unkept(Plan plan) {
        Sequence sequence = new Sequence(plan);
        List<Unkept> unkept = new ArrayList<>();
        sequence.keep(sequence.commands(), unkept);
        return List.copyOf(unkept);
    }

    private CommandProgram run() {
        List<Unkept> unkept = new ArrayList<>();
        List<List<Command>> commands = keep(commands(), unkept);
        if (!unkept.isEmpty()) {
            throw new IllegalStateException("the words of " + unkept.getFirst().buffer() + " in "
                    + unkept.getFirst().layer() + " cannot stay on the chip");
        }
        return new CommandProgram(
                plan.program(), plan.target(), memoryEnd, plan.tensors(), images, layers(synchronize(commands)));
    }

    /** Of each layer, without tokens, and with all loads. */
    private List<List<Command>> commands() {
        memoryEnd = align(memoryEnd);
        List<List<Command>> commands = new ArrayList<>();
        for (int i = 0; i < plan.layers().size(); i++) {
            Kernel kernel = plan.program().kernels().get(i);
            commands.add(
                    switch (plan.layers().get(i)) {
                        case LayerPlan.OnDevice device -> sequence(ApplySchedule.apply(kernel, device.schedule()));
                        case LayerPlan.OnHost host -> List.of();
                        case LayerPlan.Alias alias -> List.of();
                    });
        }
        return commands;
    }

    /** Takes out the loads of what is kept, in stretches without host steps. */
    private List<List<Command>> keep(List<List<Command>> layers, List<Unkept> unkept) {
        List<List<Command>> result = new ArrayList<>();
        int start = 0;
        for (int end = 0; end <= layers.size(); end++) {
            if (end == layers.size() || plan.layers().get(end) instanceof LayerPlan.OnHost) {
                List<Map<Integer, String>> wanted = plan.layers().subList(start, end).stream()
                        .map(Sequence::keptPlaces)
                        .toList();
                KeepResults.Kept kept = KeepResults.apply(
                        layers.subList(start, end),
                        wanted.stream().map(Map::keySet).toList(),
                        plan.target());
                for (int layer = 0; layer < wanted.size(); layer++) {
                    Map<Integer, String> missing = new TreeMap<>(wanted.get(layer));
                    missing.keySet().removeAll(kept.kept().get(layer));
                    String node = plan.layers().get(start + layer).node();
                    missing.values().forEach(buffer -> unkept.add(new Unkept(node, buffer)));
                }
                result.addAll(kept.layers());
                if (end < layers.size()) {
                    result.add(List.of());
                }
                start = end + 1;
            }
        }
        return result;
    }

    /** What a layer's plan says is kept, by its address. */
    private static Map<Integer, String> keptPlaces(LayerPlan plan) {
        if (!(plan instanceof LayerPlan.OnDevice device)) {
            return Map.of();
        }
        Set<String> kept = new TreeSet<>();
        Map<Integer, String> places = new TreeMap<>();
        for (Step step : device.schedule().steps()) {
            if (step instanceof Step.Keep(String buffer)) {
                kept.add(buffer);
            }
        }
        for (Step step : device.schedule().steps()) {
            if (step instanceof Step.Place place && kept.contains(place.buffer())) {
                place.addresses().forEach(address -> places.put(address, place.buffer()));
            }
        }
        return places;
    }

    private List<Command> sequence(ScheduledKernel scheduled) {
        Map<String, Integer> places = new HashMap<>();
        Kernel kernel = scheduled.kernel();
        kernel.inputs().forEach(b -> places.put(b.name(), tensors.get(b.name())));
        kernel.outputs().forEach(b -> places.put(b.name(), tensors.get(b.name())));
        for (Parameter parameter : kernel.parameters()) {
            String name = kernel.name() + "." + parameter.buffer().name();
            places.put(parameter.buffer().name(), memoryEnd);
            RawTensor content = bytes(parameter.words());
            images.add(new CommandProgram.Image(name, memoryEnd, content));
            memoryEnd = align(memoryEnd + content.shape().elements());
        }
        return RotateAccumulators.apply(LayerSequence.run(scheduled, places), plan.target());
    }

    /** Loads are ordered and tokens given within stretches without host steps. */
    private List<List<Command>> synchronize(List<List<Command>> layers) {
        List<List<Command>> result = new ArrayList<>();
        int start = 0;
        for (int end = 0; end <= layers.size(); end++) {
            if (end == layers.size() || plan.layers().get(end) instanceof LayerPlan.OnHost) {
                result.addAll(Stretch.synchronize(layers.subList(start, end), plan.target()));
                if (end < layers.size()) {
                    result.add(List.of());
                }
                start = end + 1;
            }
        }
        return result;
    }

    private List<CommandProgram.Layer> layers(List<List<Command>> commands) {
        List<CommandProgram.Layer> layers = new ArrayList<>();
        for (int i = 0; i < commands.size(); i++) {
            Kernel kernel = plan.program().kernels().get(i);
            List<Command> own = commands.get(i);
            layers.add(
                    switch (plan.layers().get(i)) {
                        case LayerPlan.OnDevice d ->
                            new CommandProgram.DeviceLayer(d.node(), d.summary(), d.macs(), own, kernel.location());
                        case LayerPlan.OnHost h ->
                            new CommandProgram.HostLayer(h.node(), h.summary(), kernel, kernel.location());
                        case LayerPlan.Alias a -> new CommandProgram.AliasLayer(a.node(), kernel.location());
                    });
        }
        return layers;
    }

    private static int align(int address) {
        return (address + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** Words as they lie in memory: little-endian. */
    private static RawTensor bytes(RawTensor words) {
        int size = words.format().bytes();
        long[] bytes = new long[words.shape().elements() * size];
        for (int i = 0; i < words.shape().elements(); i++) {
            for (int b = 0; b < size; b++) {
                bytes[i * size + b] = LittleEndian.octet(words.at(i), b);
            }
        }
        return RawTensor.owning(IntFormat.U8, Shape.of(bytes.length), bytes);
    }
}
