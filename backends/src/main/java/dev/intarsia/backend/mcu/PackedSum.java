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
import java.util.stream.Stream;

/**
 * A convolution or dense layer with two output channels in one word of weights; see {@code packed_sums.h}. Every condition is checked here:
 * the words fit, the sums fit, and the requantization has a cheap form in every channel.
 */
final class PackedSum implements LayerCode {

    private static final int LANE = 8;
    private static final int TILE = PackedWay.TILE;
    private static final int WORD = 4;

    /** Words of weights that a dense layer takes in a turn. */
    private static final int UNROLLED = 8;

    /** What an instruction with an address of 12 bits reaches. */
    private static final int MOST_OFFSET = 4096;

    /** Of {@code packed_own.h}, counted in its text: words of a piece without a loop, bytes of code, and instructions less for each pair. */
    private static final int BLOCK = 24;

    private static final int BYTES_A_WORD = 34;
    private static final int BYTES_BESIDES = 300;
    private static final int SAVED_A_PAIR = 33;

    private final Kernel kernel;
    private final ProductSum sum;
    private final Optional<SumShape> shape;
    private final PackedWay way;
    private final WeightWidth width;
    private final ChannelConstants requantization;
    private final String constants;

    private PackedSum(
            Kernel kernel,
            ProductSum sum,
            Optional<SumShape> shape,
            PackedWay way,
            ChannelConstants requantization,
            String constants) {
        this.kernel = kernel;
        this.sum = sum;
        this.shape = shape;
        this.way = way;
        this.width = WeightWidth.of(sum.weights().format());
        this.requantization = requantization;
        this.constants = constants;
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
        boolean shared = WeightWidth.of(sum.weights().format()).isShared();
        Optional<PackedWay> convolution = shape.flatMap(s -> PackedWay.of(s, shared));
        boolean dense = sum.outputs().size() == 1
                && sum.taps().size() == 1
                && sum.x().buffer().shape().rank() == 1;
        List<AccumulatorRange> sums = RangeAnalysis.accumulators(kernel);
        if (convolution.isEmpty() && !dense || !keptExactly(sum, sums)) {
            return Optional.empty();
        }
        return ChannelConstants.of(node, arithmetic, sums, LANE)
                .filter(requantization -> paired(sum, sums, requantization.level()))
                .map(requantization -> new PackedSum(
                        kernel,
                        sum,
                        convolution.isPresent() ? shape : Optional.empty(),
                        convolution.orElse(PackedWay.DENSE),
                        requantization,
                        names.of(kernel.name() + " stream", prefix + " constants")));
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
        return "two channels a word" + width.text() + ", " + way.text() + ", "
                + (requantization.direct() ? "five" : "two") + " instructions to requantize";
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
        switch (way) {
            case ROWS -> addRowPlaces(pairs);
            case FLAT -> {
                for (int row = 0; row < sum.products(); row += run()) {
                    for (int i = 0; i < run(); i += 2) {
                        pairs.add(new int[] {place(row, i), place(row, i + 1)});
                    }
                }
            }
            case GATHERED, DENSE -> {
                for (int row = 0; row < sum.products(); row += run()) {
                    for (int i = 0; i < padded(); i += 4) {
                        pairs.add(new int[] {place(row, i), place(row, i + 2)});
                        pairs.add(new int[] {place(row, i + 1), place(row, i + 3)});
                    }
                }
            }
        }
        int whole = shape.isEmpty() ? UNROLLED : width.isShared() ? width.each() / WORD : 1;
        while (pairs.size() % whole != 0) {
            pairs.add(new int[] {-1, -1});
        }
        return pairs;
    }

    private void addRowPlaces(List<int[]> pairs) {
        int channels = shape.orElseThrow().image().size(2);
        for (int row = 0; row < sum.products(); row += run()) {
            for (int channel = 0; channel < channels; channel += channel % 4 == 0 ? 1 : 3) {
                for (int column = 0; column < run(); column += channels) {
                    int at = row + column + channel;
                    pairs.add(new int[] {at, at + 2});
                }
            }
        }
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

    /** The weights of a pair of channels at places two by two: each place has a byte of each channel. */
    private long shared(int channel, List<int[]> places) {
        return width.word(0, i -> weight(channel + i % 2, places.get(i / WORD)[i / 2 % 2]) + width.middle());
    }

    private String function() {
        return way.function() + (width.isShared() ? "_" + width.bits() : "");
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
            int each = width.isShared() ? width.each() / WORD : 1;
            for (int i = 0; i < places.size(); i += each) {
                for (int pair = channel; pair < channel + group; pair += 2) {
                    stream.add(
                            width.isShared() ? shared(pair, places.subList(i, i + each)) : word(pair, places.get(i)));
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
    public Optional<KernelShape> shape() {
        Members common = requantization
                .members(Members.none().with("words", places().size()))
                .with("from_u8", !sum.x().buffer().format().signed());
        if (shape.isEmpty()) {
            return Optional.of(new KernelShape(
                    "packed_vector",
                    common.with("inputs", sum.products()).with("quads", (sum.channels() + 3) / 4),
                    function(),
                    "",
                    "dense " + sum.products() + " to " + sum.channels()));
        }
        SumShape s = shape.get();
        int columnLast = s.dilationWidth() == 1 ? s.image().size(1) - s.kernelWidth() : -1;
        return Optional.of(new KernelShape(
                "packed_convolution",
                s.dilatedMembers()
                        .and(common)
                        .with("padded", padded())
                        .with("column_last", columnLast)
                        .with("outside", sum.zero())
                        .with("point", s.isPoint()),
                function(),
                mayBeOwn() ? way.ownFunction() : "",
                "conv " + s.hint()));
    }

    /** Offsets of the stores of three pixels are part of the instructions. */
    private boolean mayBeOwn() {
        return !width.isShared() && 2 * sum.channels() + 1 < MOST_OFFSET && TILE * WORD * places().size() < MOST_OFFSET;
    }

    @Override
    public OwnCode ownCode() {
        long tiles = shape.map(s -> (s.pixels() + TILE - 1L) / TILE).orElse(0L);
        long pairs = (sum.channels() + 1L) / 2;
        long words = places().size();
        return new OwnCode(
                tiles * pairs * SAVED_A_PAIR,
                way == PackedWay.ROWS
                        ? words / 3 * BYTES_A_WORD + BYTES_BESIDES
                        : unrolled(words) * BYTES_A_WORD + BYTES_BESIDES);
    }

    /** Words whose steps stand in the code. */
    private static long unrolled(long words) {
        if (words <= 2 * BLOCK) {
            return words;
        }
        return words % BLOCK == 0 ? BLOCK : BLOCK + (words - 2) % BLOCK + 2;
    }

    @Override
    public long scratchBytes() {
        return way.scratchBytes(shape, places().size(), padded());
    }

    @Override
    public List<String> overwritten() {
        boolean over = way == PackedWay.ROWS
                && shape.orElseThrow().image().equals(shape.orElseThrow().result());
        return over ? List.of(sum.x().buffer().name()) : List.of();
    }

    /** A vector's bytes are read before the words that they become reach them. */
    @Override
    public Optional<String> widened() {
        return way == PackedWay.DENSE ? Optional.of(sum.x().buffer().name()) : Optional.empty();
    }

    @Override
    public int slackBytes() {
        int group = shape.isPresent() ? 2 : 4;
        return (group - sum.channels() % group) % group;
    }

    @Override
    public List<String> headers() {
        return width.isShared()
                ? Stream.concat(way.headers().stream(), Stream.of("packed_narrow.h"))
                        .toList()
                : way.headers();
    }

    @Override
    public List<CStmt> body(Function<Buffer, String> tensor, String scratch, KernelShapes shapes) {
        CExpr input = CExpr.of(tensor.apply(sum.x().buffer()));
        CExpr output =
                CExpr.of("(" + tensor.apply(kernel.outputs().getFirst()) + ")").cast(CType.pointer(CType.I8));
        CExpr memory = CExpr.of("(void *)(" + scratch + ")").cast(CType.pointer(CType.U32));
        return List.of(shapes.call(shape().orElseThrow(), CExpr.of(constants), input, output, memory));
    }
}
