package dev.intarsia.ir.stream;

import dev.intarsia.ir.kernel.Affine;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.kernel.Walk;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A kernel that brings each window of its input to one word for each channel: {@code register = start; for taps: register = update;
 * output = finish}. Convolutions, dense layers and pooling are such.
 *
 * @param kernel the kernel
 * @param outputs the loops over the result, the innermost over its channels
 * @param taps the loops over a window
 * @param start sets the register
 * @param update brings one tap into it
 * @param finish writes the result
 * @param x the word of the input that the update reads
 * @param window where windows lie
 */
public record Reduction(
        Kernel kernel,
        List<Stmt.Loop> outputs,
        List<Stmt.Loop> taps,
        Stmt.Store start,
        Stmt.Store update,
        Stmt.Store finish,
        Expr.Load x,
        Window window) {

    /**
     * Where windows lie.
     *
     * @param image height, width and channels of the input
     * @param outputRows rows of the result
     * @param outputColumns columns of the result
     * @param channels of the result
     * @param rows of a window
     * @param columns of a window
     * @param own whether each channel of the result is made of the input's channel of its own number only
     */
    public record Window(
            Shape image,
            int outputRows,
            int outputColumns,
            int channels,
            int rows,
            int columns,
            int strideHeight,
            int strideWidth,
            int dilationHeight,
            int dilationWidth,
            int top,
            int left,
            boolean own) {

        /** Whether windows are single places, each once and in order: then the input itself is the stream of windows. */
        public boolean isPlain() {
            return rows == 1
                    && columns == 1
                    && strideHeight == 1
                    && strideWidth == 1
                    && top == 0
                    && left == 0
                    && outputRows == image.size(0)
                    && outputColumns == image.size(1);
        }

        /** How many windows there are. */
        public int places() {
            return outputRows * outputColumns;
        }

        /** How many places a window has. */
        public int taps() {
            return rows * columns;
        }

        /** How many rows of the input have come when windows of a row can be read; all of them for the row after the last. */
        public int rowsBefore(int row) {
            int end = row * strideHeight - top + (rows - 1) * dilationHeight + 1;
            return row == outputRows ? image.size(0) : Math.clamp(end, 0, image.size(0));
        }
    }

    /** The reduction that a kernel is, if it is one. */
    public static Optional<Reduction> of(Kernel kernel) {
        List<Stmt.Loop> outputs = new ArrayList<>();
        List<Stmt> body = descend(kernel.body(), outputs);
        if (outputs.isEmpty()
                || body.size() != 3
                || !(body.get(0) instanceof Stmt.Store start)
                || !(body.get(1) instanceof Stmt.Loop)
                || !(body.get(2) instanceof Stmt.Store finish)) {
            return Optional.empty();
        }
        List<Stmt.Loop> taps = new ArrayList<>();
        List<Stmt> innermost = descend(List.of(body.get(1)), taps);
        if (innermost.size() != 1
                || !(innermost.getFirst() instanceof Stmt.Store update)
                || !update.buffer().equals(start.buffer())
                || start.buffer().shape().rank() != 0
                || !kernel.outputs().contains(finish.buffer())
                || kernel.outputs().size() != 1
                || kernel.inputs().size() != 1
                || !isOrdered(finish, outputs)
                || extents(outputs).isEmpty()
                || extents(taps).isEmpty()) {
            return Optional.empty();
        }
        Buffer input = kernel.inputs().getFirst();
        List<Expr.Load> reads = loads(update, input);
        if (reads.size() != 1
                || !loads(start, input).isEmpty()
                || !loads(finish, input).isEmpty()
                || !tapsOnlyIn(update, reads.getFirst(), outputs.getLast(), taps)) {
            return Optional.empty();
        }
        return window(reads.getFirst(), outputs, taps)
                .map(window -> new Reduction(
                        kernel,
                        List.copyOf(outputs),
                        List.copyOf(taps),
                        start,
                        update,
                        finish,
                        reads.getFirst(),
                        window));
    }

    private static List<Stmt> descend(List<Stmt> statements, List<Stmt.Loop> loops) {
        List<Stmt> body = statements;
        while (body.size() == 1 && body.getFirst() instanceof Stmt.Loop loop) {
            loops.add(loop);
            body = loop.body();
        }
        return body;
    }

    private static Optional<List<Integer>> extents(List<Stmt.Loop> loops) {
        List<Integer> extents = new ArrayList<>();
        for (Stmt.Loop loop : loops) {
            if (!(loop.extent() instanceof Index.Constant(long extent)) || extent < 1) {
                return Optional.empty();
            }
            extents.add((int) extent);
        }
        return Optional.of(extents);
    }

    private static int extent(Stmt.Loop loop) {
        return loop.extent() instanceof Index.Constant(long extent) ? (int) extent : -1;
    }

    private static List<Expr.Load> loads(Stmt.Store store, Buffer buffer) {
        List<Expr.Load> found = new ArrayList<>();
        Walk.expressions(store.value(), e -> {
            if (e instanceof Expr.Load load && load.buffer().equals(buffer)) {
                found.add(load);
            }
        });
        return found;
    }

    /** Whether the results are written in the order of their places. */
    static boolean isOrdered(Stmt.Store store, List<Stmt.Loop> loops) {
        int[] strides = store.buffer().shape().strides();
        Index offset = Index.of(0);
        for (int axis = 0; axis < strides.length; axis++) {
            offset = offset.plus(store.at().get(axis).times(strides[axis]));
        }
        Affine affine = Affine.of(offset);
        long stride = 1;
        int terms = 0;
        for (Stmt.Loop loop : loops.reversed()) {
            long factor = affine.terms().getOrDefault(Index.of(loop.variable()), 0L);
            if (extent(loop) < 1 || extent(loop) > 1 && factor != stride) {
                return false;
            }
            terms += factor != 0 ? 1 : 0;
            stride *= extent(loop);
        }
        return affine.constant() == 0
                && terms == affine.terms().size()
                && stride == store.buffer().shape().elements();
    }

    /** Whether taps occur in the update only where it reads its input, and as the places of a weight: its channel, then the taps in order. */
    private static boolean tapsOnlyIn(Stmt.Store update, Expr.Load x, Stmt.Loop channel, List<Stmt.Loop> taps) {
        List<Index> weight = new ArrayList<>();
        weight.add(Index.of(channel.variable()));
        taps.forEach(tap -> weight.add(Index.of(tap.variable())));
        boolean[] fits = {true};
        Walk.expressions(update.value(), e -> {
            if (e instanceof Expr.Position || e instanceof Expr.LookUp) {
                fits[0] = false;
            } else if (e instanceof Expr.Load load && load != x) {
                boolean own = load.buffer().shape().rank() == 0;
                fits[0] &= own || load.at().equals(weight) || load.at().equals(weight.subList(0, 1));
            }
        });
        return fits[0];
    }

    private static Optional<Window> window(Expr.Load x, List<Stmt.Loop> outputs, List<Stmt.Loop> taps) {
        Stmt.Loop channel = outputs.getLast();
        int channels = extent(channel);
        Shape shape = x.buffer().shape();
        if (shape.rank() == 1 && outputs.size() == 1 && taps.size() == 1) {
            Affine place = Affine.of(x.at().getFirst());
            boolean all = place.equals(Affine.of(Index.of(taps.getFirst().variable())))
                    && extent(taps.getFirst()) == shape.size(0);
            Shape image = Shape.of(1, 1, shape.size(0));
            return all
                    ? Optional.of(new Window(image, 1, 1, channels, 1, 1, 1, 1, 1, 1, 0, 0, false))
                    : Optional.empty();
        }
        if (shape.rank() != 3 || outputs.size() != 1 && outputs.size() != 3 || taps.size() < 2 || taps.size() > 3) {
            return Optional.empty();
        }
        Affine row = Affine.of(x.at().get(0));
        Affine column = Affine.of(x.at().get(1));
        Affine depth = Affine.of(x.at().get(2));
        boolean places = outputs.size() == 3;
        Index h = places ? Index.of(outputs.get(0).variable()) : Index.of(0);
        Index w = places ? Index.of(outputs.get(1).variable()) : Index.of(0);
        Index r = Index.of(taps.get(0).variable());
        Index s = Index.of(taps.get(1).variable());
        Index k = Index.of(channel.variable());
        boolean whole = taps.size() == 3
                && extent(taps.get(2)) == shape.size(2)
                && depth.equals(Affine.of(Index.of(taps.get(2).variable())));
        List<Index> ownAtoms = taps.size() == 3 && extent(taps.get(2)) == 1
                ? List.of(k, Index.of(taps.get(2).variable()))
                : List.of(k);
        boolean own = !whole
                && (taps.size() == 2 || extent(taps.get(2)) == 1)
                && depth.constant() == 0
                && depth.terms().getOrDefault(k, 0L) == 1
                && ownAtoms.containsAll(depth.terms().keySet())
                && channels == shape.size(2);
        if (!(whole || own)
                || !List.of(h, r).containsAll(row.terms().keySet())
                || !List.of(w, s).containsAll(column.terms().keySet())
                || row.terms().values().stream().anyMatch(f -> f < 1)
                || column.terms().values().stream().anyMatch(f -> f < 1)) {
            return Optional.empty();
        }
        return Optional.of(new Window(
                shape,
                places ? extent(outputs.get(0)) : 1,
                places ? extent(outputs.get(1)) : 1,
                channels,
                extent(taps.get(0)),
                extent(taps.get(1)),
                factor(row, h),
                factor(column, w),
                factor(row, r),
                factor(column, s),
                (int) -row.constant(),
                (int) -column.constant(),
                own));
    }

    private static int factor(Affine affine, Index atom) {
        return affine.terms().getOrDefault(atom, 1L).intValue();
    }

    /** The word of places outside of the image. */
    public long outside() {
        return x.outside().orElse(0);
    }
}
