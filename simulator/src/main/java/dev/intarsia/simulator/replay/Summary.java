package dev.intarsia.simulator.replay;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.CommandProgram;
import dev.intarsia.ir.command.CommandProgram.AliasLayer;
import dev.intarsia.ir.command.CommandProgram.DeviceLayer;
import dev.intarsia.ir.command.CommandProgram.HostLayer;
import dev.intarsia.ir.command.CommandProgram.Layer;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.command.Unit;
import dev.intarsia.simulator.replay.Footprint.Stretch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes a timeline of the steps of a replay. */
final class Summary {

    private static final String MAIN = "main";

    private final CommandProgram program;
    private final List<Queue> queues;
    private final List<Step> steps;

    Summary(CommandProgram program, List<Queue> queues, List<Step> steps) {
        this.program = program;
        this.queues = queues;
        this.steps = steps;
    }

    Timeline timeline(long cycles) {
        Map<Unit, CauseCycles> units = new EnumMap<>(Unit.class);
        queues.forEach(queue -> units.put(queue.unit, queue.causes()));
        List<LayerTime> layers = layers();
        long macs = layers.stream().mapToLong(LayerTime::macs).sum();
        double places =
                (double) cycles * program.target().rows() * program.target().cols();
        double utilization = cycles == 0 ? 0 : macs / places;
        List<Traffic> traffic = new ArrayList<>(none());
        for (LayerTime layer : layers) {
            for (int i = 0; i < traffic.size(); i++) {
                traffic.set(i, traffic.get(i).plus(layer.traffic().get(i)));
            }
        }
        return new Timeline(cycles, macs, utilization, units, layers, steps, stays(), traffic);
    }

    private List<LayerTime> layers() {
        int count = program.layers().size();
        long[] starts = new long[count];
        long[] ends = new long[count];
        Arrays.fill(starts, Long.MAX_VALUE);
        List<List<Traffic>> traffic = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            traffic.add(new ArrayList<>(none()));
        }
        for (Step step : steps) {
            starts[step.layer()] = Math.min(starts[step.layer()], step.prepareStart());
            ends[step.layer()] = Math.max(ends[step.layer()], step.done());
            count(step.command(), traffic.get(step.layer()));
        }
        List<LayerTime> layers = new ArrayList<>();
        long front = 0;
        for (int i = 0; i < count; i++) {
            Layer layer = program.layers().get(i);
            long macs = switch (layer) {
                case DeviceLayer device -> device.macs();
                case HostLayer host -> 0;
                case AliasLayer alias -> 0;
            };
            long start = Math.min(starts[i], Math.max(front, ends[i]));
            long end = Math.max(ends[i], start);
            Map<Unit, CauseCycles> causes = new EnumMap<>(Unit.class);
            for (Queue queue : queues) {
                causes.put(queue.unit, queue.causes(i));
            }
            layers.add(new LayerTime(layer.node(), start, end, Math.max(0, end - front), macs, causes, traffic.get(i)));
            front = Math.max(front, end);
        }
        return layers;
    }

    private List<Stay> stays() {
        Map<Unit, Iterator<Step>> inOrder = new EnumMap<>(Unit.class);
        for (Unit unit : Unit.values()) {
            inOrder.put(
                    unit,
                    steps.stream().filter(step -> step.command().unit() == unit).iterator());
        }
        Occupancy occupancy = new Occupancy();
        for (Layer layer : program.layers()) {
            if (layer instanceof DeviceLayer device) {
                for (Command command : device.commands()) {
                    occupancy.add(inOrder.get(command.unit()).next(), Footprint.of(command, program.target()));
                }
            }
        }
        return occupancy.stays();
    }

    private static List<Traffic> none() {
        List<Traffic> traffic = new ArrayList<>();
        traffic.add(new Traffic(MAIN, 0, 0));
        for (Scratchpad scratchpad : Scratchpad.values()) {
            traffic.add(new Traffic(scratchpad.name().toLowerCase(Locale.ROOT), 0, 0));
        }
        return traffic;
    }

    private void count(Command command, List<Traffic> traffic) {
        switch (command) {
            case Command.Load l -> add(traffic, 0, l.copied(), 0);
            case Command.Store s -> add(traffic, 0, 0, s.copied());
            case Command.Multiply m -> {}
            case Command.Vector v -> {}
            case Command.Post p -> {}
        }
        Footprint footprint = Footprint.of(command, program.target());
        for (Stretch read : footprint.reads()) {
            add(traffic, 1 + read.scratchpad().ordinal(), read.bytes(), 0);
        }
        for (Stretch write : footprint.writes()) {
            add(traffic, 1 + write.scratchpad().ordinal(), 0, write.bytes());
        }
    }

    private static void add(List<Traffic> traffic, int memory, long read, long written) {
        Traffic before = traffic.get(memory);
        traffic.set(memory, new Traffic(before.memory(), before.readBytes() + read, before.writtenBytes() + written));
    }
}
