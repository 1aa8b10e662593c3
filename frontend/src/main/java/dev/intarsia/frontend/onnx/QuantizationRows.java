package dev.intarsia.frontend.onnx;

import static dev.intarsia.frontend.onnx.OnnxOperator.row;

import dev.intarsia.frontend.onnx.Value.Flowing;
import dev.intarsia.frontend.onnx.Value.Known;
import dev.intarsia.frontend.onnx.file.DataType;
import dev.intarsia.frontend.onnx.file.OnnxTensor;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.op.Dequantize;
import dev.intarsia.ir.op.Quantize;
import dev.intarsia.ir.type.ElementType;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.Real;
import dev.intarsia.ir.type.Scale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Conversions between real numbers and words. What they stand around is made one operator by {@link FuseConversions}. */
final class QuantizationRows {

    static final List<OnnxOperator> ROWS = List.of(
            row("QuantizeLinear", "quantize", QuantizationRows::quantize, QuantizationRows::quantizeKnown),
            row("DequantizeLinear", "dequantize", QuantizationRows::dequantize));

    /** The widest words that have a scale. */
    private static final int MOST_BITS = 32;

    private QuantizationRows() {}

    private static DataType resultType(Application node) {
        if (node.has(2)) {
            return node.type(2);
        }
        int code = node.number("output_dtype", 0);
        return code == 0
                ? DataType.UINT8
                : DataType.of(code)
                        .orElseThrow(() -> new RefusedException(
                                "it quantizes to the type number " + code, "quantize to whole numbers"));
    }

    static IntFormat format(DataType type) {
        if (!type.isWhole()) {
            throw new RefusedException("it quantizes to " + type.text(), "quantize to whole numbers");
        }
        if (type.bits() > MOST_BITS) {
            throw new RefusedException(
                    "it has words of " + type.text(), "words that have a scale have at most " + MOST_BITS + " bits");
        }
        return new IntFormat(type.kind() == DataType.Kind.SIGNED, type.bits());
    }

    /** Refuses a tensor of real numbers where words are due. */
    private static OnnxTensor whole(OnnxTensor tensor, String what) {
        if (!tensor.type().isWhole()) {
            throw new RefusedException(
                    "its " + what + " is of " + tensor.type().text(), "a " + what + " is of whole numbers");
        }
        return tensor;
    }

    private static void refuseBlocks(Application node) {
        if (node.number("block_size", 0) != 0) {
            throw new RefusedException("it has a scale for each block", "quantize per tensor or per axis");
        }
    }

    /** The type of an activation: one scale, one zero point. */
    static Quantized element(DataType type, OnnxTensor scale, Optional<OnnxTensor> zero) {
        if (scale.elements() != 1 || zero.isPresent() && zero.get().elements() != 1) {
            throw new RefusedException(
                    "an activation has " + scale.elements() + " scales", "quantize activations per tensor");
        }
        return element(
                format(type),
                positive(scale.number(0)),
                zero.map(z -> whole(z, "zero point").word(0)).orElse(0L));
    }

    static Quantized element(IntFormat format, double scale, long zero) {
        if (!format.contains(zero)) {
            throw new RefusedException(
                    "the zero point " + zero + " is no word of " + format, "a zero point is one of the words");
        }
        return new Quantized(format, Scale.perTensor(scale), zero);
    }

    static double positive(double scale) {
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw new RefusedException("a scale is " + scale, "scales are greater than 0 and finite");
        }
        return scale;
    }

    private static void quantize(Application node) {
        refuseBlocks(node);
        DataType type = resultType(node);
        Quantized element = element(type, node.known(1, "scale"), node.knownIfGiven(2, "zero point"));
        Flowing x = node.tensor(0);
        node.result(node.emit(new Quantize(Rounding.HALF_EVEN), element, List.of(x.tensor())), type);
    }

    private static List<OnnxTensor> quantizeKnown(Application node) {
        refuseBlocks(node);
        DataType type = resultType(node);
        IntFormat format = format(type);
        OnnxTensor x = node.known(0, "operand");
        OnnxTensor scale = node.known(1, "scale");
        Optional<OnnxTensor> zero = node.knownIfGiven(2, "zero point").map(z -> whole(z, "zero point"));
        PerAxis axis = PerAxis.of(node, x, scale, zero);
        long[] words = new long[x.elements()];
        for (int i = 0; i < words.length; i++) {
            int at = i;
            float steps = (float) x.number(i) / (float) scale.number(axis.index(i, scale));
            long offset = zero.map(z -> z.word(axis.index(at, z))).orElse(0L);
            words[i] = Math.clamp(Rounding.HALF_EVEN.round(steps) + offset, format.min(), format.max());
        }
        return List.of(OnnxTensor.ofWords(type, x.dims(), words));
    }

    /** Which of several scales or zero points belongs to which element. */
    record PerAxis(int axis, int stride, int size) {

        static PerAxis of(Application node, OnnxTensor x, OnnxTensor scale, Optional<OnnxTensor> zero) {
            return count(scale, zero) == 1
                    ? new PerAxis(-1, 1, 1)
                    : along(Application.axis(node.whole("axis", 1), x.rank()), x, scale, zero);
        }

        private static int count(OnnxTensor scale, Optional<OnnxTensor> zero) {
            if (scale.elements() == 0 || zero.isPresent() && zero.get().elements() == 0) {
                throw new RefusedException("there is no number in its scale or zero point", "export the model again");
            }
            return Math.max(scale.elements(), zero.map(OnnxTensor::elements).orElse(1));
        }

        static PerAxis along(int axis, OnnxTensor x, OnnxTensor scale, Optional<OnnxTensor> zero) {
            int count = count(scale, zero);
            if (count == 1) {
                return new PerAxis(-1, 1, 1);
            }
            if (axis < 0
                    || axis >= x.rank()
                    || count != x.dims().get(axis)
                    || scale.rank() > 1
                    || scale.elements() != 1 && scale.elements() != count
                    || zero.isPresent()
                            && zero.get().elements() != 1
                            && zero.get().elements() != count) {
                throw new RefusedException(
                        "its " + count + " scales or zero points do not fit axis " + axis + " of " + x.dims(),
                        "quantize per tensor or per axis");
            }
            return new PerAxis(axis, KnownArrays.strides(x.dims())[axis], count);
        }

        /** Which of several numbers; the only one where there is one. */
        int index(int position, OnnxTensor numbers) {
            return numbers.elements() == 1 ? 0 : position / stride % size;
        }
    }

    private static void dequantize(Application node) {
        refuseBlocks(node);
        OnnxTensor scale = node.known(1, "scale");
        Optional<OnnxTensor> zero = node.knownIfGiven(2, "zero point");
        switch (node.input(0)) {
            case Known words -> {
                int axis = PerAxis.of(node, words.tensor(), scale, zero).axis();
                node.result(0, (Value) known(words.tensor(), scale, zero, axis));
            }
            case Flowing words -> {
                Quantized element = element(words.type(), scale, zero);
                node.result(dequantized(node, words, element), DataType.FLOAT);
            }
            case Value.Broken b -> throw new DependsOnBrokenException();
        }
    }

    /** Words as real numbers, of a tensor whose type is this one or whose type nothing has said yet. */
    static String dequantized(Application node, Flowing words, Quantized element) {
        ElementType own = node.element(words);
        if (own instanceof Real) {
            if (!node.draft().isInput(words.tensor())) {
                throw new RefusedException(
                        "its operand is of " + words.type().text() + " and has no scale",
                        "quantize the operand with QuantizeLinear");
            }
            node.draft().retype(words.tensor(), element);
        } else if (!own.equals(element)) {
            throw new RefusedException(
                    "its scale and zero point are not those that its operand has",
                    "use one scale and zero point for a tensor wherever it is read");
        }
        return node.emit(new Dequantize(), Real.REAL, List.of(words.tensor()));
    }

    /**
     * Known words as real numbers that remember them.
     *
     * @param along the axis of several scales, or −1
     */
    static Known known(OnnxTensor words, OnnxTensor scale, Optional<OnnxTensor> zero, int along) {
        whole(words, "operand");
        zero.ifPresent(z -> whole(z, "zero point"));
        PerAxis axis = PerAxis.along(along, words, scale, zero);
        double[] numbers = new double[words.elements()];
        for (int i = 0; i < numbers.length; i++) {
            int at = i;
            long offset = zero.map(z -> z.word(axis.index(at, z))).orElse(0L);
            numbers[i] = (float) (words.word(i) - offset) * (float) scale.number(axis.index(i, scale));
        }
        OnnxTensor real = OnnxTensor.ofNumbers(DataType.FLOAT, words.dims(), numbers);
        return new Known(real, stored(words, scale, zero, scale.elements() == 1 ? -1 : axis.axis()));
    }

    static Optional<Weights.Stored> stored(OnnxTensor words, OnnxTensor scale, Optional<OnnxTensor> zero, int axis) {
        long first = zero.filter(z -> z.elements() > 0).map(z -> z.word(0)).orElse(0L);
        boolean oneZero = zero.isEmpty() || Arrays.stream(zero.get().words()).allMatch(word -> word == first);
        boolean scales = Arrays.stream(scale.numbers()).allMatch(s -> s > 0 && !Double.isInfinite(s));
        if (!oneZero
                || !scales
                || !words.type().isWhole()
                || words.type().bits() > MOST_BITS
                || !format(words.type()).contains(first)) {
            return Optional.empty();
        }
        List<Double> factors = new ArrayList<>();
        for (double s : scale.numbers()) {
            factors.add(s);
        }
        return Optional.of(new Weights.Stored(words, format(words.type()), factors, axis, first));
    }
}
