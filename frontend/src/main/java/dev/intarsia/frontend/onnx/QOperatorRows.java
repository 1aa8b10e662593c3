package dev.intarsia.frontend.onnx;

import dev.intarsia.frontend.onnx.Value.Flowing;
import dev.intarsia.frontend.onnx.Value.Known;
import dev.intarsia.frontend.onnx.file.DataType;
import dev.intarsia.frontend.onnx.file.OnnxTensor;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.op.Quantize;
import dev.intarsia.ir.type.Quantized;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Operators on words, which carry scales and zero points as operands. Each is read as what it means: its operands converted to real
 * numbers, the operator on those, and the conversion back.
 */
final class QOperatorRows {

    private static final String MICROSOFT = "com.microsoft";

    /**
     * Where an operator has its operands.
     *
     * @param operator the operator on real numbers
     * @param tensors the first of the three places of each quantized operand: words, scale, zero point
     * @param result the place of the result's scale, the zero point behind it
     * @param bias the place of a bias in words whose scale is the product of those of the operands; −1 for none
     */
    private record Form(String operator, List<Integer> tensors, int result, int bias) {}

    static final List<OnnxOperator> ROWS = List.of(
            row("", "QLinearConv", new Form("Conv", List.of(0, 3), 6, 8)),
            row("", "QLinearMatMul", new Form("MatMul", List.of(0, 3), 6, -1)),
            row(MICROSOFT, "QLinearAdd", new Form("Add", List.of(0, 3), 6, -1)),
            row(MICROSOFT, "QLinearMul", new Form("Mul", List.of(0, 3), 6, -1)),
            row(MICROSOFT, "QLinearAveragePool", new Form("AveragePool", List.of(0), 3, -1)),
            row(MICROSOFT, "QLinearGlobalAveragePool", new Form("GlobalAveragePool", List.of(0), 3, -1)),
            row(MICROSOFT, "QLinearSigmoid", new Form("Sigmoid", List.of(0), 3, -1)),
            row(MICROSOFT, "QLinearLeakyRelu", new Form("LeakyRelu", List.of(0), 3, -1)),
            row(MICROSOFT, "QLinearSoftmax", new Form("Softmax", List.of(0), 3, -1)),
            row(MICROSOFT, "QGemm", new Form("Gemm", List.of(0, 3), 7, 6)),
            new OnnxOperator(MICROSOFT, "QLinearConcat", "quantize, concat", QOperatorRows::concat, Optional.empty()),
            new OnnxOperator("", "ConvInteger", "conv2d", node -> integer(node, "Conv"), Optional.empty()),
            new OnnxOperator("", "MatMulInteger", "dense", node -> integer(node, "MatMul"), Optional.empty()));

    private QOperatorRows() {}

    private static OnnxOperator row(String domain, String name, Form form) {
        return new OnnxOperator(
                domain, name, "as " + form.operator() + ", in integers", node -> read(node, form), Optional.empty());
    }

    private static void read(Application node, Form form) {
        List<Value> operands = new ArrayList<>();
        for (int place : form.tensors()) {
            operands.add(real(node, place, node.known(place + 1, "scale"), node.knownIfGiven(place + 2, "zero point")));
        }
        if (form.bias() >= 0 && node.has(form.bias())) {
            operands.add(bias(node, form));
        }
        Optional<OnnxTensor> zero = node.knownIfGiven(form.result() + 1, "zero point");
        DataType type = zero.map(OnnxTensor::type).orElse(node.type(0));
        Quantized element = QuantizationRows.element(type, node.known(form.result(), "scale"), zero);
        quantized(node, form.operator(), operands, element, type);
    }

    /** Applies the operator to real numbers and converts its result. */
    private static void quantized(
            Application node, String operator, List<Value> operands, Quantized element, DataType type) {
        if (operands.stream().allMatch(Known.class::isInstance)) {
            throw new RefusedException("no input changes its operands", "let the exporter fold constants");
        }
        Flowing real = node.apply(operator, operands);
        node.result(node.emit(new Quantize(Rounding.HALF_EVEN), element, List.of(real.tensor())), type);
    }

    /** An operand as real numbers. */
    private static Value real(Application node, int index, OnnxTensor scale, Optional<OnnxTensor> zero) {
        return switch (node.input(index)) {
            case Known words -> knownReal(node, index, words.tensor(), scale, zero);
            case Flowing words -> {
                Quantized element = QuantizationRows.element(words.type(), scale, zero);
                yield node.flowing(QuantizationRows.dequantized(node, words, element), DataType.FLOAT);
            }
            case Value.Broken b -> throw new DependsOnBrokenException();
        };
    }

    /** Weights: scales per output channel are those of axis 0 of a convolution, of the last axis of a matrix. */
    private static Known knownReal(
            Application node, int index, OnnxTensor words, OnnxTensor scale, Optional<OnnxTensor> zero) {
        boolean matrix = words.rank() <= 2 && !node.operator().contains("Conv");
        int axis = scale.elements() == 1 ? -1 : matrix && node.number("transB", 0) == 0 ? words.rank() - 1 : 0;
        return QuantizationRows.known(words, scale, zero, axis);
    }

    private static Known bias(Application node, Form form) {
        OnnxTensor words = node.known(form.bias(), "bias");
        OnnxTensor left = node.known(form.tensors().get(0) + 1, "scale");
        OnnxTensor right = node.known(form.tensors().get(1) + 1, "scale");
        if (left.elements() != 1 || right.elements() == 0) {
            throw new RefusedException(
                    "the bias has " + left.elements() + " scales of activations and " + right.elements()
                            + " of weights",
                    "quantize activations per tensor");
        }
        double[] scales = Arrays.stream(right.numbers())
                .map(scale -> (float) left.number(0) * (float) scale)
                .toArray();
        OnnxTensor scale = OnnxTensor.ofNumbers(DataType.FLOAT, List.of(scales.length), scales);
        return QuantizationRows.known(words, scale, Optional.empty(), scales.length == 1 ? -1 : 0);
    }

    private static void concat(Application node) {
        OnnxTensor scale = node.known(0, "scale");
        OnnxTensor zero = node.known(1, "zero point");
        Quantized element = QuantizationRows.element(zero.type(), scale, Optional.of(zero));
        List<Value> operands = new ArrayList<>();
        for (int i = 2; i + 2 < node.inputs(); i += 3) {
            operands.add(real(node, i, node.known(i + 1, "scale"), Optional.of(node.known(i + 2, "zero point"))));
        }
        quantized(node, "Concat", operands, element, zero.type());
    }

    /** Sums of products of words: the operands count in steps of 1, and so does the result. */
    private static void integer(Application node, String operator) {
        OnnxTensor one = OnnxTensor.ofNumbers(DataType.FLOAT, List.of(), 1);
        List<Value> operands = List.of(
                real(node, 0, one, node.knownIfGiven(2, "zero point")),
                real(node, 1, one, node.knownIfGiven(3, "zero point")));
        Quantized element = QuantizationRows.element(DataType.INT32, one, Optional.empty());
        quantized(node, operator, operands, element, DataType.INT32);
    }
}
