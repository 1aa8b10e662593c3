package dev.intarsia.simulator.replay;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Command.LaneOperation;
import dev.intarsia.ir.command.Command.Window;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.target.Accelerator;
import java.util.ArrayList;
import java.util.List;

/**
 * What a command touches in the scratchpads.
 *
 * @param reads stretches that it reads
 * @param writes stretches that it writes
 */
record Footprint(List<Stretch> reads, List<Stretch> writes) {

    /**
     * A stretch of a scratchpad that encloses everything touched.
     *
     * @param from the first byte or accumulator entry
     * @param to one after the last
     * @param bytes how many bytes are moved, a byte counted as often as it is moved
     */
    record Stretch(Scratchpad scratchpad, int from, int to, long bytes) {

        boolean overlaps(Scratchpad other, int otherFrom, int otherTo) {
            return scratchpad == other && from < otherTo && otherFrom < to;
        }
    }

    static Footprint of(Command command, Accelerator target) {
        return switch (command) {
            case Command.Load l -> {
                int surrounded = l.padding().frame() ? l.rows() * l.pixels() * l.bytes() : 0;
                int end = l.address() + l.written();
                yield new Footprint(
                        List.of(), List.of(new Stretch(l.to(), l.address(), end, l.written() - surrounded)));
            }
            case Command.Store s ->
                new Footprint(List.of(dense(Scratchpad.OUTPUT, s.address(), s.copied())), List.of());
            case Command.Multiply m -> {
                Window w = m.window();
                int weightBytes = w.taps() * target.cols() * m.weightBytes();
                Stretch sums = accumulators(target, m.accumulators(), w.pixels());
                List<Stretch> reads = new ArrayList<>();
                reads.add(window(w, w.address(), 1));
                reads.add(dense(Scratchpad.WEIGHT, m.weights(), weightBytes));
                if (m.accumulate()) {
                    reads.add(sums);
                }
                yield new Footprint(reads, List.of(sums));
            }
            case Command.Vector v -> {
                Window w = v.window();
                List<Stretch> reads = new ArrayList<>();
                reads.add(window(w, w.address(), v.channels()));
                switch (v.operation()) {
                    case LaneOperation.MultiplyAdd m ->
                        reads.add(dense(Scratchpad.WEIGHT, m.weights(), w.taps() * target.cols() * m.weightBytes()));
                    case LaneOperation.AddRescaled a -> reads.add(window(w, a.second(), v.channels()));
                    case LaneOperation.Maximum m -> {}
                    case LaneOperation.Total t -> {}
                }
                yield new Footprint(reads, List.of(accumulators(target, v.accumulators(), w.pixels())));
            }
            case Command.Post p -> {
                int entryBytes = target.parameterEntryBytes();
                int end = p.address() + (p.pixels() - 1) * p.pixelStride() + p.channels() * p.elementBytes();
                long words = (long) p.pixels() * p.channels();
                List<Stretch> reads = new ArrayList<>();
                reads.add(accumulators(target, p.accumulators(), p.pixels()));
                reads.add(dense(Scratchpad.PARAMETER, p.parameters() * entryBytes, p.channels() * entryBytes));
                p.table()
                        .ifPresent(table ->
                                reads.add(new Stretch(Scratchpad.TABLE, table, table + p.tableBytes(), words)));
                List<Stretch> writes = new ArrayList<>();
                writes.add(new Stretch(p.to(), p.address(), end, words * p.elementBytes()));
                if (p.kept().isKept()) {
                    int from = p.kept().address();
                    int to = from + p.kept().span(p.pixels(), p.channels() * p.elementBytes());
                    writes.add(new Stretch(Scratchpad.ACTIVATION, from, to, words * p.elementBytes()));
                }
                yield new Footprint(reads, writes);
            }
        };
    }

    private static Stretch dense(Scratchpad scratchpad, int from, int bytes) {
        return new Stretch(scratchpad, from, from + bytes, bytes);
    }

    private static Stretch accumulators(Accelerator target, int entry, int count) {
        long entryBytes = (long) target.cols() * ((target.accumulatorBits() + 7) / 8);
        return new Stretch(Scratchpad.ACCUMULATOR, entry, entry + count, count * entryBytes);
    }

    private static Stretch window(Window w, int address, int side) {
        int lowest = Integer.MAX_VALUE;
        int highest = Integer.MIN_VALUE;
        for (int q = w.firstTap(); q < w.firstTap() + w.taps(); q++) {
            lowest = Math.min(lowest, w.tapOffset(q));
            highest = Math.max(highest, w.tapOffset(q));
        }
        int h = (w.heights() - 1) * w.heightStride();
        int v = (w.widths() - 1) * w.widthStride();
        int from = address + lowest + Math.min(0, h) + Math.min(0, v);
        int to = address + highest + Math.max(0, h) + Math.max(0, v) + side * w.elementBytes();
        return new Stretch(Scratchpad.ACTIVATION, from, to, (long) w.pixels() * w.taps() * side * w.elementBytes());
    }
}
