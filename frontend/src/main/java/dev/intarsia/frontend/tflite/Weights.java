package dev.intarsia.frontend.tflite;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The constant weights of an operator on their way into the graph.
 *
 * <p>Where the operator's input is real, so are they: words are taken as the numbers that they stand for. Where it is quantized, they are words
 * with the zero point 0: a file's other zero point is subtracted from all of them, which leaves every product as it is.
 *
 * @param op whose they are
 * @param source as the file has them
 * @param values real numbers, or none for words
 * @param words words, or none for real numbers
 * @param format of the words
 * @param scale of the words
 */
record Weights(
        OperatorImport op,
        Value.Known source,
        Shape shape,
        Optional<float[]> values,
        Optional<long[]> words,
        IntFormat format,
        Scale scale) {

    private static final double BIAS_SCALE_TOLERANCE = 1e-5;

    static Weights of(OperatorImport op, int index) {
        Value.Known source = op.constant(index, "the weights");
        Shape shape = op.shape(index);
        boolean real = op.type(0).isReal();
        return switch (source.elements()) {
            case Value.Singles(float[] values) -> {
                op.require(
                        real,
                        "its weights are real numbers, but its input is quantized",
                        "convert the model with full quantization");
                yield new Weights(
                        op, source, shape, Optional.of(values), Optional.empty(), IntFormat.I8, Scale.perTensor(1));
            }
            case Value.Words(IntFormat format, long[] words) -> {
                Quantized type = source.type()
                        .orElseThrow(() -> new RefusedException(
                                "its weights are whole numbers without a scale",
                                "weights are float32, float16, int8, uint8 or int4"));
                yield real
                        ? new Weights(
                                op,
                                source,
                                shape,
                                Optional.of(FoldNumbers.dequantized(words, type, shape)),
                                Optional.empty(),
                                format,
                                type.scale())
                        : symmetric(op, source, shape, words, type);
            }
        };
    }

    private static Weights symmetric(OperatorImport op, Value.Known source, Shape shape, long[] words, Quantized type) {
        if (type.zeroPoint() == 0) {
            return new Weights(op, source, shape, Optional.empty(), Optional.of(words), type.format(), type.scale());
        }
        long[] moved = new long[words.length];
        boolean narrow = true;
        for (int i = 0; i < words.length; i++) {
            moved[i] = words[i] - type.zeroPoint();
            narrow &= IntFormat.I8.contains(moved[i]);
        }
        IntFormat format =
                narrow ? IntFormat.I8 : new IntFormat(true, type.format().bits() + 1);
        return new Weights(op, source, shape, Optional.empty(), Optional.of(moved), format, type.scale());
    }

    void requireRank(int rank) {
        op.require(shape.rank() == rank, "its weights have the shape " + shape, "they have " + rank + " axes");
    }

    /** Depthwise weights [1, r, s, k] as [k, r, s, 1]. */
    Weights outputsFirst() {
        int outputs = shape.size(3);
        int taps = shape.elements() / outputs;
        Shape turned = Shape.of(outputs, shape.size(1), shape.size(2), 1);
        Scale moved = scale.isPerTensor() ? scale : Scale.perAxis(scale.factors(), turnedAxis());
        return new Weights(
                op,
                source,
                turned,
                values.map(from -> {
                    float[] to = new float[from.length];
                    for (int i = 0; i < from.length; i++) {
                        to[i % outputs * taps + i / outputs] = from[i];
                    }
                    return to;
                }),
                words.map(from -> {
                    long[] to = new long[from.length];
                    for (int i = 0; i < from.length; i++) {
                        to[i % outputs * taps + i / outputs] = from[i];
                    }
                    return to;
                }),
                format,
                moved);
    }

    private int turnedAxis() {
        op.require(
                scale.axis() == 3,
                "its weights have scales along axis " + scale.axis(),
                "depthwise weights have one scale, or one for each output channel: axis 3");
        return 0;
    }

    /** Weights [k, c] as [k, 1, 1, c]. */
    Weights asKernel() {
        Shape kernel = Shape.of(shape.size(0), 1, 1, shape.size(1));
        return new Weights(op, source, kernel, values, words, format, scale);
    }

    /** Adds them to the graph; gives their name. */
    String add() {
        if (values.isPresent()) {
            return op.addConstant(source.name(), TensorType.real(shape), RealTensor.of(shape, values.get()));
        }
        op.require(
                scale.isPerTensor() || scale.axis() == 0,
                "its weights have scales along axis " + scale.axis(),
                "weights have one scale, or one for each output channel");
        return op.addConstant(
                source.name(),
                new TensorType(new Quantized(format, scale, 0), shape),
                RawTensor.of(format, shape, words.orElseThrow()));
    }

    /** Adds the bias of an operand's index to the graph; gives its name. */
    String addBias(int index) {
        Value.Known bias = op.constant(index, "the bias");
        int outputs = shape.size(0);
        Shape row = Shape.of(outputs);
        int elements = op.shape(index).elements();
        op.require(
                elements == outputs,
                "its bias has " + elements + " elements for " + outputs + " output channels",
                "there is one for each output channel");
        return switch (bias.elements()) {
            case Value.Singles(float[] numbers) -> {
                op.require(values.isPresent(), "its bias is real, but its weights are not", "the file is damaged");
                yield op.addConstant(bias.name(), TensorType.real(row), RealTensor.of(row, numbers));
            }
            case Value.Words w
            when values.isPresent() -> {
                Quantized type = bias.type()
                        .orElseThrow(() ->
                                new RefusedException("its bias is whole numbers without a scale", "its bias is real"));
                yield op.addConstant(
                        bias.name(),
                        TensorType.real(row),
                        RealTensor.of(row, FoldNumbers.dequantized(w.words(), type, row)));
            }
            case Value.Words w ->
                op.addConstant(
                        bias.name(),
                        new TensorType(new Quantized(w.format(), biasScale(bias), 0), row),
                        RawTensor.of(w.format(), row, w.words()));
        };
    }

    /** The scale of the products, which is what the bias is added to, whatever the file says of it in float32. */
    private Scale biasScale(Value.Known bias) {
        double input = op.type(0).quantized().scale().at(0);
        List<Double> factors = new ArrayList<>();
        for (int k = 0; k < scale.factors().size(); k++) {
            factors.add(input * scale.at(k));
        }
        Scale products = scale.isPerTensor() ? Scale.perTensor(factors.getFirst()) : Scale.perAxis(factors, 0);
        return bias.type()
                .filter(type -> type.zeroPoint() == 0 && near(type.scale(), products))
                .map(Quantized::scale)
                .map(found -> found.isPerTensor() ? found : Scale.perAxis(found.factors(), 0))
                .orElse(products);
    }

    private static boolean near(Scale found, Scale products) {
        if (found.factors().size() != products.factors().size()) {
            return false;
        }
        for (int k = 0; k < products.factors().size(); k++) {
            if (Math.abs(found.at(k) - products.at(k)) > BIAS_SCALE_TOLERANCE * products.at(k)) {
                return false;
            }
        }
        return true;
    }
}
