package dev.intarsia.frontend.onnx;

import dev.intarsia.frontend.onnx.Value.Flowing;
import dev.intarsia.frontend.onnx.Value.Known;
import dev.intarsia.frontend.onnx.file.DataType;
import dev.intarsia.frontend.onnx.file.OnnxNode;
import dev.intarsia.frontend.onnx.file.OnnxTensor;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.op.Add;
import dev.intarsia.ir.op.Binary;
import dev.intarsia.ir.op.BinaryFunction;
import dev.intarsia.ir.op.Clip;
import dev.intarsia.ir.op.Dequantize;
import dev.intarsia.ir.op.Elementwise;
import dev.intarsia.ir.op.Function;
import dev.intarsia.ir.op.Mul;
import dev.intarsia.ir.op.MultiThreshold;
import dev.intarsia.ir.op.Quantize;
import dev.intarsia.ir.op.Sub;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.Real;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Quantization as QONNX and FINN write it: to real numbers that are multiples of a scale.
 *
 * <p>Source: QONNX, docs/qonnx-custom-ops; FINN, finn.custom_op.general.multithreshold.
 */
final class QonnxRows {

    private static final List<String> DOMAINS =
            List.of("", "onnx.brevitas", "qonnx.custom_op.general", "finn.custom_op.general");

    static final List<OnnxOperator> ROWS = DOMAINS.stream()
            .flatMap(domain -> Stream.of(
                    in(domain, "Quant", "quantize", QonnxRows::quant),
                    in(domain, "BipolarQuant", "multi_threshold", QonnxRows::bipolar),
                    in(domain, "Trunc", "div, round, floor, mul", QonnxRows::trunc),
                    in(domain, "MultiThreshold", "multi_threshold", QonnxRows::multiThreshold)))
            .toList();

    private QonnxRows() {}

    /** Whether a node is one of QONNX' or FINN's own. */
    static boolean isOne(OnnxNode node) {
        return ROWS.stream()
                .anyMatch(row ->
                        row.name().equals(node.operator()) && row.domain().equals(node.domain()));
    }

    private static OnnxOperator in(String domain, String name, String summary, OnnxOperator.Reading reading) {
        return new OnnxOperator(domain, name, summary, reading, Optional.empty());
    }

    /** The words of a quantization. */
    private record Words(IntFormat format, long low, long high) {

        /** Signed words from −2^(b−1), or one more where narrow; unsigned ones from 0 to 2^b − 1, or one less where narrow. */
        static Words of(Application node, double width) {
            if (width != Math.rint(width) || width < 1 || width > 32) {
                throw new RefusedException("it has " + width + " bits", "whole numbers of 1 to 32 bits");
            }
            boolean signed = node.number("signed", 1) != 0;
            boolean narrow = node.number("narrow", 0) != 0;
            if (signed && width == 1) {
                throw new RefusedException("it has signed words of one bit", "write it as BipolarQuant");
            }
            IntFormat format = new IntFormat(signed, (int) width);
            return signed
                    ? new Words(format, format.min() + (narrow ? 1 : 0), format.max())
                    : new Words(format, 0, format.max() - (narrow ? 1 : 0));
        }

        boolean isNarrow() {
            return low != format.min() || high != format.max();
        }
    }

    private static void quant(Application node) {
        OnnxTensor scale = node.known(1, "scale");
        OnnxTensor zero = node.known(2, "zero point");
        Words words = Words.of(node, node.knownNumber(3, "bits"));
        RoundingMode mode = RoundingMode.named(node.word("rounding_mode", "ROUND"));
        switch (node.input(0)) {
            case Known x -> node.result(0, (Value) known(x.tensor(), scale, zero, words, mode));
            case Flowing x -> {
                if (scale.elements() != 1 || zero.elements() != 1) {
                    throw new RefusedException(
                            "an activation has " + scale.elements() + " scales", "quantize activations per tensor");
                }
                double factor = QuantizationRows.positive(scale.number(0));
                long offset = whole(zero.number(0));
                Quantized element = QuantizationRows.element(words.format(), factor, offset);
                String bounded = words.isNarrow()
                        ? node.emit(
                                new Clip(factor * (words.low() - offset), factor * (words.high() - offset)), x.tensor())
                        : x.tensor();
                String quantized = node.emit(new Quantize(mode.ofActivations()), element, List.of(bounded));
                node.result(node.emit(new Dequantize(), Real.REAL, List.of(quantized)), DataType.FLOAT);
            }
            case Value.Broken b -> throw new DependsOnBrokenException();
        }
    }

    private static long whole(double number) {
        if (number != Math.rint(number)) {
            throw new RefusedException("a zero point is " + number, "zero points are whole numbers");
        }
        return (long) number;
    }

    /** Weights: bounded, then rounded. */
    private static Known known(OnnxTensor x, OnnxTensor scale, OnnxTensor zero, Words words, RoundingMode mode) {
        OnnxTensor scales = alongside(x, scale);
        OnnxTensor zeros = alongside(x, zero);
        long[] stored = new long[x.elements()];
        double[] numbers = new double[stored.length];
        for (int i = 0; i < stored.length; i++) {
            float steps = (float) x.number(i) / (float) scales.number(i) + (float) zeros.number(i);
            stored[i] = mode.round(Math.clamp(steps, (double) words.low(), (double) words.high()));
            numbers[i] = ((float) stored[i] - (float) zeros.number(i)) * (float) scales.number(i);
        }
        OnnxTensor real = OnnxTensor.ofNumbers(DataType.FLOAT, x.dims(), numbers);
        return new Known(
                real, stored(OnnxTensor.ofWords(DataType.INT64, x.dims(), stored), scale, zero, words.format()));
    }

    /** One number for each element of a tensor. */
    private static OnnxTensor alongside(OnnxTensor x, OnnxTensor numbers) {
        List<OnnxTensor> aligned = KnownArrays.aligned(x, numbers);
        if (!aligned.getFirst().dims().equals(x.dims())) {
            throw new RefusedException(
                    "its scales or zero points " + numbers.dims() + " do not fit " + x.dims(),
                    "export the model again");
        }
        return aligned.getLast();
    }

    /** The words, where scales lie along one axis and all zero points are one. */
    private static Optional<Weights.Stored> stored(
            OnnxTensor words, OnnxTensor scale, OnnxTensor zero, IntFormat format) {
        int missing = words.rank() - scale.rank();
        List<Integer> axes = IntStream.range(0, scale.rank())
                .filter(axis -> scale.dims().get(axis) > 1)
                .mapToObj(axis -> axis + missing)
                .toList();
        boolean positive = IntStream.range(0, scale.elements()).allMatch(i -> scale.number(i) > 0);
        if (axes.size() > 1
                || zero.elements() != 1
                || zero.number(0) != Math.rint(zero.number(0))
                || !format.contains((long) zero.number(0))
                || !positive) {
            return Optional.empty();
        }
        List<Double> scales = new ArrayList<>();
        for (double s : scale.numbers()) {
            scales.add(s);
        }
        return Optional.of(new Weights.Stored(
                words, format, scales, axes.isEmpty() ? -1 : axes.getFirst(), (long) zero.number(0)));
    }

    private static void bipolar(Application node) {
        OnnxTensor scale = node.known(1, "scale");
        switch (node.input(0)) {
            case Known x -> {
                OnnxTensor scales = alongside(x.tensor(), scale);
                long[] words = new long[x.tensor().elements()];
                double[] numbers = new double[words.length];
                for (int i = 0; i < words.length; i++) {
                    words[i] = x.tensor().number(i) >= 0 ? 1 : -1;
                    numbers[i] = words[i] * scales.number(i);
                }
                OnnxTensor zero = OnnxTensor.ofNumbers(DataType.FLOAT, List.of(), 0);
                OnnxTensor stored =
                        OnnxTensor.ofWords(DataType.INT64, x.tensor().dims(), words);
                node.result(0, (Value) new Known(
                        OnnxTensor.ofNumbers(DataType.FLOAT, x.tensor().dims(), numbers),
                        stored(stored, scale, zero, new IntFormat(true, 2))));
            }
            case Flowing x -> {
                if (scale.elements() != 1) {
                    throw new RefusedException("an activation has " + scale.elements() + " scales", "");
                }
                double s = QuantizationRows.positive(scale.number(0));
                String threshold = node.constant("threshold_0", Application.shape(List.of(1, 1)), new float[] {0});
                String sign = node.emit(new MultiThreshold(2 * s, -s), x.tensor(), threshold);
                node.result(words(node, sign, new IntFormat(true, 2), s), DataType.FLOAT);
            }
            case Value.Broken b -> throw new DependsOnBrokenException();
        }
    }

    /** Real numbers that are multiples of a scale, through the words that they are. */
    private static String words(Application node, String real, IntFormat format, double scale) {
        Quantized element = new Quantized(format, Scale.perTensor(scale), 0);
        String words = node.emit(new Quantize(Rounding.HALF_EVEN), element, List.of(real));
        return node.emit(new Dequantize(), Real.REAL, List.of(words));
    }

    /** Counts as words, where their worth is a whole number of steps: of a threshold's, or of half a threshold's. */
    private static String countedWords(Application node, String counted, double factor, double offset, int most) {
        for (double scale : new double[] {factor, factor / 2}) {
            double first = offset / scale;
            double last = (offset + factor * most) / scale;
            if (scale > 0 && first == Math.rint(first) && last == Math.rint(last) && Math.abs(last - first) < 1 << 16) {
                IntFormat format = IntFormat.holding(BigInteger.valueOf((long) first), BigInteger.valueOf((long) last));
                return words(node, counted, format, scale);
            }
        }
        return counted;
    }

    /**
     * Cuts low bits off: {@code (round(round(x / scale + zero) / 2^(bits − bits left)) − zero) · scale}, the outer rounding as the node says. In
     * float32, node by node, as QONNX defines it.
     */
    private static void trunc(Application node) {
        Flowing x = node.tensor(0);
        OnnxTensor scale = node.known(1, "scale");
        OnnxTensor zero = node.known(2, "zero point");
        if (scale.elements() != 1 || zero.elements() != 1) {
            throw new RefusedException(
                    "an activation has " + scale.elements() + " scales", "quantize activations per tensor");
        }
        double bits = node.knownNumber(3, "bits before");
        double left = node.knownNumber(4, "bits left");
        if (bits != Math.rint(bits) || left != Math.rint(left) || left < 1 || left > bits || bits > 32) {
            throw new RefusedException(
                    "it cuts " + bits + " bits to " + left, "whole numbers of bits, fewer behind it than before");
        }
        Function rounding = switch (RoundingMode.named(node.word("rounding_mode", "FLOOR"))) {
            case FLOOR -> Function.FLOOR;
            case CEIL -> Function.CEIL;
            case ROUND -> Function.ROUND;
            case DOWN, HALF_UP, HALF_DOWN, UP ->
                throw new RefusedException(
                        "an activation is rounded by " + node.word("rounding_mode", "FLOOR"),
                        "export it with the rounding mode FLOOR, CEIL or ROUND");
        };
        double factor = QuantizationRows.positive(scale.number(0));
        Shape one = Application.shape(List.of(1));
        String step = node.constant("scale", one, new float[] {(float) factor});
        String offset = node.constant("zero", one, new float[] {(float) zero.number(0)});
        String cut = node.constant("cut", one, new float[] {(float) Math.scalb(1.0, (int) (bits - left))});
        String moved = node.emit(new Add(), node.emit(new Binary(BinaryFunction.DIV), x.tensor(), step), offset);
        String words = node.emit(new Elementwise(Function.ROUND), moved);
        String kept = node.emit(new Elementwise(rounding), node.emit(new Binary(BinaryFunction.DIV), words, cut));
        node.result(node.emit(new Mul(), node.emit(new Sub(), kept, offset), step), DataType.FLOAT);
    }

    private static void multiThreshold(Application node) {
        Flowing x = node.tensor(0);
        OnnxTensor thresholds = node.known(1, "thresholds");
        if (thresholds.rank() != 2 || x.rank() < 2) {
            throw new RefusedException(
                    "its operands are " + x.dims() + " and " + thresholds.dims(),
                    "thresholds have the axes [channels, thresholds]");
        }
        int channels = thresholds.dims().getFirst();
        String layout = node.word("data_layout", "NCHW");
        boolean last = layout.equals("NHWC") || layout.equals("NC") || x.rank() == 2;
        int axis = last ? x.rank() - 1 : 1;
        if (channels != 1 && channels != x.size(axis)) {
            throw new RefusedException(
                    "there are thresholds for " + channels + " channels of " + x.size(axis), "export the model again");
        }
        List<Integer> order = new ArrayList<>(AxisOrder.identity(x.rank()));
        order.remove(axis);
        order.add(axis);
        double factor = node.real("out_scale", 1);
        double offset = node.real("out_bias", 0);
        Flowing moved = node.transpose(x, order);
        String counted =
                node.emit(new MultiThreshold(factor, offset), moved.tensor(), Weights.plain(node, 1, "thresholds"));
        String words =
                countedWords(node, counted, factor, offset, thresholds.dims().getLast());
        node.result(0, node.transpose(new Flowing(words, x.type(), moved.dims()), AxisOrder.inverse(order)));
    }
}
