package dev.intarsia.ir.op;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.type.Shape;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Lowers pooling. Only taps inside of the image count; every window has at least one. */
final class LowerPooling {

    private LowerPooling() {}

    /**
     * The greatest word of each window, bounded. Places outside give the least word of the format, which no tap is below.
     */
    static Kernel max(QuantizedNode node, Window window) {
        NodeArithmetic.Bound bound = (NodeArithmetic.Bound) node.arithmetic();
        Draft draft = new Draft(node);
        Buffer image = draft.tensor(0);
        long least = image.format().min();
        Buffer acc = draft.register("acc", image.format());
        return draft.kernel(new Nest(List.of("h", "w", "c"), node.shape())
                .around(
                        Stmt.store(acc, Expr.of(least)),
                        Nest.of(List.of("r", "s"), window.height(), window.width())
                                .around(Stmt.store(acc, Expr.load(acc).max(tap(image, window, least)))),
                        Stmt.store(
                                draft.output(),
                                Expr.load(acc)
                                        .clamp(
                                                bound.clamp().low(),
                                                bound.clamp().high()),
                                place())));
    }

    /** The sum of each window's taps over their number. */
    static Kernel average(QuantizedNode node, Window window) {
        Draft draft = new Draft(node);
        Buffer image = draft.tensor(0);
        Buffer acc = draft.register("acc", sumOf(image.format(), window.height() * window.width()));
        int height = image.shape().size(0);
        int width = image.shape().size(1);
        Expr count = product(
                taps("h", node.shape().size(0), window.strideHeight(), window.height(), window.top(height), height),
                taps("w", node.shape().size(1), window.strideWidth(), window.width(), window.left(width), width));
        return draft.kernel(new Nest(List.of("h", "w", "c"), node.shape())
                .around(
                        Stmt.store(acc, Expr.of(0)),
                        Nest.of(List.of("r", "s"), window.height(), window.width())
                                .around(Stmt.store(acc, Expr.load(acc).plus(tap(image, window, 0)))),
                        Stmt.store(draft.output(), mean(node, acc, count, window.height() * window.width()), place())));
    }

    /** The sum of each channel over the number of pixels. */
    static Kernel globalAverage(QuantizedNode node) {
        Draft draft = new Draft(node);
        Buffer image = draft.tensor(0);
        int height = image.shape().size(0);
        int width = image.shape().size(1);
        Buffer acc = draft.register("acc", sumOf(image.format(), height * width));
        return draft.kernel(new Nest(List.of("c"), node.shape())
                .around(
                        Stmt.store(acc, Expr.of(0)),
                        Nest.of(List.of("h", "w"), height, width)
                                .around(Stmt.store(acc, Expr.load(acc).plus(Expr.load(image, place())))),
                        Stmt.store(
                                draft.output(),
                                mean(node, acc, Expr.of((long) height * width), height * width),
                                Index.of("c"))));
    }

    /**
     * The word of a sum.
     *
     * @param count how many elements it is of, there
     * @param elements how many it is of everywhere, where that is one number
     */
    private static Expr mean(QuantizedNode node, Buffer acc, Expr count, int elements) {
        return switch (node.arithmetic()) {
            case NodeArithmetic.Average average -> mean(acc, count, average);
            case NodeArithmetic.Mean(Rescaling output, Clamp clamp) ->
                rescaled(node, Expr.load(acc), elements, output, clamp);
            case NodeArithmetic other -> throw new IllegalArgumentException("a mean is no " + other);
        };
    }

    private static Expr rescaled(QuantizedNode node, Expr sum, int elements, Rescaling output, Clamp clamp) {
        return RescaleParameters.constant(
                        sum.minus(elements * node.operandElement(0).zeroPoint()), output)
                .plus(node.element().zeroPoint())
                .clamp(clamp.low(), clamp.high());
    }

    /**
     * One word of all along some axes: the greatest or least, or the sum rescaled.
     *
     * @param axes counted with the batch axis
     */
    static Kernel reduce(QuantizedNode node, List<Integer> axes, Reduction reduction) {
        Draft draft = new Draft(node);
        Buffer from = draft.tensor(0);
        int rank = from.shape().rank();
        boolean keeps = node.shape().rank() == rank;
        Nest all = Nest.over(from.shape());
        List<String> outer = new ArrayList<>();
        List<Integer> outerSizes = new ArrayList<>();
        List<String> inner = new ArrayList<>();
        List<Integer> innerSizes = new ArrayList<>();
        List<Index> to = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            boolean reduced = axes.contains(axis + 1);
            (reduced ? inner : outer).add(all.variables().get(axis));
            (reduced ? innerSizes : outerSizes).add(from.shape().size(axis));
            if (!reduced) {
                to.add(all.indices().get(axis));
            } else if (keeps) {
                to.add(Index.of(0));
            }
        }
        int count = innerSizes.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact);
        Expr word = Expr.load(from, all.places());
        Buffer acc;
        Expr start;
        Expr next;
        Expr result;
        switch (node.arithmetic()) {
            case NodeArithmetic.Bound(Clamp clamp) -> {
                boolean greatest = reduction == Reduction.MAX;
                acc = draft.register("acc", from.format());
                start = Expr.of(greatest ? from.format().min() : from.format().max());
                next = greatest ? Expr.load(acc).max(word) : Expr.load(acc).min(word);
                result = Expr.load(acc).clamp(clamp.low(), clamp.high());
            }
            case NodeArithmetic.Mean(Rescaling output, Clamp clamp) -> {
                acc = draft.register("acc", sumOf(from.format(), count));
                start = Expr.of(0);
                next = Expr.load(acc).plus(word);
                result = rescaled(node, Expr.load(acc), count, output, clamp);
            }
            case NodeArithmetic other -> throw new IllegalArgumentException("a reduction is no " + other);
        }
        return draft.kernel(new Nest(outer, new Shape(outerSizes))
                .around(List.of(
                        Stmt.store(acc, start),
                        new Nest(inner, new Shape(innerSizes)).around(Stmt.store(acc, next)),
                        Stmt.store(draft.output(), result, to.toArray(Index[]::new)))));
    }

    /** The steps of a coordinate's fixed point: TensorFlow Lite's 10 bits. */
    private static final int UNIT = 1 << 10;

    /**
     * The mean of four neighbours, weighed by their distances in fixed point: coordinates have 10 fraction bits, sums 20.
     *
     * <p>Source: {@code ResizeBilinearInteger}, tensorflow/lite/kernels/internal/reference/resize_bilinear.h.
     */
    static Kernel bilinear(QuantizedNode node, Resampling.Coordinates coordinates) {
        NodeArithmetic.Average average = (NodeArithmetic.Average) node.arithmetic();
        Draft draft = new Draft(node);
        Buffer image = draft.tensor(0);
        Axis rows = Axis.of("h", image.shape().size(0), node.shape().size(0), coordinates);
        Axis columns = Axis.of("w", image.shape().size(1), node.shape().size(1), coordinates);
        Index c = Index.of("c");
        Expr sum = Expr.load(image, rows.low, columns.low, c)
                .times(rows.lowWeight)
                .times(columns.lowWeight)
                .plus(Expr.load(image, rows.high, columns.low, c)
                        .times(rows.highWeight)
                        .times(columns.lowWeight))
                .plus(Expr.load(image, rows.low, columns.high, c)
                        .times(rows.lowWeight)
                        .times(columns.highWeight))
                .plus(Expr.load(image, rows.high, columns.high, c)
                        .times(rows.highWeight)
                        .times(columns.highWeight));
        Expr word = new Expr.Divide(sum, Expr.of((long) UNIT * UNIT), average.rounding())
                .clamp(average.clamp().low(), average.clamp().high());
        return draft.kernel(
                new Nest(List.of("h", "w", "c"), node.shape()).around(Stmt.store(draft.output(), word, place())));
    }

    /** Between which two places of an axis a coordinate lies, and how much each counts. */
    private record Axis(Index low, Index high, Expr lowWeight, Expr highWeight) {

        static Axis of(String variable, int from, int to, Resampling.Coordinates coordinates) {
            boolean corners = coordinates == Resampling.Coordinates.ALIGN_CORNERS && to > 1;
            int scale = corners ? (UNIT * (from - 1) + (to - 1) / 2) / (to - 1) : (UNIT * from + to / 2) / to;
            boolean centers = coordinates == Resampling.Coordinates.HALF_PIXEL;
            Index place = Index.of(variable).times(scale).plus(centers ? scale / 2 - UNIT / 2 : 0);
            Index low = place.dividedBy(UNIT).max(Index.of(0)).min(Index.of(from - 1));
            Index high = place.plus(UNIT - 1).dividedBy(UNIT).min(Index.of(from - 1));
            Expr part = new Expr.Position(place.plus(low.times(-UNIT)));
            return new Axis(low, high, Expr.of(UNIT).minus(part), part);
        }
    }

    private static Index[] place() {
        return new Index[] {Index.of("h"), Index.of("w"), Index.of("c")};
    }

    private static Expr mean(Buffer acc, Expr count, NodeArithmetic.Average average) {
        return new Expr.Divide(Expr.load(acc), count, average.rounding())
                .clamp(average.clamp().low(), average.clamp().high());
    }

    private static Expr tap(Buffer image, Window window, long outside) {
        Shape shape = image.shape();
        int top = window.top(shape.size(0));
        int left = window.left(shape.size(1));
        Index[] place = {
            Index.of("h").times(window.strideHeight()).plus(Index.of("r")).plus(-top),
            Index.of("w").times(window.strideWidth()).plus(Index.of("s")).plus(-left),
            Index.of("c")
        };
        boolean padded = top + window.bottom(shape.size(0)) + left + window.right(shape.size(1)) > 0;
        return padded ? Expr.loadOr(outside, image, place) : Expr.load(image, place);
    }

    /** How many taps along an axis lie inside of the image: a constant where all do. */
    private static Index taps(String variable, int outputs, int stride, int kernel, int before, int size) {
        if (before == 0 && (outputs - 1) * stride + kernel <= size) {
            return Index.of(kernel);
        }
        Index first = Index.of(variable).times(stride).plus(-before);
        return first.plus(kernel)
                .min(Index.of(size))
                .plus(first.max(Index.of(0)).times(-1));
    }

    private static Expr product(Index rows, Index columns) {
        return rows instanceof Index.Constant(long r) && columns instanceof Index.Constant(long c)
                ? Expr.of(r * c)
                : new Expr.Position(rows).times(new Expr.Position(columns));
    }

    /** A format that holds every sum of this many words. */
    private static IntFormat sumOf(IntFormat format, int words) {
        BigInteger count = BigInteger.valueOf(words);
        return IntFormat.holding(
                format.minValue().multiply(count), format.maxValue().multiply(count));
    }
}
