package dev.intarsia.ir.sequence;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Command.LaneOperation;
import dev.intarsia.ir.command.Command.Window;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.target.Accelerator;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Moves commands to other places in the scratchpads: cheaper than running down a schedule's loops again. */
public final class Relocation {

    private final int entryBytes;
    private final Map<Scratchpad, NavigableMap<Integer, Integer>> shifts = new EnumMap<>(Scratchpad.class);

    public Relocation(Accelerator target) {
        entryBytes = target.parameterEntryBytes();
        for (Scratchpad pad : Scratchpad.values()) {
            shifts.put(pad, new TreeMap<>());
        }
    }

    /** What lies from an address up to the next one named moves so that it begins at another. */
    public void move(Scratchpad pad, int from, int to) {
        shifts.get(pad).put(from, to - from);
    }

    /** The command with its scratchpad addresses moved. */
    public Command apply(Command command) {
        return switch (command) {
            case Command.Load l ->
                new Command.Load(
                        l.sync(),
                        l.to(),
                        moved(l.to(), l.address()),
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
                        moved(m.window()),
                        moved(Scratchpad.WEIGHT, m.weights()),
                        m.weightBytes(),
                        moved(Scratchpad.ACCUMULATOR, m.accumulators()),
                        m.outputs(),
                        m.accumulate());
            case Command.Vector v ->
                new Command.Vector(
                        v.sync(),
                        moved(v.operation()),
                        moved(v.window()),
                        moved(Scratchpad.ACCUMULATOR, v.accumulators()),
                        v.channels());
            case Command.Post p ->
                new Command.Post(
                        p.sync(),
                        p.to(),
                        moved(p.to(), p.address()),
                        moved(Scratchpad.ACCUMULATOR, p.accumulators()),
                        p.pixels(),
                        p.channels(),
                        p.pixelStride(),
                        moved(Scratchpad.PARAMETER, p.parameters() * entryBytes) / entryBytes,
                        p.form(),
                        p.zeroPoint(),
                        p.clamp(),
                        p.elementBytes(),
                        p.table().isPresent()
                                ? OptionalInt.of(
                                        moved(Scratchpad.TABLE, p.table().getAsInt()))
                                : OptionalInt.empty(),
                        moved(p.kept()));
            case Command.Store s ->
                new Command.Store(
                        s.sync(),
                        s.to(),
                        moved(Scratchpad.OUTPUT, s.address()),
                        s.rows(),
                        s.rowStride(),
                        s.pixels(),
                        s.pixelStride(),
                        s.bytes());
        };
    }

    private int moved(Scratchpad pad, int address) {
        Map.Entry<Integer, Integer> shift = shifts.get(pad).floorEntry(address);
        return shift == null ? address : address + shift.getValue();
    }

    private LaneOperation moved(LaneOperation operation) {
        return switch (operation) {
            case LaneOperation.MultiplyAdd m ->
                new LaneOperation.MultiplyAdd(moved(Scratchpad.WEIGHT, m.weights()), m.weightBytes());
            case LaneOperation.Maximum m -> m;
            case LaneOperation.Total t -> t;
            case LaneOperation.AddRescaled a ->
                new LaneOperation.AddRescaled(
                        moved(Scratchpad.ACTIVATION, a.second()),
                        a.leftShift(),
                        a.leftZero(),
                        a.leftMultiplier(),
                        a.leftRight(),
                        a.rightZero(),
                        a.rightMultiplier(),
                        a.rightRight(),
                        a.form());
        };
    }

    private Command.Kept moved(Command.Kept k) {
        return k.isKept()
                ? new Command.Kept(
                        moved(Scratchpad.ACTIVATION, k.address()), k.columns(), k.pixelStride(), k.rowStride())
                : k;
    }

    private Window moved(Window w) {
        return new Window(
                moved(Scratchpad.ACTIVATION, w.address()),
                w.heights(),
                w.heightStride(),
                w.widths(),
                w.widthStride(),
                w.firstTap(),
                w.taps(),
                w.depth(),
                w.columns(),
                w.columnStride(),
                w.rowStride(),
                w.elementBytes(),
                w.signed());
    }
}
