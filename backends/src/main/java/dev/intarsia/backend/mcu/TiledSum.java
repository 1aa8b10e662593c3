package dev.intarsia.backend.mcu;

import dev.intarsia.backend.csource.CExpr;
import dev.intarsia.backend.csource.CItem;
import dev.intarsia.backend.csource.CNames;
import dev.intarsia.backend.csource.CStmt;
import dev.intarsia.backend.csource.CType;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.proof.FindMultiplyAdd;
import dev.intarsia.ir.range.AccumulatorRange;
import dev.intarsia.ir.range.Interval;
import dev.intarsia.ir.range.ProductSum;
import dev.intarsia.ir.range.RangeAnalysis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A convolution or dense layer for a processor without SIMD, in tiles that share what is loaded; see {@code tiled_sums.h}. Every condition is
 * checked here: words and weights are bytes, the accumulator holds every sum, and the requantization has a cheap form in every channel.
 */
final class TiledSum implements LayerCode {

    private static final String HEADER = "tiled_sums.h";
    private static final int TILE = 5;
    private static final int GROUP = 8;
    private static final int UNROLLED = 8;
    private static final int WORD = 4;

    private static final long BYTE = 256;

    /** Inputs of a dense layer whose weights are taken apart at a time. */
    private static final int CHUNK = 16;

    private static final int KERNEL = 3;

    /** Numbers of 31 bits. */
    private static final IntFormat SMALL = new IntFormat(true, 31);

    /** What makes a byte with a sign one without. */
    private static final int MIDDLE = 128;

    /** What share what they load: pixels of a convolution, outputs of a dense layer; kernels of 3 × 3 of one channel share nothing. */
    private enum Way {
        CONVOLUTION("tiled_convolve", "five pixels at a time"),
        DEPTHWISE("tiled_depthwise", "one channel at a time in a plane of bytes"),
        DENSE("tiled_dense", "eight outputs at a time");

        private final String function;
        private final String text;

        Way(String function, String text) {
            this.function = function;
            this.text = text;
        }

        static Optional<Way> of(ProductSum sum, Optional<SumShape> shape) {
            if (shape.isEmpty()) {
                boolean dense = sum.outputs().size() == 1
                        && sum.taps().size() == 1
                        && sum.x().buffer().shape().rank() == 1;
                return dense ? Optional.of(DENSE) : Optional.empty();
            }
            SumShape s = shape.get();
            if (!s.own()) {
                return Optional.of(CONVOLUTION);
            }
            boolean small = s.kernelHeight() == KERNEL
                    && s.kernelWidth() == KERNEL
                    && s.dilationHeight() == 1
                    && s.dilationWidth() == 1
                    && s.top() >= 0
                    && s.left() >= 0;
            return small ? Optional.of(DEPTHWISE) : Optional.empty();
        }
    }

    private final Kernel kernel;
    private final ProductSum sum;
    private final Optional<SumShape> shape;
    private final Way way;
    private final WeightWidth width;
    private final ChannelConstants requantization;
    private final String constants;

    private TiledSum(
            Kernel kernel,
            ProductSum sum,
            Optional<SumShape> shape,
            Way way,
            ChannelConstants requantization,
            String constants) {
        this.kernel = kernel;
        this.sum = sum;
        this.shape = shape;
        this.way = way;
        // A depthwise kernel has too few weights for that to pay.
        this.width = way == Way.DEPTHWISE
                ? WeightWidth.BYTE
                : WeightWidth.of(sum.weights().format());
        this.requantization = requantization;
        this.constants = constants;
    }

    /** The layer in this way, if every condition holds. */
    static Optional<LayerCode> of(QuantizedNode node, Kernel kernel, CNames names, String prefix) {
        Optional<ProductSum> found = ProductSum.of(kernel);
        if (found.isEmpty()
                || !(node.arithmetic() instanceof NodeArithmetic.Accumulate arithmetic)
                || !PackedSum.isByte(kernel.outputs().getFirst().format(), true)
                || !PackedSum.isByte(found.get().x().buffer().format(), false)
                || !PackedSum.isByte(found.get().weights().format(), true)) {
            return Optional.empty();
        }
        ProductSum sum = found.get();
        Optional<SumShape> shape = SumShape.of(sum);
        Optional<Way> way = Way.of(sum, shape);
        List<AccumulatorRange> sums = RangeAnalysis.accumulators(kernel);
        if (way.isEmpty() || !PackedSum.keptExactly(sum, sums)) {
            return Optional.empty();
        }
        return ChannelConstants.of(node, arithmetic, sums, FindMultiplyAdd.Instructions.HALVES, 0)
                .filter(requantization -> requantization.direct() || isSmall(sums, requantization))
                .map(requantization -> new TiledSum(
                        kernel,
                        sum,
                        shape,
                        way.get(),
                        requantization,
                        names.of(kernel.name() + " stream", prefix + " constants")));
    }

    /**
     * Whether no sum is as far from 0 as 2^30, so that the upper word of its product is found in 32 bits. A channel whose word is always the
     * same has no sum.
     */
    private static boolean isSmall(List<AccumulatorRange> sums, ChannelConstants requantization) {
        return sums.stream().allMatch(s -> {
            long offset = requantization.channels().get(s.channel()).offset();
            return requantization.level().get(s.channel())
                    || s.sum().plus(Interval.of(offset)).isInside(SMALL);
        });
    }

    @Override
    public String summary() {
        return way.text
                + width.text()
                + (requantization.direct() ? ", requantized as it is defined" : ", requantized in one product");
    }

    /** The products of a sum, up to what the kernel's loop takes at a time. */
    private int padded() {
        int whole = way == Way.DENSE ? UNROLLED : WORD;
        return (sum.products() + whole - 1) / whole * whole;
    }

    private boolean isSigned() {
        return sum.x().buffer().format().signed();
    }

    private boolean isLevel(int channel) {
        return channel >= sum.channels() || requantization.level().get(channel);
    }

    private long weight(int channel, int place) {
        return isLevel(channel) ? 0 : sum.weights().at(channel * sum.products() + place);
    }

    /** The weight without a sign; 0 for a place that there is not. */
    private long word(int channel, int place) {
        return place < sum.products() && channel < sum.channels() ? weight(channel, place) + width.middle() : 0;
    }

    /** The bias with the zero point, the requantization's offset, and what makes activations bytes without a sign. */
    private long bias(int channel) {
        if (isLevel(channel)) {
            return 0;
        }
        long total =
                sum.bias()[channel] + requantization.channels().get(channel).offset();
        for (int i = 0; i < sum.products(); i++) {
            total -= (sum.zero() + (isSigned() ? MIDDLE : 0)) * weight(channel, i);
        }
        return total;
    }

    private List<Long> stream() {
        List<Long> stream = new ArrayList<>();
        switch (way) {
            case CONVOLUTION -> {
                for (int k = 0; k < sum.channels(); k++) {
                    stream.add(bias(k));
                    appendWeights(stream, k, 1);
                    requantization.append(stream, k);
                }
            }
            case DEPTHWISE -> {
                boolean wide = isWide();
                for (int k = 0; k < sum.channels(); k++) {
                    stream.addAll(List.of(four(k, 0), four(k, WORD)));
                    stream.add(word(k, 2 * WORD) + BYTE * (wide ? 0 : bias(k)));
                    if (wide) {
                        stream.add(bias(k));
                    }
                    requantization.append(stream, k);
                }
            }
            case DENSE -> {
                for (int first = 0; first < sum.channels(); first += GROUP) {
                    appendOutputs(stream, first, sum.channels() - first <= WORD ? WORD : GROUP);
                }
            }
        }
        return stream;
    }

    private long four(int channel, int place) {
        return width.word(place, at -> word(channel, at));
    }

    private void appendOutputs(List<Long> stream, int first, int count) {
        for (int k = first; k < first + count; k++) {
            stream.add(bias(k));
        }
        appendWeights(stream, first, count);
        for (int k = first; k < first + count; k++) {
            requantization.append(stream, k);
        }
    }

    /** The weights of channels that are taken together, for one place one behind the other. */
    private void appendWeights(List<Long> stream, int first, int count) {
        for (int i = 0; i < count * padded(); i += width.each()) {
            stream.add(width.word(i, at -> word(first + at % count, at / count)));
        }
    }

    /** Whether biases of a depthwise kernel take words of their own. */
    private boolean isWide() {
        return way == Way.DEPTHWISE && DepthwiseSum.isWide(sum.channels(), this::bias);
    }

    @Override
    public List<CItem.Data> constants() {
        return List.of(new CItem.Data(
                kernel.name() + ": weights " + sum.weights().shape() + ", biases, and what requantizes",
                "const",
                CType.U32,
                constants,
                stream().stream().map(CExpr::unsigned).toList()));
    }

    @Override
    public Optional<KernelShape> shape() {
        int flip = isSigned() ? MIDDLE : 0;
        Members members = shape.map(s -> s.dilatedMembers()
                        .with("products", sum.products())
                        .with("outside", sum.zero() + flip)
                        .with("wide", isWide()))
                .orElseGet(() -> Members.none().with("inputs", sum.products()).with("outputs", sum.channels()));
        members = requantization
                .members(members.with("padded", padded()))
                .with("flip", flip)
                .with("bits", width.bits());
        String hint = shape.map(s -> (s.own() ? "depthwise " : "conv ") + s.hint())
                .orElse("dense " + sum.products() + " to " + sum.channels());
        return Optional.of(new KernelShape(
                shape.isPresent() ? "tiled_convolution" : "tiled_vector", members, way.function, "", hint));
    }

    @Override
    public List<String> overwritten() {
        boolean over = way == Way.DEPTHWISE
                && shape.orElseThrow().image().equals(shape.orElseThrow().result());
        return over ? List.of(sum.x().buffer().name()) : List.of();
    }

    @Override
    public long scratchBytes() {
        return switch (way) {
            case CONVOLUTION -> (long) WORD * TILE * padded() + unpackedBytes(padded());
            case DENSE -> padded() + unpackedBytes(GROUP * Math.min(CHUNK, padded()));
            case DEPTHWISE -> {
                SumShape s = shape.orElseThrow();
                long rows = (s.result().size(0) - 1L) * s.strideHeight() + KERNEL;
                yield rows * ((s.result().size(1) - 1L) * s.strideWidth() + KERNEL);
            }
        };
    }

    private long unpackedBytes(int weights) {
        return width.isShared() ? width.unpackedBytes(weights) : 0;
    }

    @Override
    public List<String> headers() {
        return List.of("dual_mac.h", HEADER);
    }

    @Override
    public List<CStmt> body(Function<Buffer, String> tensor, String scratch, KernelShapes shapes) {
        return List.of(shapes.call(
                shape().orElseThrow(),
                CExpr.of(constants),
                CExpr.of(tensor.apply(sum.x().buffer())),
                CExpr.of("(" + tensor.apply(kernel.outputs().getFirst()) + ")").cast(CType.pointer(CType.I8)),
                CExpr.of("(void *)(" + scratch + ")").cast(CType.pointer(CType.U32))));
    }
}
