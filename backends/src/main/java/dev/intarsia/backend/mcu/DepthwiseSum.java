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
import dev.intarsia.ir.range.AccumulatorRange;
import dev.intarsia.ir.range.ProductSum;
import dev.intarsia.ir.range.RangeAnalysis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/** A depthwise convolution with kernels of 3 × 3, four channels at a time; see {@code depthwise_sums.h}. */
final class DepthwiseSum implements LayerCode {

    private static final String HEADER = "depthwise_sums.h";
    private static final String OWN_HEADER = "depthwise_own.h";
    private static final int KERNEL = 3;
    private static final int CHANNELS = 4;
    private static final int WORD = 4;
    private static final long BYTE = 256;

    /** A bias that lies in the bytes which three weights leave of each word. */
    private static final IntFormat SHORT = new IntFormat(true, 24);

    private static final int MOST_OFFSET = 4096;
    private static final int MOST_PAIR_OFFSET = 1016;

    /** Bytes of planes above which they hold a part of the image at a time. */
    private static final int MOST_SCRATCH = 12 * 1024;

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
                || !PackedSum.isByte(sum.get().weights().format(), true)) {
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

    private int breadth() {
        return Math.min(shape.result().size(0), shape.result().size(1));
    }

    /** Lines of the result for which the planes are filled at a time: all, where the result may lie over the image. */
    private int stripe() {
        int stripe = breadth();
        while (overwritten().isEmpty() && stripe > 1 && scratchBytes(stripe) > MOST_SCRATCH) {
            stripe = (stripe + 1) / 2;
        }
        return stripe;
    }

    private int lines(int stripe) {
        return (stripe - 1) * shape.strideHeight() + KERNEL;
    }

    private long scratchBytes(int stripe) {
        return (long) WORD * CHANNELS * words() * lines(stripe);
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

    /** The bias with the zero point of the activations and the requantization's offset folded in. */
    private long bias(int channel) {
        if (requantization.level().get(channel)) {
            return 0;
        }
        long bias = sum.bias()[channel] + requantization.channels().get(channel).offset();
        for (int place = 0; place < KERNEL * KERNEL; place++) {
            bias -= sum.zero() * sum.weights().at(channel * KERNEL * KERNEL + place);
        }
        return bias;
    }

    /** Whether a bias takes a word of its own. */
    private boolean isWide() {
        return isWide(sum.channels(), this::bias);
    }

    /** Whether a channel's bias is too much for the three bytes that nine weights leave of their words. */
    static boolean isWide(int channels, IntToLongFunction bias) {
        return IntStream.range(0, channels).mapToLong(bias).anyMatch(word -> !SHORT.contains(word));
    }

    /** A line of the kernel: its weights around a byte of the bias. */
    private long word(int channel, int line, long part) {
        return Math.floorMod(weight(channel, line, 0), BYTE)
                + BYTE
                        * (part
                                + BYTE
                                        * (Math.floorMod(weight(channel, line, 1), BYTE)
                                                + BYTE * weight(channel, line, 2)));
    }

    @Override
    public List<CItem.Data> constants() {
        List<Long> stream = new ArrayList<>();
        boolean wide = isWide();
        for (int channel = 0; channel < sum.channels(); channel++) {
            long bias = bias(channel);
            long parts = wide ? 0 : bias;
            for (int line = 0; line < KERNEL; line++) {
                stream.add(word(channel, line, Math.floorMod(parts, BYTE)));
                parts = Math.floorDiv(parts, BYTE);
            }
            if (wide) {
                stream.add(bias);
            }
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
        int length = isTall() ? 0 : 1;
        int breadth = 1 - length;
        Members members = Members.none()
                .with("length", shape.image().size(length))
                .with("breadth", shape.image().size(breadth))
                .with("length_step", isTall() ? down : channels)
                .with("breadth_step", isTall() ? channels : down)
                .with("out_length", shape.result().size(length))
                .with("out_breadth", shape.result().size(breadth))
                .with("out_length_step", isTall() ? outDown : channels)
                .with("out_breadth_step", isTall() ? channels : outDown)
                .with("channels", channels)
                .with("stride", shape.strideHeight())
                .with("length_before", isTall() ? shape.top() : shape.left())
                .with("breadth_before", isTall() ? shape.left() : shape.top())
                .with("words", words())
                .with("lines", lines(stripe()))
                .with("stripe", stripe());
        return Optional.of(new KernelShape(
                "depthwise_convolution",
                requantization
                        .members(members)
                        .with("outside", sum.zero())
                        .with("from_u8", !sum.x().buffer().format().signed())
                        .with("wide", isWide()),
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
        return scratchBytes(stripe());
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
