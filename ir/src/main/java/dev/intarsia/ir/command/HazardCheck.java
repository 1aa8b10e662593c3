package dev.intarsia.ir.command;

import dev.intarsia.ir.target.Accelerator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Proves that a command program has no races, whatever the units' speeds: what conflicts is ordered by the queues and the tokens.
 *
 * <p>The queues are run down once with vector clocks (a command's clock says how many commands of each unit have certainly
 * ended when it begins). Two conflicting commands of different units are safe when one is in the other's past.
 *
 * <p>Within a queue, a sum that post-processing has taken, and a word that was stored, count as unwritten until they are made anew, so that
 * commands of one queue in the wrong order are found as well.
 */
public final class HazardCheck {

    private final CommandProgram program;
    private final Accelerator target;
    private final List<Hazard> hazards = new ArrayList<>();
    private final Map<Optional<Scratchpad>, BitSet> written = new HashMap<>();

    private HazardCheck(CommandProgram program) {
        this.program = program;
        this.target = program.target();
    }

    /** Everything that is wrong with a program; empty when it is free of hazards. */
    public static List<Hazard> check(CommandProgram program) {
        HazardCheck check = new HazardCheck(program);
        check.run();
        return List.copyOf(check.hazards);
    }

    /**
     * A command of a stretch.
     *
     * @param order its place in program order
     * @param inUnit its place in its queue
     * @param prepares filled in once it is known: its clock when it prepares
     * @param begins filled in once it is known: its clock when it streams
     */
    private record Placed(
            String layer,
            int index,
            Command command,
            List<Region> regions,
            int order,
            int inUnit,
            int[] prepares,
            int[] begins) {

        /** The clock when it uses one of its regions: parameters are read while post-processing prepares. */
        int[] uses(Region region) {
            return region.scratchpad().equals(Optional.of(Scratchpad.PARAMETER)) ? prepares : begins;
        }
    }

    private void run() {
        BitSet memory = written.computeIfAbsent(Optional.empty(), m -> new BitSet());
        for (CommandProgram.Image image : program.images()) {
            memory.set(
                    image.address(), image.address() + image.content().shape().elements());
        }
        for (CommandProgram.TensorPlace tensor : program.tensors()) {
            if (program.source().meaning().graph().input(tensor.name()).isPresent()) {
                memory.set(tensor.address(), tensor.address() + tensor.bytes());
            }
        }
        List<Placed> stretch = new ArrayList<>();
        int[] counts = new int[Unit.values().length];
        for (CommandProgram.Layer layer : program.layers()) {
            switch (layer) {
                case CommandProgram.DeviceLayer device -> {
                    for (int i = 0; i < device.commands().size(); i++) {
                        Command c = device.commands().get(i);
                        stretch.add(new Placed(
                                device.node(),
                                i,
                                c,
                                Region.of(c, target),
                                stretch.size(),
                                counts[c.unit().ordinal()]++,
                                new int[counts.length],
                                new int[counts.length]));
                    }
                }
                case CommandProgram.HostLayer host -> {
                    checkStretch(stretch);
                    stretch.clear();
                    counts = new int[counts.length];
                    program.tensors().stream()
                            .filter(t -> t.name().equals(host.node()))
                            .forEach(t -> memory.set(t.address(), t.address() + t.bytes()));
                }
                case CommandProgram.AliasLayer alias -> {}
            }
        }
        checkStretch(stretch);
    }

    private void checkStretch(List<Placed> stretch) {
        for (Placed placed : stretch) {
            checkRange(placed);
            checkWritten(placed);
        }
        Map<Unit, List<Placed>> queues = new EnumMap<>(Unit.class);
        for (Unit unit : Unit.values()) {
            queues.put(
                    unit,
                    stretch.stream().filter(p -> p.command().unit() == unit).toList());
        }
        if (runQueues(queues)) {
            checkOrder(queues);
        }
    }

    private void report(Hazard.Kind kind, Placed placed, String message) {
        hazards.add(new Hazard(kind, placed.layer(), placed.index(), message));
    }

    private void checkRange(Placed placed) {
        for (Region region : placed.regions()) {
            int capacity = region.scratchpad().map(s -> s.capacity(target)).orElse(program.memoryBytes());
            if (region.start() < 0 || region.end() > capacity) {
                report(
                        Hazard.Kind.OUT_OF_RANGE,
                        placed,
                        "uses " + name(region) + " from " + region.start() + " to " + region.end() + " of " + capacity);
            }
        }
    }

    private void checkWritten(Placed placed) {
        for (Region region : placed.regions()) {
            BitSet bytes = written.computeIfAbsent(region.scratchpad(), s -> new BitSet());
            if (!region.write() && region.start() >= 0) {
                BitSet read = new BitSet();
                region.mark(read);
                read.andNot(bytes);
                if (!read.isEmpty()) {
                    report(
                            Hazard.Kind.READ_BEFORE_WRITE,
                            placed,
                            "reads " + name(region) + " at " + read.nextSetBit(0) + ", which nothing has written");
                }
            }
        }
        for (Region region : placed.regions()) {
            if (region.write() && region.start() >= 0) {
                region.mark(written.get(region.scratchpad()));
            } else if (isUsedUp(placed.command(), region)) {
                written.get(region.scratchpad()).clear(region.start(), region.end());
            }
        }
    }

    /** A sum is taken once by post-processing, and a word of the output buffer is stored once: what is read again was not made anew. */
    private static boolean isUsedUp(Command command, Region region) {
        return region.start() >= 0
                && switch (command) {
                    case Command.Post p -> region.scratchpad().equals(Optional.of(Scratchpad.ACCUMULATOR));
                    case Command.Store s -> region.scratchpad().equals(Optional.of(Scratchpad.OUTPUT));
                    case Command.Load l -> false;
                    case Command.Multiply m -> false;
                    case Command.Vector v -> false;
                };
    }

    private static String name(Region region) {
        return region.scratchpad().map(s -> s.memory().name()).orElse("memory");
    }

    /** Runs the queues down with vector clocks; false when they do not come to their ends. */
    private boolean runQueues(Map<Unit, List<Placed>> queues) {
        int units = Unit.values().length;
        Map<Unit, Integer> next = new EnumMap<>(Unit.class);
        Map<Unit, int[]> clocks = new EnumMap<>(Unit.class);
        Map<Unit, Map<Unit, ArrayDeque<int[]>>> tokens = new EnumMap<>(Unit.class);
        for (Unit unit : Unit.values()) {
            next.put(unit, 0);
            clocks.put(unit, new int[units]);
            tokens.put(unit, new EnumMap<>(Unit.class));
            for (Unit to : Unit.values()) {
                tokens.get(unit).put(to, new ArrayDeque<>());
            }
        }
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Unit unit : Unit.values()) {
                while (next.get(unit) < queues.get(unit).size()) {
                    Placed placed = queues.get(unit).get(next.get(unit));
                    Sync sync = placed.command().sync();
                    if (sync.waits().stream()
                            .anyMatch(from -> tokens.get(from).get(unit).isEmpty())) {
                        break;
                    }
                    int[] clock = clocks.get(unit);
                    take(unit, sync, tokens, true, clock);
                    System.arraycopy(clock, 0, placed.prepares(), 0, units);
                    take(unit, sync, tokens, false, clock);
                    System.arraycopy(clock, 0, placed.begins(), 0, units);
                    clock[unit.ordinal()] = placed.inUnit() + 1;
                    sync.gives().forEach(to -> tokens.get(unit).get(to).add(clock.clone()));
                    next.merge(unit, 1, Integer::sum);
                    moved = true;
                }
            }
        }
        return reportQueues(queues, next, tokens);
    }

    /** Takes those tokens that a unit needs before it prepares, or the others, and what they tell. */
    private static void take(
            Unit unit, Sync sync, Map<Unit, Map<Unit, ArrayDeque<int[]>>> tokens, boolean toPrepare, int[] clock) {
        for (Unit from : sync.waits()) {
            if (unit.preparesBehind(from) == toPrepare) {
                int[] token = tokens.get(from).get(unit).remove();
                for (int i = 0; i < clock.length; i++) {
                    clock[i] = Math.max(clock[i], token[i]);
                }
            }
        }
    }

    private boolean reportQueues(
            Map<Unit, List<Placed>> queues, Map<Unit, Integer> next, Map<Unit, Map<Unit, ArrayDeque<int[]>>> tokens) {
        boolean ended = true;
        for (Unit unit : Unit.values()) {
            if (next.get(unit) < queues.get(unit).size()) {
                ended = false;
                Placed stuck = queues.get(unit).get(next.get(unit));
                report(
                        Hazard.Kind.DEADLOCK,
                        stuck,
                        "waits for a token from " + stuck.command().sync().waits() + " that never comes");
            }
        }
        for (Unit from : Unit.values()) {
            for (Unit to : Unit.values()) {
                int left = tokens.get(from).get(to).size();
                if (ended && left > 0) {
                    Placed last = queues.get(from).getLast();
                    report(
                            Hazard.Kind.TOKENS_LEFT,
                            last,
                            left + " tokens from " + from + " to " + to + " are never taken");
                }
            }
        }
        return ended;
    }

    /** Conflicting commands of different units have to be ordered. */
    private void checkOrder(Map<Unit, List<Placed>> queues) {
        for (Unit one : Unit.values()) {
            for (Unit two : Unit.values()) {
                if (one.compareTo(two) >= 0) {
                    continue;
                }
                List<Placed> others = queues.get(two);
                for (Placed a : queues.get(one)) {
                    for (int i = a.prepares()[two.ordinal()]; i < others.size(); i++) {
                        Placed b = others.get(i);
                        if (b.prepares()[one.ordinal()] > a.inUnit()) {
                            break;
                        }
                        conflict(a, b)
                                .ifPresent(c -> report(
                                        c.kind,
                                        a,
                                        c.message + " of " + b.layer() + ", command " + b.index()
                                                + ", in no certain order"));
                    }
                }
            }
        }
    }

    private record Conflict(Hazard.Kind kind, String message) {}

    private static Optional<Conflict> conflict(Placed a, Placed b) {
        for (Region x : a.regions()) {
            for (Region y : b.regions()) {
                if (x.conflicts(y) && !inOrder(a, x, b, y)) {
                    Hazard.Kind kind = x.write() && y.write()
                            ? Hazard.Kind.WRITE_ORDER
                            : laterWrites(a, b, x) ? Hazard.Kind.WRITE_BEFORE_LAST_READ : Hazard.Kind.READ_BEFORE_WRITE;
                    String verb = x.write() ? "writes " : "reads ";
                    return Optional.of(new Conflict(
                            kind,
                            verb + name(x) + " from " + x.start() + " to " + x.end() + " beside the "
                                    + (y.write() ? "write" : "read")));
                }
            }
        }
        return Optional.empty();
    }

    /** Whether one of two commands has certainly ended when the other one uses what both use. */
    private static boolean inOrder(Placed a, Region x, Placed b, Region y) {
        int unitOfA = a.command().unit().ordinal();
        int unitOfB = b.command().unit().ordinal();
        return a.uses(x)[unitOfB] > b.inUnit() || b.uses(y)[unitOfA] > a.inUnit();
    }

    /** Whether, in program order, the read comes first and the write later. */
    private static boolean laterWrites(Placed a, Placed b, Region ofA) {
        boolean aFirst = a.order() < b.order();
        return aFirst != ofA.write();
    }
}
