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

/**
 * A convolution or dense layer with vectors of 16 bytes; see {@code helium_sums.h}. Every condition is checked here: words and weights are
 * bytes, the accumulator holds every sum, and the requantizer's own constants do for vectors.
 */
final class HeliumSum implements LayerCode {

    private static final String HEADER = "helium_sums.h";
    private static final int VECTOR = 16;
    private static final int GROUP = 4;
    private static final int EIGHT = 8;
    private static final int TILE = 2;
    private static final int MOST_ROWS = 7;

    /** Four channels share a byte at most. */
    private static final int LEAST_BITS = 2;

    /** So many products of two bytes have a sum of 31 bits. */
    private static final int MOST_PRODUCTS = 1 << 16;

    /** What makes a byte without a sign one with. */
    private static final int MIDDLE = 128;

    /** What is taken together. */
    private enum Way {
        CONVOLUTION("helium_convolve", "16 places, four channels and two pixels at a time"),
        DEPTHWISE("helium_depthwise", "eight channels at a time"),
        DENSE("helium_dense", "16 inputs and four outputs at a time");

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
            if (s.dilationHeight() != 1 || s.dilationWidth() != 1 || s.top() < 0 || s.left() < 0) {
                return Optional.empty();
            }
            if (!s.own()) {
                return Optional.of(CONVOLUTION);
            }
            boolean rows =
                    s.kernelHeight() <= MOST_ROWS && sum.x().buffer().format().signed();
            return rows ? Optional.of(DEPTHWISE) : Optional.empty();
        }
    }

    private final Kernel kernel;
    private final ProductSum sum;
    private final Optional<SumShape> shape;
    private final Way way;
    private final WeightWidth width;
    private final HeliumWords words;
    private final List<Long> biases;
    private final String name;
    private final String weights;
    private final String constants;
    private final String shifts;

    private HeliumSum(
            Kernel kernel,
            ProductSum sum,
            Optional<SumShape> shape,
            Way way,
            HeliumWords words,
            CNames names,
            String prefix) {
        this.kernel = kernel;
        this.sum = sum;
        this.shape = shape;
        this.way = way;
        this.width = way == Way.DEPTHWISE
                ? WeightWidth.BYTE
                : WeightWidth.of(sum.weights().format()).atLeast(LEAST_BITS);
        this.words = words;
        this.biases = new ArrayList<>();
        for (int k = 0; k < sum.channels(); k++) {
            biases.add(bias(k));
        }
        this.name = names.of(kernel.name() + " sizes", prefix + " sizes");
        this.weights = names.of(kernel.name() + " weights of vectors", prefix + " weights");
        this.constants = names.of(kernel.name() + " constants of vectors", prefix + " constants");
        this.shifts = names.of(kernel.name() + " shifts of vectors", prefix + " shifts");
    }

    /** The layer in this way, if every condition holds. */
    static Optional<LayerCode> of(QuantizedNode node, Kernel kernel, CNames names, String prefix) {
        Optional<ProductSum> found = ProductSum.of(kernel);
        if (found.isEmpty()
                || !(node.arithmetic() instanceof NodeArithmetic.Accumulate arithmetic)
                || !PackedSum.isByte(kernel.outputs().getFirst().format(), true)
                || !PackedSum.isByte(found.get().x().buffer().format(), false)
                || !PackedSum.isByte(found.get().weights().format(), true)
                || found.get().products() >= MOST_PRODUCTS) {
            return Optional.empty();
        }
        ProductSum sum = found.get();
        Optional<SumShape> shape = SumShape.of(sum);
        Optional<Way> way = Way.of(sum, shape);
        List<AccumulatorRange> sums = RangeAnalysis.accumulators(kernel);
        if (way.isEmpty()
                || !PackedSum.keptExactly(sum, sums)
                || sum.accumulator().format().bits() > IntFormat.I32.bits()) {
            return Optional.empty();
        }
        return HeliumWords.of(node, arithmetic, sums)
                .map(words -> new HeliumSum(kernel, sum, shape, way.get(), words, names, prefix))
                .filter(layer -> layer.biases.stream().allMatch(IntFormat.I32::contains))
                .map(LayerCode.class::cast);
    }

    /** What is added to the words of the image to make them signed bytes: less this. */
    private int flip() {
        return sum.x().buffer().format().signed() ? 0 : MIDDLE;
    }

    private long weight(int channel, int place) {
        return channel >= sum.channels() || place >= sum.products() || words.isLevel(channel)
                ? 0
                : sum.weights().at(channel * sum.products() + place);
    }

    /** The bias with the zero point of the activations. */
    private long bias(int channel) {
        if (words.isLevel(channel)) {
            return words.channels().get(channel).sum();
        }
        long total = sum.bias()[channel];
        for (int i = 0; i < sum.products(); i++) {
            total -= (sum.zero() - flip()) * weight(channel, i);
        }
        return total;
    }

    private static int upTo(int multiple, int number) {
        return (number + multiple - 1) / multiple * multiple;
    }

    /** The products of a sum, up to whole vectors. */
    private int padded() {
        return upTo(VECTOR, sum.products());
    }

    private int lineBytes() {
        SumShape s = shape.orElseThrow();
        int read = (s.result().size(1) - 1) * s.strideWidth() + s.kernelWidth();
        return Math.max(s.left() + s.image().size(1), read) * s.image().size(2);
    }

    private boolean isPoint() {
        SumShape s = shape.orElseThrow();
        return s.isPoint() && s.image().size(2) % VECTOR == 0 && flip() == 0;
    }

    @Override
    public String summary() {
        return way.text + width.text() + ", requantized as it is defined";
    }

    /**
     * Weights in the order in which they are read: those of channels that are taken together one vector after the other, or in one vector where
     * they share bytes.
     */
    private List<CExpr> packed() {
        List<CExpr> bytes = new ArrayList<>();
        int group = group();
        int at = way == Way.DEPTHWISE ? 1 : VECTOR;
        int places = way == Way.DEPTHWISE ? sum.products() : padded();
        for (int first : firsts()) {
            for (int place = 0; place < places; place += at) {
                for (int k = first; k < first + group; k += width.eachByte()) {
                    int channel = k;
                    for (int i = place; i < place + at; i++) {
                        int of = i;
                        bytes.add(CExpr.of(width.signedByte(below -> weight(channel + below, of))));
                    }
                }
            }
        }
        return bytes;
    }

    /** How many channels are taken together. */
    private int group() {
        return way == Way.DEPTHWISE ? EIGHT : GROUP;
    }

    /** Channels of the result, up to those that are taken together. */
    private int channels() {
        return upTo(group(), sum.channels());
    }

    /** The first channel of each group; a convolution begins with the last. */
    private List<Integer> firsts() {
        List<Integer> firsts = new ArrayList<>();
        for (int k = 0; k < channels(); k += group()) {
            firsts.add(k);
        }
        return way == Way.CONVOLUTION ? firsts.reversed() : firsts;
    }

    /** The channels of a group in the order of their constants: of eights first the even ones. */
    private List<Integer> ordered(int k) {
        return way == Way.DEPTHWISE
                ? List.of(k, k + 2, k + 4, k + 6, k + 1, k + 3, k + 5, k + 7)
                : List.of(k, k + 1, k + 2, k + 3);
    }

    private long bias0(int channel) {
        return channel < sum.channels() ? biases.get(channel) : 0;
    }

    private HeliumWords.Channel channel(int channel) {
        return words.channels().get(Math.min(channel, sum.channels() - 1));
    }

    private List<CExpr> biasesAndMultipliers() {
        List<CExpr> numbers = new ArrayList<>();
        for (int first : firsts()) {
            List<Integer> some = ordered(first);
            some.forEach(k -> numbers.add(CExpr.of(bias0(k))));
            some.forEach(k -> numbers.add(CExpr.of(channel(k).multiplier())));
        }
        return numbers;
    }

    @Override
    public List<CItem.Data> constants() {
        List<CExpr> places = firsts().stream()
                .map(this::ordered)
                .flatMap(List::stream)
                .map(k -> CExpr.of(-channel(k).shift()))
                .toList();
        return List.of(
                data("weights " + sum.weights().shape(), CType.I8, weights, packed()),
                data("biases and multipliers", CType.I32, constants, biasesAndMultipliers()),
                data("shifts", CType.I8, shifts, places));
    }

    private CItem.Data data(String remark, CType element, String of, List<CExpr> values) {
        return new CItem.Data(kernel.name() + ": " + remark, "const", element, of, values);
    }

    @Override
    public List<CItem> items() {
        Members sizes = shape.map(s -> s.members()
                        .with("line", lineBytes())
                        .with("point", isPoint())
                        .with("outside", sum.zero() - flip()))
                .orElseGet(() -> Members.none().with("inputs", sum.products()).with("outputs", sum.channels()));
        Members members = sizes.with("padded", padded())
                .with("flip", flip())
                .with("weights", weights)
                .with("narrow", narrow())
                .with(
                        "words",
                        Members.none()
                                .with("constants", constants)
                                .with("shifts", shifts)
                                .with("zero", words.zero())
                                .with("low", words.low())
                                .with("high", words.high()));
        return List.of(new CItem.Text("static const " + (shape.isPresent() ? "helium_convolution " : "helium_vector ")
                + name + " = " + members.initializer() + ";"));
    }

    private String narrow() {
        return width.isShared() ? (shape.isPresent() ? "helium_pixels_" : "helium_outputs_") + width.bits() : "0";
    }

    /** A row of the image has been copied when the result reaches it, and what is written behind a pixel is the next one's. */
    @Override
    public List<String> overwritten() {
        if (shape.isEmpty()) {
            return List.of();
        }
        SumShape s = shape.get();
        boolean over = s.image().equals(s.result())
                && s.strideHeight() == 1
                && s.strideWidth() == 1
                && s.top() < s.kernelHeight()
                && sum.channels() == channels();
        return over ? List.of(sum.x().buffer().name()) : List.of();
    }

    @Override
    public int slackBytes() {
        return channels() - sum.channels();
    }

    @Override
    public long scratchBytes() {
        return switch (way) {
            case DENSE -> padded();
            case DEPTHWISE -> lines();
            case CONVOLUTION -> (long) TILE * padded() + VECTOR + (isPoint() ? 0 : lines());
        };
    }

    private long lines() {
        return (long) shape.orElseThrow().kernelHeight() * lineBytes() + VECTOR;
    }

    @Override
    public List<String> headers() {
        return width.isShared()
                ? List.of("dual_mac.h", "helium.h", HEADER, "helium_narrow.h")
                : List.of("dual_mac.h", "helium.h", HEADER);
    }

    @Override
    public List<CStmt> body(Function<Buffer, String> tensor, String scratch, KernelShapes shapes) {
        return List.of(CStmt.call(
                way.function,
                CExpr.of("&" + name),
                CExpr.of(tensor.apply(sum.x().buffer())),
                CExpr.of("(" + tensor.apply(kernel.outputs().getFirst()) + ")").cast(CType.pointer(CType.I8)),
                CExpr.of(scratch)));
    }
}
