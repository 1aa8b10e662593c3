package dev.intarsia.ir.command;

import dev.intarsia.ir.target.Accelerator;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * What a command reads or writes of one memory: rows of pixels of bytes, or of entries for the accumulators.
 *
 * @param scratchpad which memory; empty for the memory outside
 * @param start the first byte
 */
public record Region(
        Optional<Scratchpad> scratchpad,
        int start,
        int rows,
        int rowStride,
        int pixels,
        int pixelStride,
        int bytes,
        boolean write) {

    private static Region dense(Scratchpad scratchpad, int start, int bytes, boolean write) {
        return new Region(Optional.of(scratchpad), start, 1, 0, 1, 0, bytes, write);
    }

    /** The first byte after the last one. */
    public int end() {
        return start + (rows - 1) * rowStride + (pixels - 1) * pixelStride + bytes;
    }

    /** Whether both lie in one memory and their ends overlap; gaps between rows and pixels count as used. */
    public boolean overlaps(Region other) {
        return scratchpad.equals(other.scratchpad) && start < other.end() && other.start < end();
    }

    /** Whether the order of the two matters. */
    public boolean conflicts(Region other) {
        return (write || other.write) && overlaps(other);
    }

    /**
     * How a command uses the write port of the activations: loads and post-processing would write in the same cycles, and how long a load then took would
     * depend on when either began. So they are put in order like a read and a write. Empty where it does not write there.
     */
    public static Optional<Boolean> writesPort(Command command) {
        return switch (command) {
            case Command.Load l when l.to() == Scratchpad.ACTIVATION -> Optional.of(false);
            case Command.Post p when p.to() == Scratchpad.ACTIVATION || p.kept().isKept() -> Optional.of(true);
            case Command.Load l -> Optional.empty();
            case Command.Multiply m -> Optional.empty();
            case Command.Vector v -> Optional.empty();
            case Command.Post p -> Optional.empty();
            case Command.Store s -> Optional.empty();
        };
    }

    /** Marks exactly the bytes of the region. */
    public void mark(BitSet bytesOfMemory) {
        for (int row = 0; row < rows; row++) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                int first = start + row * rowStride + pixel * pixelStride;
                bytesOfMemory.set(first, first + bytes);
            }
        }
    }

    /** Everything that a command reads and writes. */
    public static List<Region> of(Command command, Accelerator target) {
        return switch (command) {
            case Command.Load l when l.padding().frame() -> frame(l);
            case Command.Load l ->
                List.of(
                        new Region(
                                Optional.empty(),
                                l.from(),
                                l.rows(),
                                l.rowStride(),
                                l.pixels(),
                                l.pixelStride(),
                                l.bytes(),
                                false),
                        dense(l.to(), l.address(), l.written(), true));
            case Command.Multiply m -> {
                List<Region> regions = new ArrayList<>();
                regions.add(window(m.window(), 1));
                regions.add(dense(
                        Scratchpad.WEIGHT, m.weights(), m.window().taps() * target.cols() * m.weightBytes(), false));
                regions.add(accumulators(m.accumulators(), m.window().pixels(), true));
                if (m.accumulate()) {
                    regions.add(accumulators(m.accumulators(), m.window().pixels(), false));
                }
                yield List.copyOf(regions);
            }
            case Command.Vector v -> {
                List<Region> regions = new ArrayList<>();
                regions.add(window(v.window(), v.channels()));
                switch (v.operation()) {
                    case Command.LaneOperation.MultiplyAdd m ->
                        regions.add(dense(
                                Scratchpad.WEIGHT,
                                m.weights(),
                                v.window().taps() * target.cols() * m.weightBytes(),
                                false));
                    case Command.LaneOperation.AddRescaled a -> {
                        Region first = window(v.window(), v.channels());
                        regions.add(dense(Scratchpad.ACTIVATION, a.second(), first.end() - first.start(), false));
                    }
                    case Command.LaneOperation.Maximum m -> {}
                    case Command.LaneOperation.Total t -> {}
                }
                regions.add(accumulators(v.accumulators(), v.window().pixels(), true));
                yield List.copyOf(regions);
            }
            case Command.Post p -> {
                List<Region> regions = new ArrayList<>();
                regions.add(accumulators(p.accumulators(), p.pixels(), false));
                regions.add(dense(
                        Scratchpad.PARAMETER,
                        p.parameters() * target.parameterEntryBytes(),
                        p.channels() * target.parameterEntryBytes(),
                        false));
                p.table().ifPresent(table -> regions.add(dense(Scratchpad.TABLE, table, p.tableBytes(), false)));
                regions.add(new Region(
                        Optional.of(p.to()),
                        p.address(),
                        1,
                        0,
                        p.pixels(),
                        p.pixelStride(),
                        p.channels() * p.elementBytes(),
                        true));
                if (p.kept().isKept()) {
                    regions.add(kept(p));
                }
                yield List.copyOf(regions);
            }
            case Command.Store s ->
                List.of(
                        dense(Scratchpad.OUTPUT, s.address(), s.copied(), false),
                        new Region(
                                Optional.empty(),
                                s.to(),
                                s.rows(),
                                s.rowStride(),
                                s.pixels(),
                                s.pixelStride(),
                                s.bytes(),
                                true));
        };
    }

    /** Padding alone: before the first row of what it surrounds, between its rows, and behind the last one. */
    private static List<Region> frame(Command.Load l) {
        Command.Surround pad = l.padding();
        int row = (pad.left() + l.pixels() + pad.right()) * l.bytes();
        int before = pad.top() * row + pad.left() * l.bytes();
        int inside = l.pixels() * l.bytes();
        int between = (pad.left() + pad.right()) * l.bytes();
        int behind = pad.right() * l.bytes() + pad.bottom() * row;
        List<Region> regions = new ArrayList<>();
        if (before > 0) {
            regions.add(dense(l.to(), l.address(), before, true));
        }
        if (between > 0 && l.rows() > 1) {
            int first = l.address() + before + inside;
            regions.add(new Region(Optional.of(l.to()), first, l.rows() - 1, row, 1, 0, between, true));
        }
        if (behind > 0) {
            regions.add(dense(l.to(), l.address() + l.written() - behind, behind, true));
        }
        return List.copyOf(regions);
    }

    /** What post-processing writes of the activations; rows that are not full count as full. */
    private static Region kept(Command.Post p) {
        Command.Kept kept = p.kept();
        return new Region(
                Optional.of(Scratchpad.ACTIVATION),
                kept.address(),
                Math.ceilDiv(p.pixels(), kept.columns()),
                kept.rowStride(),
                Math.min(p.pixels(), kept.columns()),
                kept.pixelStride(),
                p.channels() * p.elementBytes(),
                true);
    }

    private static Region accumulators(int first, int entries, boolean write) {
        return dense(Scratchpad.ACCUMULATOR, first, entries, write);
    }

    private static Region window(Command.Window w, int lanes) {
        int reach = 0;
        for (int tap = w.firstTap(); tap < w.firstTap() + w.taps(); tap++) {
            reach = Math.max(reach, w.tapOffset(tap));
        }
        int last = (w.heights() - 1) * w.heightStride() + (w.widths() - 1) * w.widthStride() + reach;
        return dense(Scratchpad.ACTIVATION, w.address(), last + lanes * w.elementBytes(), false);
    }
}
