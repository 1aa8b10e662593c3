package dev.intarsia.ir.op;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.LoopKind;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.type.Shape;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Function;

/**
 * Lowers sums of products: convolutions of any grouping, and dense layers.
 *
 * <pre>
 * for h H, w W, k K
 *   acc = b[k]
 *   for r R, s S, c C
 *     acc += ((image[sh·h + dh·r − top, sw·w + dw·s − left, c] else z) − z) · weights[k, r, s, c]
 *   out[h, w, k] = clamp(rescale(acc, m[k], t[k]) + z', low, high)
 * </pre>
 *
 * <p>The planner and range analysis look for this form. A wrapping accumulator casts after each addition; one that saturates at the
 * end is summed in a register that is wide enough and cast before it is rescaled; one that saturates in chunks goes through the taps,
 * numbered r, s, c, a chunk at a time.
 */
final class LowerSum {

    private final QuantizedNode node;
    private final NodeArithmetic.Accumulate arithmetic;
    private final Draft draft;
    private final Buffer bias;
    private final RescaleParameters parameters;
    private final Nest outputs;
    private final Nest taps;
    private final Function<List<Index>, Expr> product;

    /**
     * @param outputs the loops over the result, the last of them over its channels
     * @param taps the loops over the products of one sum
     * @param product the product at the given places of the taps' axes
     */
    private LowerSum(QuantizedNode node, Draft draft, Nest outputs, Nest taps, Function<List<Index>, Expr> product) {
        this.node = node;
        this.arithmetic = (NodeArithmetic.Accumulate) node.arithmetic();
        this.draft = draft;
        this.bias = node.hasOperand(2) ? draft.operand(2) : null;
        this.parameters = RescaleParameters.perChannel(
                draft, arithmetic.output(), outputs.extents().size(-1));
        this.outputs = outputs;
        this.taps = taps;
        this.product = product;
    }

    /** A convolution; image [h, w, C], weights [K, R, S, C ÷ groups]. */
    static Kernel convolution(QuantizedNode node, Sliding sliding, int groups) {
        Draft draft = new Draft(node);
        Buffer image = draft.operand(0);
        Buffer weights = draft.operand(1);
        Shape w = weights.shape();
        int height = image.shape().size(0);
        int width = image.shape().size(1);
        Window window = sliding.window(w.size(1), w.size(2));
        Index row = Index.of("h").times(sliding.strideHeight());
        Index column = Index.of("w").times(sliding.strideWidth());
        Index group = groups == 1
                ? Index.of(0)
                : Index.of("k").dividedBy(w.size(0) / groups).times(w.size(3));
        boolean padded = window.top(height) + window.bottom(height) + window.left(width) + window.right(width) > 0;
        long zero = node.operandElement(0).zeroPoint();
        Function<List<Index>, Expr> product = tap -> {
            Index[] place = {
                row.plus(tap.get(0).times(sliding.dilationHeight())).plus(-window.top(height)),
                column.plus(tap.get(1).times(sliding.dilationWidth())).plus(-window.left(width)),
                group.plus(tap.get(2))
            };
            Expr word = padded ? Expr.loadOr(zero, image, place) : Expr.load(image, place);
            return word.minus(zero).times(Expr.load(weights, Index.of("k"), tap.get(0), tap.get(1), tap.get(2)));
        };
        Nest outputs = new Nest(List.of("h", "w", "k"), node.shape());
        Nest taps = Nest.of(List.of("r", "s", "c"), w.size(1), w.size(2), w.size(3));
        return new LowerSum(node, draft, outputs, taps, product).kernel();
    }

    /**
     * A transposed convolution, gathered: a result sums the pixels that spread to it. Where {@code h + top − r · dilation} is no multiple of the
     * stride, no pixel does: such places are sent outside of the image, where words are the zero point.
     */
    static Kernel transposed(QuantizedNode node, TransposeConv2d op) {
        Draft draft = new Draft(node);
        Buffer image = draft.operand(0);
        Buffer weights = draft.operand(1);
        Shape w = weights.shape();
        Index group = op.groups() == 1
                ? Index.of(0)
                : Index.of("k").dividedBy(w.size(0) / op.groups()).times(w.size(3));
        long zero = node.operandElement(0).zeroPoint();
        Function<List<Index>, Expr> product = tap -> {
            Index row = Index.of("h").plus(op.top()).plus(tap.get(0).times(-op.dilationHeight()));
            Index column = Index.of("w").plus(op.left()).plus(tap.get(1).times(-op.dilationWidth()));
            Expr word = Expr.loadOr(
                    zero,
                    image,
                    spread(
                            row,
                            op.strideHeight(),
                            op.dilationHeight() * w.size(1) + image.shape().size(0)),
                    spread(
                            column,
                            op.strideWidth(),
                            op.dilationWidth() * w.size(2) + image.shape().size(1)),
                    group.plus(tap.get(2)));
            return word.minus(zero).times(Expr.load(weights, Index.of("k"), tap.get(0), tap.get(1), tap.get(2)));
        };
        Nest outputs = new Nest(List.of("h", "w", "k"), node.shape());
        Nest taps = Nest.of(List.of("r", "s", "c"), w.size(1), w.size(2), w.size(3));
        return new LowerSum(node, draft, outputs, taps, product).kernel();
    }

    private static Index spread(Index place, int stride, int outside) {
        return stride == 1
                ? place
                : place.dividedBy(stride).plus(place.modulo(stride).times(outside));
    }

    /** A dense layer; vector [C], weights [K, C]. */
    static Kernel dense(QuantizedNode node) {
        Draft draft = new Draft(node);
        Buffer vector = draft.operand(0);
        Buffer weights = draft.operand(1);
        long zero = node.operandElement(0).zeroPoint();
        Function<List<Index>, Expr> product =
                tap -> Expr.load(vector, tap.get(0)).minus(zero).times(Expr.load(weights, Index.of("k"), tap.get(0)));
        Nest outputs = new Nest(List.of("k"), node.shape());
        Nest taps = Nest.of(List.of("c"), weights.shape().size(1));
        return new LowerSum(node, draft, outputs, taps, product).kernel();
    }

    private Kernel kernel() {
        return switch (arithmetic.accumulation()) {
            case Accumulation.Exact exact -> {
                Buffer acc = draft.register("acc", exact.format());
                yield kernel(
                        Stmt.store(acc, start()),
                        taps.around(Stmt.store(acc, Expr.load(acc).plus(product.apply(taps.indices())))),
                        result(Expr.load(acc)));
            }
            case Accumulation.Wrap wrap -> {
                IntFormat format = wrap.format();
                Buffer acc = draft.register("acc", format);
                Expr sum = Expr.load(acc).plus(product.apply(taps.indices()));
                yield kernel(
                        Stmt.store(acc, narrowed(start(), format, Overflow.WRAP)),
                        taps.around(Stmt.store(acc, sum.cast(format, Overflow.WRAP))),
                        result(Expr.load(acc)));
            }
            case Accumulation.SaturateEnd end -> {
                Buffer acc = draft.register("acc", wideEnough());
                yield kernel(
                        Stmt.store(acc, start()),
                        taps.around(Stmt.store(acc, Expr.load(acc).plus(product.apply(taps.indices())))),
                        result(Expr.load(acc).cast(end.format(), Overflow.SATURATE)));
            }
            case Accumulation.SaturateChunk chunk -> inChunks(chunk);
        };
    }

    /** Canonical order r, s, c: tap q lies at the row-major place q of the taps' axes. */
    private Kernel inChunks(Accumulation.SaturateChunk chunk) {
        Buffer acc = draft.register("acc", chunk.format());
        Buffer part = draft.register("part", wideEnough());
        int count = taps.extents().elements();
        int[] strides = taps.extents().strides();
        Index tap = Index.of("g").times(chunk.chunk()).plus(Index.of("q"));
        Index[] places = new Index[strides.length];
        for (int axis = 0; axis < strides.length; axis++) {
            Index place = tap.dividedBy(strides[axis]);
            places[axis] = axis == 0 ? place : place.modulo(taps.extents().size(axis));
        }
        Index left = Index.of(count).plus(Index.of("g").times(-chunk.chunk()));
        Stmt sum = new Stmt.Loop(
                "q",
                left.min(Index.of(chunk.chunk())),
                LoopKind.SERIAL,
                List.of(Stmt.store(part, Expr.load(part).plus(product.apply(List.of(places))))));
        Expr saturated = Expr.load(acc).plus(Expr.load(part)).cast(chunk.format(), Overflow.SATURATE);
        return kernel(
                Stmt.store(acc, narrowed(start(), chunk.format(), Overflow.SATURATE)),
                Stmt.loop(
                        "g",
                        Math.ceilDiv(count, chunk.chunk()),
                        Stmt.store(part, Expr.of(0)),
                        sum,
                        Stmt.store(acc, saturated)),
                result(Expr.load(acc)));
    }

    private Kernel kernel(Stmt... body) {
        return draft.kernel(outputs.around(body));
    }

    private Expr start() {
        return bias == null ? Expr.of(0) : Expr.load(bias, Index.of("k"));
    }

    /** A cast where the bias could need it. */
    private Expr narrowed(Expr start, IntFormat format, Overflow overflow) {
        return bias == null || format.contains(bias.format()) ? start : start.cast(format, overflow);
    }

    private Stmt result(Expr accumulator) {
        return Stmt.store(
                draft.output(),
                parameters
                        .rescale(accumulator, Index.of("k"))
                        .plus(node.element().zeroPoint())
                        .clamp(arithmetic.clamp().low(), arithmetic.clamp().high()),
                outputs.places());
    }

    /** A format that holds every sum of these products, whatever the weights are. */
    private IntFormat wideEnough() {
        BigInteger zero = BigInteger.valueOf(node.operandElement(0).zeroPoint());
        IntFormat x = node.operandElement(0).format();
        IntFormat w = node.operandElement(1).format();
        BigInteger reach = x.maxValue().subtract(zero).max(zero.subtract(x.minValue()));
        BigInteger sum = reach.multiply(w.minValue().abs().max(w.maxValue()))
                .multiply(BigInteger.valueOf(taps.extents().elements()));
        if (bias != null) {
            sum = sum.add(bias.format().minValue().abs().max(bias.format().maxValue()));
        }
        return IntFormat.holdingSigned(sum.negate(), sum);
    }
}
