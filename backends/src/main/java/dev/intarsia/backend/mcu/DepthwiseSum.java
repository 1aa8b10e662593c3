package dev.intarsia.backend.mcu;

import dev.intarsia.backend.csource.CExpr;
import dev.intarsia.backend.csource.CItem;
import dev.intarsia.backend.csource.CNames;
import dev.intarsia.backend.csource.CStmt;
import dev.intarsia.backend.csource.CType;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.range.AccumulatorRange;
import dev.intarsia.ir.range.ProductSum;
import dev.intarsia.ir.range.RangeAnalysis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A depthwise convolution with kernels of 3 × 3, four channels at a time; see {@code depthwise_sums.h}. */
final class DepthwiseSum implements LayerCode {

    private static final String HEADER = "depthwise_sums.h";
    private static final String OWN_HEADER = "depthwise_own.h";
    private static final int KERNEL = 3;
    private static final int CHANNELS = 4;
    private static final int WORD = 4;
    private static final int MOST_OFFSET = 4096;
    private static final int MOST_PAIR_OFFSET = 1016;

    /** Of {@code depthwise_own.h}, counted in its text: bytes of code for two words of the result, and instructions less for each. */
    private static final int BYTES_A_PAIR = 90;

    private static final int BYTES_A_PAIR_2 = 102;
    private static final int BYTES_BESIDES = 200;
    private static final int SAVED_A_WORD = 8;

    private final Kernel kernel;
    private final ProductSum sum;
    private final SumShape shape;
    private final ChannelConstants requantization;
    private final String constants;
    private final boolean allRegisters;

    private DepthwiseSum(
            Kernel kernel,
            ProductSum sum,
            SumShape shape,
            ChannelConstants requantization,
            String constants,
            boolean allRegisters) {
        this.kernel = kernel;
        this.sum = sum;
        this.shape = shape;
        this.requantization = requantization;
        this.constants = constants;
        this.allRegisters = allRegisters;
    }

    /**
     * The layer in this way, if every condition holds.
     *
     * @param allRegisters whether the target's compiler lends all fourteen registers: gcc 12 does not where there are vectors
     */
    static Optional<LayerCode> of(
            QuantizedNode node, Kernel kernel, CNames names, String prefix, boolean allRegisters) {
        Optional<ProductSum> sum = ProductSum.of(kernel);
        Optional<SumShape> shape = sum.flatMap(SumShape::of).filter(DepthwiseSum::fits);
        if (shape.isEmpty()
                || !(node.arithmetic() instanceof NodeArithmetic.Accumulate arithmetic)
                || !PackedSum.isByte(kernel.outputs().getFirst().format(), true)
                || !PackedSum.isByte(sum.get().x().buffer().format(), false)
                || sum.get().weights().format().bits() > 16) {
            return Optional.empty();
        }
        List<AccumulatorRange> sums = RangeAnalysis.accumulators(kernel);
        if (!PackedSum.keptExactly(sum.get(), sums)) {
            return Optional.empty();
        }
        return ChannelConstants.of(node, arithmetic, sums, 0)
                .map(requantization -> new DepthwiseSum(
                        kernel,
                        sum.get(),
                        shape.get(),
                        requantization,
                        names.of(kernel.name() + " stream", prefix + " constants"),
                        allRegisters));
    }

    private static boolean fits(SumShape s) {
        return s.own()
                && s.kernelHeight() == KERNEL
                && s.kernelWidth() == KERNEL
                && s.dilationHeight() == 1
                && s.dilationWidth() == 1
                && s.strideHeight() == s.strideWidth()
                && s.strideHeight() <= 2;
    }

    /** Whether neighbours are paired down the columns. */
    private boolean isTall() {
        return shape.result().size(0) > shape.result().size(1);
    }

    private int words() {
        int length = Math.max(shape.result().size(0), shape.result().size(1));
        return ((length - 1) * shape.strideHeight() + KERNEL) / 2 + 1;
    }

    private int lines() {
        int breadth = Math.min(shape.result().size(0), shape.result().size(1));
        return (breadth - 1) * shape.strideHeight() + KERNEL;
    }

    @Override
    public String summary() {
        return "four channels at a time in planes of 16 bits, " + (requantization.direct() ? "five" : "two")
                + " instructions to requantize";
    }

    @Override
    public List<String> overwritten() {
        return shape.image().equals(shape.result()) ? List.of(sum.x().buffer().name()) : List.of();
    }

    private long weight(int channel, int line, int along) {
        if (requantization.level().get(channel)) {
            return 0;
        }
        int place = isTall() ? along * KERNEL + line : line * KERNEL + along;
        return sum.weights().at(channel * KERNEL * KERNEL + place);
    }

    private static long halves(long low, long high) {
        return (low & 0xffff) + 65536 * high;
    }

    @Override
    public List<CItem.Data> constants() {
        List<Long> stream = new ArrayList<>();
        for (int channel = 0; channel < sum.channels(); channel++) {
            long bias = requantization.level().get(channel)
                    ? 0
                    : sum.bias()[channel]
                            + requantization.channels().get(channel).offset();
            for (int line = 0; line < KERNEL; line++) {
                stream.add(halves(weight(channel, line, 0), weight(channel, line, 1)));
                stream.add(halves(weight(channel, line, 1), weight(channel, line, 2)));
                bias -= sum.zero() * (weight(channel, line, 0) + weight(channel, line, 1) + weight(channel, line, 2));
            }
            stream.add(bias);
            requantization.append(stream, channel);
        }
        List<CExpr> words = stream.stream().map(CExpr::unsigned).toList();
        return List.of(new CItem.Data(
                kernel.name() + ": weights " + sum.weights().shape() + ", biases, and what requantizes",
                "const",
                CType.U32,
                constants,
                words));
    }

    @Override
    public Optional<KernelShape> shape() {
        int channels = shape.image().size(2);
        int down = shape.image().size(1) * channels;
        int outDown = shape.result().size(1) * channels;
        List<Integer> values = new ArrayList<>();
        if (isTall()) {
            values.addAll(List.of(shape.image().size(0), shape.image().size(1), down, channels));
            values.addAll(List.of(shape.result().size(0), shape.result().size(1), outDown, channels));
        } else {
            values.addAll(List.of(shape.image().size(1), shape.image().size(0), channels, down));
            values.addAll(List.of(shape.result().size(1), shape.result().size(0), channels, outDown));
        }
        values.addAll(List.of(channels, shape.strideHeight()));
        values.addAll(isTall() ? List.of(shape.top(), shape.left()) : List.of(shape.left(), shape.top()));
        values.addAll(List.of(words(), lines(), requantization.shift(), requantization.oddShift()));
        values.addAll(List.of(requantization.direct() ? 1 : 0, (int) sum.zero()));
        values.add(sum.x().buffer().format().signed() ? 0 : 1);
        return Optional.of(new KernelShape(
                "depthwise_convolution",
                values,
                "depthwise_convolve",
                mayBeOwn() ? "depthwise_convolve_own" : "",
                "depthwise " + shape.hint()));
    }

    /** Offsets are part of the instructions: of pairs of words within 1 KiB, of words of the result within 4. */
    private boolean mayBeOwn() {
        int step = isTall()
                ? shape.result().size(1) * shape.result().size(2)
                : shape.result().size(2);
        int across = isTall()
                ? shape.result().size(2)
                : shape.result().size(1) * shape.result().size(2);
        return allRegisters
                && !requantization.direct()
                && requantization.shift() == requantization.oddShift()
                && KERNEL * WORD * words() < MOST_PAIR_OFFSET
                && 2 * step < MOST_OFFSET
                && across < MOST_OFFSET;
    }

    @Override
    public OwnCode ownCode() {
        long length = Math.max(shape.result().size(0), shape.result().size(1));
        return new OwnCode(
                (long) shape.pixels() * sum.channels() * SAVED_A_WORD,
                (length + 1) / 2 * (shape.strideHeight() == 1 ? BYTES_A_PAIR : BYTES_A_PAIR_2) + BYTES_BESIDES);
    }

    @Override
    public long scratchBytes() {
        return 4L * CHANNELS * words() * lines();
    }

    @Override
    public List<String> headers() {
        return List.of("dual_mac.h", HEADER, OWN_HEADER);
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
