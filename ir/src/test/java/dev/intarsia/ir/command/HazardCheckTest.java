package dev.intarsia.ir.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.command.Command.Window;
import dev.intarsia.ir.command.Hazard.Kind;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.plan.SearchingPlanner;
import dev.intarsia.ir.schedule.SampleKernels;
import dev.intarsia.ir.schedule.SampleTargets;
import dev.intarsia.ir.sequence.Sequence;
import dev.intarsia.ir.target.Accelerator;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A correct program is clean; every single harm that is done to it is found and named by its kind. */
class HazardCheckTest {

    private static final Set<Kind> RACES =
            EnumSet.of(Kind.READ_BEFORE_WRITE, Kind.WRITE_BEFORE_LAST_READ, Kind.WRITE_ORDER);

    /** The same network in other memories: other tiles, other commands. */
    private static final List<Accelerator> TARGETS = List.of(
            SampleTargets.small(),
            SampleTargets.memories(2048, 512, 256, 32, 64),
            SampleTargets.memories(512, 256, 128, 32, 16),
            SampleTargets.memories(1024, 1024, 256, 32, 32));

    private final CommandProgram program = planned(TARGETS.getFirst());
    private final Listed listed = Listed.of(program);
    private final List<Command> commands = listed.commands();

    private static CommandProgram planned(Accelerator target) {
        return Sequence.apply(new SearchingPlanner().plan(SampleKernels.program(), target, new Diagnostics()));
    }

    /**
     * A program's commands in a list.
     *
     * @param commands all in program order
     * @param layers each one's layer
     */
    private record Listed(CommandProgram program, List<Command> commands, List<Integer> layers) {

        static Listed of(CommandProgram program) {
            List<Command> commands = new ArrayList<>();
            List<Integer> layers = new ArrayList<>();
            for (int layer = 0; layer < program.layers().size(); layer++) {
                if (program.layers().get(layer) instanceof CommandProgram.DeviceLayer device) {
                    for (Command command : device.commands()) {
                        commands.add(command);
                        layers.add(layer);
                    }
                }
            }
            return new Listed(program, List.copyOf(commands), List.copyOf(layers));
        }

        /** The program with other commands in the places of its own. */
        CommandProgram with(List<Command> changed) {
            List<CommandProgram.Layer> rebuilt = new ArrayList<>();
            for (int layer = 0; layer < program.layers().size(); layer++) {
                int number = layer;
                rebuilt.add(
                        switch (program.layers().get(layer)) {
                            case CommandProgram.DeviceLayer d -> {
                                List<Command> own = new ArrayList<>();
                                for (int i = 0; i < changed.size(); i++) {
                                    if (layers.get(i) == number) {
                                        own.add(changed.get(i));
                                    }
                                }
                                yield new CommandProgram.DeviceLayer(
                                        d.node(), d.summary(), d.macs(), own, d.location());
                            }
                            case CommandProgram.HostLayer h -> h;
                            case CommandProgram.AliasLayer a -> a;
                        });
            }
            return new CommandProgram(
                    program.source(),
                    program.target(),
                    program.memoryBytes(),
                    program.tensors(),
                    program.images(),
                    rebuilt);
        }
    }

    private CommandProgram with(List<Command> changed) {
        return listed.with(changed);
    }

    private Set<Kind> kinds(int index, Command instead) {
        List<Command> changed = new ArrayList<>(commands);
        changed.set(index, instead);
        return kinds(with(changed));
    }

    private static Set<Kind> kinds(CommandProgram harmed) {
        return HazardCheck.check(harmed).stream().map(Hazard::kind).collect(Collectors.toSet());
    }

    private static Set<Unit> without(Set<Unit> units, Unit unit) {
        Set<Unit> fewer = new HashSet<>(units);
        fewer.remove(unit);
        return fewer;
    }

    @Test
    void anUnharmedProgramIsClean() {
        assertTrue(commands.size() > 50, commands.size() + " commands");
        assertEquals(List.of(), HazardCheck.check(program));
        assertEquals(List.of(), HazardCheck.check(with(commands)));
    }

    @Test
    void aTokenThatIsNotGivenStopsAQueue() {
        int planted = 0;
        for (int i = 0; i < commands.size(); i++) {
            Sync sync = commands.get(i).sync();
            for (Unit unit : sync.gives()) {
                Set<Kind> found =
                        kinds(i, commands.get(i).withSync(new Sync(sync.waits(), without(sync.gives(), unit))));
                assertTrue(found.contains(Kind.DEADLOCK), "command " + i + " gives no token to " + unit + ": " + found);
                planted++;
            }
        }
        assertTrue(planted > 20, planted + " tokens");
    }

    @Test
    void aTokenThatIsNotTakenIsLeft() {
        for (int i = 0; i < commands.size(); i++) {
            Sync sync = commands.get(i).sync();
            for (Unit unit : sync.waits()) {
                Set<Kind> found =
                        kinds(i, commands.get(i).withSync(new Sync(without(sync.waits(), unit), sync.gives())));
                assertTrue(
                        found.contains(Kind.TOKENS_LEFT), "command " + i + " takes no token of " + unit + ": " + found);
            }
        }
    }

    @Test
    void aWaitTooManyStopsAQueue() {
        for (int i = 0; i < commands.size(); i++) {
            for (Unit unit : Unit.values()) {
                Command command = commands.get(i);
                if (unit != command.unit() && !command.sync().waits().contains(unit)) {
                    Set<Kind> found = kinds(i, command.withSync(command.sync().waitingFor(unit)));
                    assertTrue(found.contains(Kind.DEADLOCK), "command " + i + " waits for " + unit + ": " + found);
                }
            }
        }
    }

    /** Both ends of a token are taken away: nobody stops, and what it ordered is a race unless other tokens order it as well. */
    @Test
    void aMissingPairOfTokensIsARace() {
        int planted = 0;
        int races = 0;
        for (Unit from : Unit.values()) {
            for (Unit to : Unit.values()) {
                List<Integer> givers = new ArrayList<>();
                List<Integer> takers = new ArrayList<>();
                for (int i = 0; i < commands.size(); i++) {
                    Command command = commands.get(i);
                    if (command.unit() == from && command.sync().gives().contains(to)) {
                        givers.add(i);
                    }
                    if (command.unit() == to && command.sync().waits().contains(from)) {
                        takers.add(i);
                    }
                }
                assertEquals(givers.size(), takers.size());
                for (int n = 0; n < givers.size(); n++) {
                    List<Command> changed = new ArrayList<>(commands);
                    Command giver = commands.get(givers.get(n));
                    changed.set(
                            givers.get(n),
                            giver.withSync(new Sync(
                                    giver.sync().waits(), without(giver.sync().gives(), to))));
                    Command taker = changed.get(takers.get(n));
                    changed.set(
                            takers.get(n),
                            taker.withSync(new Sync(
                                    without(taker.sync().waits(), from),
                                    taker.sync().gives())));
                    Set<Kind> found = kinds(with(changed));
                    assertTrue(RACES.containsAll(found), "only races: " + found);
                    planted++;
                    races += found.isEmpty() ? 0 : 1;
                }
            }
        }
        assertTrue(races * 10 >= planted * 7, races + " races of " + planted + " pairs");
    }

    /** The second part of each sum before the first one, in several programs. */
    @Test
    void commandsOfOneQueueInTheWrongOrderAreFound() {
        int planted = 0;
        for (Accelerator target : TARGETS) {
            Listed all = Listed.of(planned(target));
            for (int i = 0; i + 1 < all.commands.size(); i++) {
                if (all.commands.get(i) instanceof Command.Multiply first
                        && all.commands.get(i + 1) instanceof Command.Multiply second
                        && !first.accumulate()
                        && second.accumulate()) {
                    List<Command> changed = new ArrayList<>(all.commands);
                    changed.set(i, second.withSync(first.sync()));
                    changed.set(i + 1, first.withSync(second.sync()));
                    Set<Kind> found = kinds(all.with(changed));
                    assertTrue(
                            found.contains(Kind.READ_BEFORE_WRITE), "commands " + i + " and " + (i + 1) + ": " + found);
                    planted++;
                }
            }
        }
        assertTrue(planted >= 10, planted + " sums");
    }

    /** Each sum's last part does not tell post-processing, which does not wait: it may take the sum too early. */
    @Test
    void sumsThatAreTakenTooEarlyAreFound() {
        int planted = 0;
        for (Accelerator target : TARGETS) {
            Listed all = Listed.of(planned(target));
            for (Command command : all.commands) {
                planted += command instanceof Command.Post p && p.sync().waits().contains(Unit.COMPUTE) ? 1 : 0;
            }
            List<Command> changed =
                    all.commands.stream().map(HazardCheckTest::withoutSums).toList();
            assertTrue(kinds(all.with(changed)).contains(Kind.READ_BEFORE_WRITE), target.toString());
        }
        assertTrue(planted >= 10, planted + " results");
    }

    private static Command withoutSums(Command c) {
        return switch (c) {
            case Command.Post p ->
                p.withSync(new Sync(
                        without(p.sync().waits(), Unit.COMPUTE), p.sync().gives()));
            case Command.Multiply m ->
                m.withSync(new Sync(m.sync().waits(), without(m.sync().gives(), Unit.POST)));
            case Command.Vector v ->
                v.withSync(new Sync(v.sync().waits(), without(v.sync().gives(), Unit.POST)));
            case Command.Load l -> l;
            case Command.Store s -> s;
        };
    }

    /**
     * Post-processing reads its parameters before it waits for sums: that the array waited for their load is not enough. Here the array waits for all
     * loads that post-processing would wait for.
     */
    @Test
    void parametersThatAreOrderedByTheSumsAloneAreFound() {
        Window window = new Window(0, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 1, false);
        Command.Post post = new Command.Post(
                new Sync(Set.of(Unit.COMPUTE), Set.of()),
                Scratchpad.OUTPUT,
                0,
                0,
                1,
                1,
                1,
                0,
                MultiplyShift.SINGLE,
                0,
                new Clamp(0, 255),
                1);
        List<Command> sums = List.of(
                load(Scratchpad.ACTIVATION, Set.of()),
                load(Scratchpad.WEIGHT, Set.of()),
                load(Scratchpad.PARAMETER, Set.of(Unit.COMPUTE)),
                new Command.Multiply(new Sync(Set.of(Unit.LOAD), Set.of(Unit.POST)), window, 0, 1, 0, 1, false));
        List<Command> racing = new ArrayList<>(sums);
        racing.add(post);
        assertEquals(Set.of(Kind.READ_BEFORE_WRITE), kinds(alone(racing)));
        List<Command> ordered = new ArrayList<>(sums);
        ordered.set(2, load(Scratchpad.PARAMETER, Set.of(Unit.COMPUTE, Unit.POST)));
        ordered.add(post.withSync(new Sync(Set.of(Unit.LOAD, Unit.COMPUTE), Set.of())));
        assertEquals(Set.of(), kinds(alone(ordered)));
    }

    private static Command load(Scratchpad to, Set<Unit> gives) {
        return new Command.Load(new Sync(Set.of(), gives), to, 0, 0, 1, 0, 1, 0, 16, Command.Surround.NONE);
    }

    /** These commands as the only layer of the program. */
    private CommandProgram alone(List<Command> only) {
        CommandProgram.DeviceLayer some = (CommandProgram.DeviceLayer) program.layers().stream()
                .filter(CommandProgram.DeviceLayer.class::isInstance)
                .findFirst()
                .orElseThrow();
        return new CommandProgram(
                program.source(),
                program.target(),
                program.memoryBytes(),
                program.tensors(),
                program.images(),
                List.of(new CommandProgram.DeviceLayer(some.node(), some.summary(), 1, only, some.location())));
    }

    @Test
    void anAddressOutsideOfItsMemoryIsFound() {
        for (int i = 0; i < commands.size(); i++) {
            Command moved = moved(commands.get(i), 1 << 20);
            Hazard hazard = HazardCheck.check(with(replaced(i, moved))).stream()
                    .filter(h -> h.kind() == Kind.OUT_OF_RANGE)
                    .findFirst()
                    .orElseThrow();
            assertEquals(program.layers().get(listed.layers().get(i)).node(), hazard.layer());
            assertEquals(moved, device(hazard, with(replaced(i, moved))));
        }
    }

    private static Command device(Hazard hazard, CommandProgram of) {
        return of.layers().stream()
                .filter(l -> l.node().equals(hazard.layer()))
                .map(l -> ((CommandProgram.DeviceLayer) l).commands().get(hazard.command()))
                .findFirst()
                .orElseThrow();
    }

    private List<Command> replaced(int index, Command instead) {
        List<Command> changed = new ArrayList<>(commands);
        changed.set(index, instead);
        return changed;
    }

    /** The first reader of each memory reads behind what has been written. */
    @Test
    void whatNothingHasWrittenIsFound() {
        for (int i = 0; i < commands.size(); i++) {
            Command command = commands.get(i);
            if (command instanceof Command.Multiply m) {
                Command.Multiply elsewhere = new Command.Multiply(
                        m.sync(),
                        m.window(),
                        program.target().weightBytes() - 4 * m.window().taps(),
                        m.weightBytes(),
                        m.accumulators(),
                        m.outputs(),
                        m.accumulate());
                assertTrue(kinds(i, elsewhere).contains(Kind.READ_BEFORE_WRITE), "command " + i);
                break;
            }
        }
    }

    @Test
    void sumsOnNothingAreFound() {
        for (int i = 0; i < commands.size(); i++) {
            if (commands.get(i) instanceof Command.Multiply m && !m.accumulate()) {
                Command.Multiply onto = new Command.Multiply(
                        m.sync(), m.window(), m.weights(), m.weightBytes(), m.accumulators(), m.outputs(), true);
                assertEquals(Set.of(Kind.READ_BEFORE_WRITE), kinds(i, onto));
                return;
            }
        }
        assertFalse(true, "no multiply");
    }

    @Test
    void aTableThatNothingHasLoadedIsFound() {
        for (int i = 0; i < commands.size(); i++) {
            if (commands.get(i) instanceof Command.Post p) {
                int end = Scratchpad.TABLE.capacity(program.target());
                assertEquals(Set.of(Kind.READ_BEFORE_WRITE), kinds(i, lookingUp(p, end - 16)));
                assertEquals(Set.of(Kind.READ_BEFORE_WRITE, Kind.OUT_OF_RANGE), kinds(i, lookingUp(p, end - 15)));
                return;
            }
        }
        assertFalse(true, "no post");
    }

    /** With a table of 16 bytes. */
    private static Command lookingUp(Command.Post p, int table) {
        return new Command.Post(
                p.sync(),
                p.to(),
                p.address(),
                p.accumulators(),
                p.pixels(),
                p.channels(),
                p.pixelStride(),
                p.parameters(),
                p.form(),
                p.zeroPoint(),
                new Clamp(0, 15),
                p.elementBytes(),
                OptionalInt.of(table),
                Command.Kept.NONE);
    }

    /** Words of the first post are kept where the last activations are, where nothing is, and outside. */
    @Test
    void wordsThatAreKeptInTheWrongPlaceAreFound() {
        int end = program.target().activationBytes();
        for (int i = 0; i < commands.size(); i++) {
            if (commands.get(i) instanceof Command.Post p && p.to() == Scratchpad.OUTPUT) {
                int bytes = p.channels() * p.elementBytes();
                Command.Kept outside = new Command.Kept(end - bytes + 1, p.pixels(), 0, 0);
                assertTrue(kinds(i, p.keeping(outside)).contains(Kind.OUT_OF_RANGE));
                Command.Load load = commands.stream()
                        .filter(c -> c instanceof Command.Load l && l.to() == Scratchpad.ACTIVATION)
                        .map(Command.Load.class::cast)
                        .toList()
                        .getLast();
                Set<Kind> over = kinds(i, p.keeping(new Command.Kept(load.address(), p.pixels(), 0, 0)));
                assertTrue(over.isEmpty() || RACES.containsAll(over), over.toString());
                return;
            }
        }
        assertFalse(true, "no post");
    }

    /** A load that is gone because its words were kept leaves a read of nothing behind when they are not; in a memory in which layers lie apart. */
    @Test
    void wordsThatAreNotKeptAreMissed() {
        CommandProgram roomy = planned(TARGETS.get(1));
        List<CommandProgram.Layer> changed = new ArrayList<>();
        int planted = 0;
        for (CommandProgram.Layer layer : roomy.layers()) {
            if (layer instanceof CommandProgram.DeviceLayer d) {
                List<Command> own = new ArrayList<>();
                for (Command c : d.commands()) {
                    planted += c instanceof Command.Post p && p.kept().isKept() ? 1 : 0;
                    own.add(c instanceof Command.Post p ? p.keeping(Command.Kept.NONE) : c);
                }
                changed.add(new CommandProgram.DeviceLayer(d.node(), d.summary(), d.macs(), own, d.location()));
            } else {
                changed.add(layer);
            }
        }
        assertTrue(planted > 0, "no words are kept");
        CommandProgram harmed = new CommandProgram(
                roomy.source(), roomy.target(), roomy.memoryBytes(), roomy.tensors(), roomy.images(), changed);
        assertTrue(kinds(harmed).contains(Kind.READ_BEFORE_WRITE));
    }

    /** Each memory one step smaller than what is used of it; the program uses no table. */
    @Test
    void aMemoryThatIsTooSmallIsFound() {
        for (Scratchpad pad : EnumSet.complementOf(EnumSet.of(Scratchpad.TABLE))) {
            int used = commands.stream()
                    .flatMap(c -> Region.of(c, program.target()).stream())
                    .filter(r -> r.scratchpad().filter(s -> s == pad).isPresent())
                    .mapToInt(Region::end)
                    .max()
                    .orElseThrow();
            assertEquals(List.of(), HazardCheck.check(on(shrunk(pad, used))), pad + " of " + used);
            assertEquals(Set.of(Kind.OUT_OF_RANGE), kinds(on(shrunk(pad, used - 1))), pad + " of " + (used - 1));
        }
    }

    private CommandProgram on(Accelerator target) {
        return new CommandProgram(
                program.source(), target, program.memoryBytes(), program.tensors(), program.images(), program.layers());
    }

    private static Accelerator shrunk(Scratchpad pad, int size) {
        int entry = SampleTargets.small().parameterEntryBytes();
        return SampleTargets.memories(
                pad == Scratchpad.ACTIVATION ? size : 512,
                pad == Scratchpad.WEIGHT ? size : 512,
                pad == Scratchpad.OUTPUT ? size : 256,
                pad == Scratchpad.PARAMETER ? size / entry : 32,
                pad == Scratchpad.ACCUMULATOR ? size : 64);
    }

    /** What a command writes, elsewhere. */
    private static Command moved(Command command, int by) {
        return switch (command) {
            case Command.Load l ->
                new Command.Load(
                        l.sync(),
                        l.to(),
                        l.address() + by,
                        l.from(),
                        l.rows(),
                        l.rowStride(),
                        l.pixels(),
                        l.pixelStride(),
                        l.bytes(),
                        l.padding());
            case Command.Multiply m ->
                new Command.Multiply(
                        m.sync(),
                        m.window(),
                        m.weights(),
                        m.weightBytes(),
                        m.accumulators() + by,
                        m.outputs(),
                        m.accumulate());
            case Command.Vector v ->
                new Command.Vector(v.sync(), v.operation(), v.window(), v.accumulators() + by, v.channels());
            case Command.Post p ->
                new Command.Post(
                        p.sync(),
                        p.to(),
                        p.address() + by,
                        p.accumulators(),
                        p.pixels(),
                        p.channels(),
                        p.pixelStride(),
                        p.parameters(),
                        p.form(),
                        p.zeroPoint(),
                        p.clamp(),
                        p.elementBytes());
            case Command.Store s ->
                new Command.Store(
                        s.sync(),
                        s.to() + by,
                        s.address(),
                        s.rows(),
                        s.rowStride(),
                        s.pixels(),
                        s.pixelStride(),
                        s.bytes());
        };
    }
}
