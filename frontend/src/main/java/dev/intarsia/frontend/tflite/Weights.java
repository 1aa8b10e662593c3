package dev.intarsia.frontend.tflite;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.List;
import java.util.Optional;

/**
 * The constant weights of an operator on their way into the graph.
 *
 * <p>Where the operator's input is real, so are they: words are taken as the numbers that they stand for. Where it is quantized, they are
 * the file's words.
 *
 * @param op whose they are
 * @param source as the file has them
 * @param values real numbers, or none for words
 * @param words words, or none for real numbers
 * @param element the type of the words
 * @param multiplied the type of what they are multiplied with
 */
record Weights(
        OperatorImport op,
        Value.Known source,
        Shape shape,
        Optional<float[]> values,
        Optional<long[]> words,
        Quantized element,
        TensorType multiplied) {

    private static final Quantized NO_WORDS = new Quantized(IntFormat.I8, Scale.perTensor(1), 0);

    /**
     * The weights of an operator.
     *
     * @param index which operand they are
     * @param input which operand they are multiplied with
     */
    static Weights of(OperatorImport op, int index, int input) {
        Value.Known source = op.constant(index, "the weights");
        Shape shape = op.shape(index);
        TensorType multiplied = op.type(input);
        boolean real = multiplied.isReal();
        return switch (source.elements()) {
            case Value.Singles(float[] values) -> {
                op.require(
                        real,
                        "its weights are real numbers, but its input is quantized",
                        "convert the model with full quantization");
                yield new Weights(op, source, shape, Optional.of(values), Optional.empty(), NO_WORDS, multiplied);
            }
            case Value.Words(IntFormat format, long[] words) -> {
                Quantized type = source.type()
                        .orElseThrow(() -> new RefusedException(
                                "its weights are whole numbers without a scale",
                                "weights are float32, float16, int8, uint8 or int4"));
                yield new Weights(
                        op,
                        source,
                        shape,
                        real ? Optional.of(FoldNumbers.dequantized(words, type, shape)) : Optional.empty(),
                        real ? Optional.empty() : Optional.of(words),
                        type,
                        multiplied);
            }
        };
    }

    /** Whether the file holds words that are multiplied with real numbers. */
    boolean isHybrid() {
        return values.isPresent() && source.elements() instanceof Value.Words;
    }

    void requireRank(int rank) {
        op.require(shape.rank() == rank, "its weights have the shape " + shape, "they have " + rank + " axes");
    }

    /** Depthwise weights [1, r, s, k] as [k, r, s, 1]. */
    Weights outputsFirst() {
        int outputs = shape.size(3);
        int taps = shape.elements() / outputs;
        Shape turned = Shape.of(outputs, shape.size(1), shape.size(2), 1);
        Scale scale = element.scale();
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
                new Quantized(element.format(), moved, element.zeroPoint()),
                multiplied);
    }

    private int turnedAxis() {
        int axis = element.scale().axis();
        op.require(
                axis == 3,
                "its weights have scales along axis " + axis,
                "depthwise weights have one scale, or one for each output channel: axis 3");
        return 0;
    }

    /** Weights [k, c] as [k, 1, 1, c]. */
    Weights asKernel() {
        Shape kernel = Shape.of(shape.size(0), 1, 1, shape.size(1));
        return new Weights(op, source, kernel, values, words, element, multiplied);
    }

    /** Adds them to the graph; gives their name. */
    String add() {
        if (values.isPresent()) {
            return op.addConstant(source.name(), TensorType.real(shape), RealTensor.of(shape, values.get()));
        }
        Scale scale = element.scale();
        op.require(
                scale.isPerTensor() || scale.axis() == 0,
                "its weights have scales along axis " + scale.axis(),
                "weights have one scale, or one for each output channel");
        return op.addConstant(
                source.name(),
                new TensorType(element, shape),
                RawTensor.of(element.format(), shape, words.orElseThrow()));
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

    /** What the file says, or where it says nothing, the scale of the products that the bias is added to. */
    private Scale biasScale(Value.Known bias) {
        Optional<Scale> stated = bias.type().map(Quantized::scale);
        if (stated.isPresent()) {
            List<Double> factors = stated.get().factors();
            return factors.size() == 1 ? Scale.perTensor(factors.getFirst()) : Scale.perAxis(factors, 0);
        }
        double input = multiplied.quantized().scale().at(0);
        Scale scale = element.scale();
        List<Double> factors =
                scale.factors().stream().map(factor -> input * factor).toList();
        return scale.isPerTensor() ? Scale.perTensor(factors.getFirst()) : Scale.perAxis(factors, 0);
    }
}
