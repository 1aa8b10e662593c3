package dev.intarsia.ir.sequence;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.command.Sync;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Rewriter;
import dev.intarsia.ir.kernel.Stmt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Turns transfers into loads and stores: a box of any rank becomes rows of pixels of bytes, merged where they lie side by side on both
 * sides.
 */
final class TransferReader {

    private TransferReader() {}

    /**
     * One axis of a box on its way.
     *
     * @param size what is copied of it
     * @param stride in memory, in bytes
     * @param before places of padding before it
     * @param after places of padding after it
     */
    private record Axis(int size, int stride, int before, int after) {
        boolean padded() {
            return before + after > 0;
        }
    }

    static Command.Load load(Stmt.Transfer t, Map<String, Long> variables, int source, int target) {
        Buffer from = t.from();
        int element = from.format().bytes();
        List<Axis> axes = new ArrayList<>();
        int[] strides = from.shape().strides();
        int first = source;
        for (int axis = 0; axis < strides.length; axis++) {
            long origin = Rewriter.evaluate(t.origin().get(axis), variables);
            long size = Rewriter.evaluate(t.sizes().get(axis), variables);
            int length = from.shape().size(axis);
            int before = Math.toIntExact(Math.min(size, Math.max(0, -origin)));
            int after = Math.toIntExact(Math.min(size - before, Math.max(0, origin + size - length)));
            int inside = Math.toIntExact(size - before - after);
            axes.add(new Axis(inside, strides[axis] * element, before, after));
            first += Math.toIntExact(Math.max(0, origin) * strides[axis] * element);
        }
        List<Axis> merged = merge(axes, element);
        Axis rows = merged.get(0);
        Axis pixels = merged.get(1);
        int bytes = merged.get(2).size();
        if (rows.size() < 1 || pixels.size() < 1) {
            throw new TransferException("a transfer of " + from.name() + " reads nothing but padding");
        }
        Command.Surround surround = rows.padded() || pixels.padded()
                ? new Command.Surround(
                        rows.before(),
                        rows.after(),
                        pixels.before(),
                        pixels.after(),
                        Math.toIntExact(t.outside()),
                        paddingBytes(t.outside(), element))
                : Command.Surround.NONE;
        return new Command.Load(
                Sync.NONE,
                Scratchpad.of(t.to().memory()),
                target,
                first,
                rows.size(),
                rows.stride(),
                pixels.size(),
                pixels.stride(),
                bytes,
                surround);
    }

    /** How long the padding word is. Commands have none of more than two bytes, but 0 and -1 are the same byte again and again. */
    private static int paddingBytes(long word, int element) {
        if (element <= 2) {
            return element;
        }
        if (word == 0 || word == -1) {
            return 1;
        }
        throw new TransferException("no load pads words of " + element + " bytes with " + word + ", only with 0 or -1");
    }

    static Command.Store store(Stmt.Transfer t, Map<String, Long> variables, int source, int target) {
        Buffer to = t.to();
        int element = to.format().bytes();
        int[] strides = to.shape().strides();
        List<Axis> axes = new ArrayList<>();
        int first = target;
        for (int axis = 0; axis < strides.length; axis++) {
            long origin = Rewriter.evaluate(t.target().get(axis), variables);
            long size = Rewriter.evaluate(t.sizes().get(axis), variables);
            long inside = Math.min(size, to.shape().size(axis) - origin);
            if (axis > 0 && inside != size && axes.stream().anyMatch(a -> a.size() > 1)) {
                throw new TransferException("only the outermost axis of a stored box may be shorter than the box");
            }
            axes.add(new Axis(Math.toIntExact(inside), strides[axis] * element, 0, 0));
            first += Math.toIntExact(origin * strides[axis] * element);
        }
        List<Axis> merged = merge(axes, element);
        return new Command.Store(
                Sync.NONE,
                first,
                source,
                merged.get(0).size(),
                merged.get(0).stride(),
                merged.get(1).size(),
                merged.get(1).stride(),
                merged.get(2).size());
    }

    /** Rows, pixels and bytes: the innermost run of bytes, and two axes around it. */
    private static List<Axis> merge(List<Axis> axes, int element) {
        List<Axis> left = new ArrayList<>(axes);
        int bytes = element;
        while (!left.isEmpty()
                && !left.getLast().padded()
                && (left.getLast().stride() == bytes || left.getLast().size() == 1)) {
            bytes *= left.removeLast().size();
        }
        List<Axis> outer = new ArrayList<>();
        for (Axis axis : left.reversed()) {
            Axis last = outer.isEmpty() ? null : outer.getLast();
            if (axis.size() == 1 && !axis.padded()) {
                continue;
            }
            if (last != null && !last.padded() && !axis.padded() && axis.stride() == last.stride() * last.size()) {
                outer.set(outer.size() - 1, new Axis(last.size() * axis.size(), last.stride(), 0, 0));
            } else {
                outer.add(axis);
            }
        }
        if (outer.size() > 2) {
            throw new TransferException("a transfer has more than two strided axes");
        }
        while (outer.size() < 2) {
            outer.add(new Axis(1, 0, 0, 0));
        }
        return List.of(outer.get(1), outer.get(0), new Axis(bytes, 1, 0, 0));
    }
}
