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
import dev.intarsia.ir.proof.PairedWeights;
import dev.intarsia.ir.range.AccumulatorRange;
import dev.intarsia.ir.range.Interval;
import dev.intarsia.ir.range.ProductSum;
import dev.intarsia.ir.range.RangeAnalysis;
import dev.intarsia.ir.type.RawTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A convolution or dense layer with two output channels in one word of weights; see {@code packed_sums.h}. Every condition is checked here:
 * the words fit, the sums fit, and the requantization has a cheap form in every channel.
 */
final class PackedSum implements LayerCode {

    private static final String HEADER = "packed_sums.h";
    private static final int LANE = 8;
    private static final int TILE = 3;

    private final Kernel kernel;
    private final ProductSum sum;
    private final Optional<SumShape> shape;
    private final ChannelConstants requantization;
    private final String constants;
    private final String geometry;

    private PackedSum(
            Kernel kernel,
            ProductSum sum,
            Optional<SumShape> shape,
            ChannelConstants requantization,
            String constants,
            String geometry) {
        this.kernel = kernel;
        this.sum = sum;
        this.shape = shape;
        this.requantization = requantization;
        this.constants = constants;
        this.geometry = geometry;
    }

    /** The layer in this way, if every condition holds. */
    static Optional<LayerCode> of(QuantizedNode node, Kernel kernel, CNames names, String prefix) {
        Optional<ProductSum> found = ProductSum.of(kernel);
        if (found.isEmpty()
                || !(node.arithmetic() instanceof NodeArithmetic.Accumulate arithmetic)
                || !isByte(kernel.outputs().getFirst().format(), true)
                || !isByte(found.get().x().buffer().format(), false)) {
            return Optional.empty();
        }
        ProductSum sum = found.get();
        Optional<SumShape> shape = SumShape.of(sum);
        boolean convolution =
                shape.isPresent() && !shape.get().own() && shape.get().pixels() >= TILE;
        boolean dense = sum.outputs().size() == 1
                && sum.taps().size() == 1
                && sum.x().buffer().shape().rank() == 1;
        List<AccumulatorRange> sums = RangeAnalysis.accumulators(kernel);
        if (!convolution && !dense || !keptExactly(sum, sums)) {
            return Optional.empty();
        }
        return ChannelConstants.of(node, arithmetic, sums, LANE)
                .filter(requantization -> paired(sum, sums, requantization.level()))
                .map(requantization -> new PackedSum(
                        kernel,
                        sum,
                        convolution ? shape : Optional.empty(),
                        requantization,
                        names.of(kernel.name() + " stream", prefix + " constants"),
                        names.of(kernel.name() + " geometry", prefix + " shape")));
    }

    /** Whether words have at most 8 bits, and, if that matters, are signed. */
    static boolean isByte(IntFormat format, boolean signed) {
        return format.bits() <= 8 && (format.signed() || !signed);
    }

    /** Whether the accumulator holds every sum, so that it does not matter whether it wraps. */
    static boolean keptExactly(ProductSum sum, List<AccumulatorRange> sums) {
        return !sums.isEmpty()
                && sums.stream()
                        .allMatch(s -> s.sum().isInside(sum.accumulator().format()));
    }

    /** Whether all neighbours can share words; a channel whose word is always the same has no weights then. */
    private static boolean paired(ProductSum sum, List<AccumulatorRange> sums, List<Boolean> level) {
        long[] weights = sum.weights().toArray();
        List<AccumulatorRange> needed = new ArrayList<>();
        for (int k = 0; k < sum.channels(); k++) {
            AccumulatorRange range = sums.get(k);
            if (level.get(k)) {
                Arrays.fill(weights, k * sum.products(), (k + 1) * sum.products(), 0);
                Interval nothing = Interval.of(0);
                range = new AccumulatorRange(
                        range.buffer(), k, nothing, nothing, range.lowWitness(), range.highWitness());
            }
            needed.add(range);
        }
        RawTensor kept = RawTensor.owning(sum.weights().format(), sum.weights().shape(), weights);
        return PairedWeights.neighbours(kept, needed).stream()
                .allMatch(pair -> pair instanceof PairedWeights.Shared s && s.low() < s.high());
    }

    @Override
    public String summary() {
        return "two channels a word, " + (requantization.direct() ? "five" : "two") + " instructions to requantize";
    }

    /** The products of one piece of the image's memory: a row of the kernel, or all inputs of a dense layer. */
    private int run() {
        return shape.map(s -> s.kernelWidth() * s.image().size(2)).orElse(sum.products());
    }

    /** The same, up to a multiple of 4: what is widened at a time. */
    private int padded() {
        return (run() + 3) / 4 * 4;
    }

    /** Places of the kernel two by two, in the order in which the runtime widens activations; −1 for none. */
    private List<int[]> places() {
        List<int[]> pairs = new ArrayList<>();
        for (int row = 0; row < sum.products(); row += run()) {
            for (int i = 0; i < padded(); i += 4) {
                pairs.add(new int[] {place(row, i), place(row, i + 2)});
                pairs.add(new int[] {place(row, i + 1), place(row, i + 3)});
            }
        }
        while (shape.isEmpty() && pairs.size() % 8 != 0) {
            pairs.add(new int[] {-1, -1});
        }
        return pairs;
    }

    private int place(int row, int i) {
        return i < run() ? row + i : -1;
    }

    private long weight(int channel, int place) {
        return place < 0 || channel >= sum.channels() || requantization.level().get(channel)
                ? 0
                : sum.weights().at(channel * sum.products() + place);
    }

    /** The bias with the zero point of the activations and the requantization's offset folded in. */
    private long bias(int channel) {
        if (channel >= sum.channels() || requantization.level().get(channel)) {
            return 0;
        }
        long total =
                sum.bias()[channel] + requantization.channels().get(channel).offset();
        for (int i = 0; i < sum.products(); i++) {
            total -= sum.zero() * weight(channel, i);
        }
        return total;
    }

    private long word(int channel, int[] pair) {
        long low = weight(channel, pair[0]) + 256 * weight(channel + 1, pair[0]);
        long high = weight(channel, pair[1]) + 256 * weight(channel + 1, pair[1]);
        return (low & 0xffff) + 65536 * high;
    }

    private List<Long> stream() {
        List<int[]> places = places();
        List<Long> stream = new ArrayList<>();
        int group = shape.isEmpty() ? 4 : 2;
        List<Integer> first = new ArrayList<>();
        for (int channel = 0; channel < sum.channels(); channel += group) {
            first.add(channel);
        }
        // Of a convolution the last come first; see packed_sums.h.
        for (int channel : shape.isPresent() ? first.reversed() : first) {
            for (int pair = channel; pair < channel + group; pair += 2) {
                stream.add(bias(pair) + 256 * bias(pair + 1));
                stream.add(bias(pair));
            }
            for (int[] place : places) {
                for (int pair = channel; pair < channel + group; pair += 2) {
                    stream.add(word(pair, place));
                }
            }
            for (int k = channel; k < channel + group; k++) {
                requantization.append(stream, k);
            }
        }
        return stream;
    }

    @Override
    public List<CItem.Data> constants() {
        List<CExpr> words = new ArrayList<>();
        for (long word : stream()) {
            words.add(CExpr.unsigned(word));
        }
        return List.of(new CItem.Data(
                kernel.name() + ": weights " + sum.weights().shape() + ", biases, and what requantizes",
                "const",
                CType.U32,
                constants,
                words));
    }

    @Override
    public List<CItem> items() {
        int input = sum.x().buffer().format().signed() ? 0 : 1;
        List<Integer> values = new ArrayList<>();
        if (shape.isPresent()) {
            SumShape s = shape.get();
            values.addAll(
                    List.of(s.image().size(0), s.image().size(1), s.image().size(2)));
            values.addAll(
                    List.of(s.result().size(0), s.result().size(1), s.result().size(2)));
            values.addAll(List.of(s.kernelHeight(), s.kernelWidth(), s.strideHeight(), s.strideWidth()));
            values.addAll(List.of(s.dilationHeight(), s.dilationWidth(), s.top(), s.left()));
            values.add(padded());
            values.add(s.dilationWidth() == 1 ? s.image().size(1) - s.kernelWidth() : -1);
            values.add(places().size());
        } else {
            values.addAll(List.of(places().size(), sum.products(), (sum.channels() + 3) / 4));
        }
        values.addAll(List.of(requantization.shift(), requantization.oddShift(), requantization.direct() ? 1 : 0));
        if (shape.isPresent()) {
            values.add((int) sum.zero());
        }
        values.add(input);
        String type = shape.isPresent() ? "packed_convolution" : "packed_vector";
        return List.of(structure(type, geometry, values));
    }

    /** A constant structure of numbers. */
    static CItem structure(String type, String name, List<Integer> values) {
        return new CItem.Text("static const " + type + " " + name + " = {"
                + values.stream().map(String::valueOf).collect(Collectors.joining(", ")) + "};");
    }

    @Override
    public long scratchBytes() {
        long words = places().size();
        return shape.map(s -> 4 * TILE * words + (TILE + 1) * padded()).orElse(4 * words);
    }

    @Override
    public int slackBytes() {
        int group = shape.isPresent() ? 2 : 4;
        return (group - sum.channels() % group) % group;
    }

    @Override
    public List<String> headers() {
        return List.of("dual_mac.h", HEADER);
    }

    @Override
    public List<CStmt> body(Function<Buffer, String> tensor, String scratch) {
        CExpr input = CExpr.of(tensor.apply(sum.x().buffer()));
        CExpr output =
                CExpr.of("(" + tensor.apply(kernel.outputs().getFirst()) + ")").cast(CType.pointer(CType.I8));
        CExpr memory = CExpr.of("(void *)(" + scratch + ")").cast(CType.pointer(CType.U32));
        return List.of(CStmt.call(
                shape.isPresent() ? "packed_convolve" : "packed_dense",
                CExpr.of("&" + geometry),
                CExpr.of(constants),
                input,
                output,
                memory));
    }
}
