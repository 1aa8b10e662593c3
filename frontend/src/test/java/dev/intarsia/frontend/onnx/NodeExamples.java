package dev.intarsia.frontend.onnx;

import static dev.intarsia.frontend.onnx.OddOperand.flowing;
import static dev.intarsia.frontend.onnx.OddOperand.input;
import static dev.intarsia.frontend.onnx.OddOperand.known;
import static dev.intarsia.frontend.onnx.OddOperand.missing;
import static dev.intarsia.frontend.onnx.OddOperand.one;
import static dev.intarsia.frontend.onnx.OddOperand.row;
import static dev.intarsia.frontend.onnx.OddOperand.weights;

import dev.intarsia.frontend.onnx.file.DataType;
import dev.intarsia.frontend.onnx.file.OnnxAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** For each operator of the table nodes that are read: what odd ones are made of. */
final class NodeExamples {

    private static final List<OddNode> OWN = own();

    private NodeExamples() {}

    /** The examples of a row; one tensor of four axes where nothing else is said. */
    static List<OddNode> of(OnnxOperator row) {
        List<OddNode> examples = OWN.stream()
                .filter(example -> example.operator().equals(row.name()))
                .map(example -> example.in(row.domain()))
                .toList();
        return examples.isEmpty()
                ? List.of(OddNode.of(row.name(), input(1, 2, 3, 4)).in(row.domain()))
                : examples;
    }

    private static List<OddNode> own() {
        List<OddNode> examples = new ArrayList<>();
        windows(examples);
        products(examples);
        elements(examples);
        axes(examples);
        images(examples);
        parts(examples);
        movements(examples);
        words(examples);
        integers(examples);
        qonnx(examples);
        return List.copyOf(examples);
    }

    private static void windows(List<OddNode> examples) {
        OddNode conv = OddNode.of("Conv", input(1, 2, 5, 4), weights(4, 2, 3, 2), weights(4))
                .wholes("strides", 1L, 2L)
                .wholes("pads", 1L, 0L, 0L, 1L)
                .wholes("dilations", 1L, 1L);
        examples.add(conv);
        examples.add(OddNode.of("Conv", input(1, 4, 5), weights(4, 2, 3)).whole("group", 2));
        examples.add(OddNode.of("Conv", input(1, 4, 5, 5), weights(4, 1, 3, 3)).whole("group", 4));
        for (String pool : List.of("MaxPool", "AveragePool")) {
            examples.add(OddNode.of(pool, input(1, 2, 5, 4))
                    .wholes("kernel_shape", 3L, 2L)
                    .wholes("strides", 2L, 1L)
                    .wholes("pads", 1L, 0L, 0L, 1L)
                    .whole("count_include_pad", 1));
            examples.add(
                    OddNode.of(pool, input(1, 2, 5)).wholes("kernel_shape", 3L).whole("ceil_mode", 1));
        }
        examples.add(OddNode.of("ConvTranspose", input(1, 4, 3, 3), weights(4, 2, 2, 3), weights(2))
                .wholes("strides", 2L, 2L)
                .wholes("pads", 0L, 1L, 1L, 0L)
                .wholes("output_padding", 1L, 0L));
        examples.add(
                OddNode.of("ConvTranspose", input(1, 4, 3), weights(4, 2, 2)).wholes("output_shape", 5L));
        examples.add(OddNode.of("ConvTranspose", input(1, 4, 3, 3), weights(4, 1, 2, 2))
                .whole("group", 4));
    }

    private static void products(List<OddNode> examples) {
        examples.add(OddNode.of("Gemm", input(1, 4), weights(4, 3), weights(3))
                .with("alpha", new OnnxAttribute.Real(0.5f))
                .with("beta", new OnnxAttribute.Real(2)));
        examples.add(OddNode.of("Gemm", input(2, 4), weights(3, 4), input(2, 3)).whole("transB", 1));
        examples.add(OddNode.of("MatMul", input(1, 4), weights(4, 3)));
        examples.add(OddNode.of("MatMul", input(1, 2, 4), weights(4, 3)));
        examples.add(OddNode.of("MatMul", input(1, 2, 4), input(1, 4, 3)));
        examples.add(
                OddNode.of("BatchNormalization", input(1, 3, 4, 2), weights(3), weights(3), weights(3), weights(3)));
    }

    private static void elements(List<OddNode> examples) {
        examples.add(OddNode.of("Not", flowing(DataType.BOOL, 1, 3)));
        examples.add(OddNode.of("Clip", input(1, 3, 2), one(DataType.FLOAT, -1), one(DataType.FLOAT, 6)));
        examples.add(OddNode.of("PRelu", input(1, 3, 2, 2), weights(3, 1, 1)));
        for (String name : List.of("Add", "Sub", "Mul", "Div", "Pow", "Equal", "Greater", "GreaterOrEqual", "Less")) {
            examples.add(OddNode.of(name, input(1, 3, 2), input(1, 3, 2)));
            examples.add(OddNode.of(name, input(1, 3, 2), weights(3, 1)));
        }
        examples.add(OddNode.of("LessOrEqual", input(1, 3, 2), input(1, 1, 2)));
        for (String name : List.of("And", "Or", "Xor")) {
            examples.add(OddNode.of(name, flowing(DataType.BOOL, 1, 3), flowing(DataType.BOOL, 1, 3)));
        }
        for (String name : List.of("Min", "Max", "Sum", "Mean")) {
            examples.add(OddNode.of(name, input(1, 3, 2), input(1, 3, 2), weights(2)));
        }
        examples.add(OddNode.of("LayerNormalization", input(1, 3, 4), weights(4), weights(4)));
        examples.add(OddNode.of("InstanceNormalization", input(1, 3, 4), weights(3), weights(3)));
        examples.add(OddNode.of("LRN", input(1, 3, 4, 2)).whole("size", 3));
    }

    private static void axes(List<OddNode> examples) {
        for (String name : List.of("Softmax", "LogSoftmax", "Hardmax")) {
            examples.add(OddNode.of(name, input(1, 3, 4)).whole("axis", 1));
            examples.add(OddNode.of(name, input(1, 3, 4)).whole("axis", 1).opset(11));
        }
        for (String name : List.of("Mean", "Sum", "Max", "Min", "Prod", "L1", "L2", "SumSquare", "LogSum")) {
            examples.add(OddNode.of("Reduce" + name, input(1, 3, 4))
                    .wholes("axes", 1L, -1L)
                    .opset(11));
            examples.add(OddNode.of("Reduce" + name, input(1, 3, 4), row(2))
                    .whole("keepdims", 0)
                    .opset(18));
        }
        examples.add(OddNode.of("ReduceProd", row(2, 3)));
        for (String name : List.of("ArgMax", "ArgMin")) {
            examples.add(OddNode.of(name, input(1, 3, 4)).whole("axis", 2).whole("keepdims", 0));
        }
        examples.add(OddNode.of("TopK", input(1, 4), row(1)).outputs(2));
    }

    private static void images(List<OddNode> examples) {
        examples.add(OddNode.of("Resize", input(1, 2, 3, 3), missing(), known(DataType.FLOAT, List.of(4), 1, 1, 2, 2)));
        examples.add(OddNode.of("Resize", input(1, 2, 3, 3), missing(), missing(), row(1, 2, 6, 5))
                .with("mode", new OnnxAttribute.Text("linear")));
        examples.add(OddNode.of("Resize", input(1, 2, 3, 3), known(DataType.FLOAT, List.of(4), 1, 1, 2, 2))
                .opset(10));
        examples.add(OddNode.of("Upsample", input(1, 2, 3, 3), known(DataType.FLOAT, List.of(4), 1, 1, 2, 2))
                .opset(9));
        examples.add(OddNode.of("DepthToSpace", input(1, 8, 3, 2)).whole("blocksize", 2));
        examples.add(OddNode.of("SpaceToDepth", input(1, 2, 4, 6)).whole("blocksize", 2));
    }

    private static void parts(List<OddNode> examples) {
        examples.add(OddNode.of("Concat", input(1, 2, 3), input(1, 4, 3), weights(1, 1, 3))
                .whole("axis", 1));
        examples.add(OddNode.of("Concat", row(1, 2), row(3)).whole("axis", 0));
        examples.add(
                OddNode.of("Split", input(1, 4, 3), row(1, 3)).whole("axis", 1).outputs(2));
        examples.add(OddNode.of("Split", input(1, 4, 3))
                .whole("axis", 1)
                .wholes("split", 2L, 2L)
                .outputs(2)
                .opset(11));
        examples.add(OddNode.of("Split", row(1, 2, 3, 4)).whole("axis", 0).outputs(2));
        examples.add(OddNode.of("Slice", input(1, 4, 5), row(1, 0), row(3, -1), row(1, 2), row(1, 2)));
        examples.add(OddNode.of("Slice", input(1, 4, 5))
                .wholes("starts", 1L)
                .wholes("ends", 3L)
                .wholes("axes", 1L)
                .opset(9));
        examples.add(OddNode.of("Slice", row(1, 2, 3, 4), row(1), row(3)));
        examples.add(OddNode.of("Gather", input(1, 4, 5), row(1, -1)).whole("axis", 1));
        examples.add(OddNode.of("Gather", row(1, 4, 5), one(DataType.INT64, 1)));
        examples.add(OddNode.of("Pad", input(1, 2, 3), row(0, 0, 1, 0, 1, 2), one(DataType.FLOAT, 1)));
        examples.add(OddNode.of("Pad", input(1, 2, 3))
                .wholes("pads", 0L, 0L, 1L, 0L, 1L, 1L)
                .opset(9)
                .with("mode", new OnnxAttribute.Text("reflect")));
        examples.add(OddNode.of("Expand", input(1, 1, 3), row(1, 4, 3)));
        examples.add(OddNode.of("Expand", row(1), row(4)));
        examples.add(OddNode.of("Tile", input(1, 2, 3), row(1, 2, 1)));
        examples.add(OddNode.of("Where", flowing(DataType.BOOL, 1, 3), input(1, 3), weights(3)));
        examples.add(OddNode.of("Where", known(DataType.BOOL, List.of(2), 1, 0), row(1, 2), row(3, 4)));
    }

    private static void movements(List<OddNode> examples) {
        examples.add(OddNode.of("Dropout", input(1, 3), one(DataType.FLOAT, 0.5), one(DataType.BOOL, 0))
                .outputs(2));
        examples.add(OddNode.of("Constant").wholes("value_ints", 1L, 2L));
        examples.add(OddNode.of("ConstantOfShape", row(2, 3)));
        examples.add(OddNode.of("Range", one(DataType.INT64, 0), one(DataType.INT64, 4), one(DataType.INT64, 1)));
        examples.add(OddNode.of("Reshape", input(1, 4, 3), row(1, -1)));
        examples.add(OddNode.of("Reshape", input(1, 4, 3)).wholes("shape", 1L, 12L));
        examples.add(OddNode.of("Reshape", weights(4, 3), row(2, -1)));
        examples.add(OddNode.of("Flatten", input(1, 4, 3)).whole("axis", 1));
        examples.add(OddNode.of("Flatten", weights(2, 3)));
        examples.add(OddNode.of("Squeeze", input(1, 4, 1), row(2)));
        examples.add(OddNode.of("Squeeze", input(1, 4, 1)).wholes("axes", 2L).opset(11));
        examples.add(OddNode.of("Squeeze", weights(1, 3)));
        examples.add(OddNode.of("Unsqueeze", input(1, 4), row(2)));
        examples.add(
                OddNode.of("Unsqueeze", input(1, 4)).wholes("axes", 1L, -1L).opset(11));
        examples.add(OddNode.of("Unsqueeze", weights(3), row(0)));
        examples.add(OddNode.of("Transpose", input(1, 4, 3)).wholes("perm", 0L, 2L, 1L));
        examples.add(OddNode.of("Transpose", weights(4, 3)).wholes("perm", 1L, 0L));
        examples.add(OddNode.of("Cast", input(1, 4)).whole("to", 1));
        examples.add(OddNode.of("Cast", row(1, 4)).whole("to", 1));
    }

    private static void words(List<OddNode> examples) {
        OddOperand scale = one(DataType.FLOAT, 0.5);
        OddOperand zero = one(DataType.INT8, 3);
        examples.add(OddNode.of("QuantizeLinear", input(1, 4, 3), scale, zero));
        examples.add(OddNode.of("QuantizeLinear", weights(4, 3), weights(3), known(DataType.INT8, List.of(3)))
                .whole("axis", 1));
        examples.add(OddNode.of("QuantizeLinear", input(1, 4, 3), scale)
                .whole("output_dtype", 3)
                .opset(21));
        examples.add(OddNode.of("DequantizeLinear", flowing(DataType.INT8, 1, 4, 3), scale, zero));
        examples.add(OddNode.of(
                        "DequantizeLinear",
                        known(DataType.INT8, List.of(4, 3)),
                        weights(3),
                        known(DataType.INT8, List.of(3)))
                .whole("axis", 1));
    }

    private static void integers(List<OddNode> examples) {
        OddOperand scale = one(DataType.FLOAT, 0.5);
        OddOperand zero = one(DataType.UINT8, 3);
        OddOperand image = flowing(DataType.UINT8, 1, 2, 5, 4);
        OddOperand kernel = known(DataType.INT8, List.of(4, 2, 3, 2));
        OddOperand kernelZero = one(DataType.INT8, 0);
        examples.add(OddNode.of(
                "QLinearConv",
                image,
                scale,
                zero,
                kernel,
                scale,
                kernelZero,
                scale,
                zero,
                known(DataType.INT32, List.of(4))));
        examples.add(OddNode.of(
                "QLinearConv",
                image,
                scale,
                zero,
                kernel,
                weights(4),
                known(DataType.INT8, List.of(4), 0, 0, 0, 0),
                scale,
                zero));
        OddOperand vector = flowing(DataType.UINT8, 1, 4);
        OddOperand matrix = known(DataType.INT8, List.of(4, 3));
        examples.add(OddNode.of("QLinearMatMul", vector, scale, zero, matrix, scale, kernelZero, scale, zero));
        examples.add(OddNode.of("QLinearMatMul", vector, scale, zero, matrix, weights(3), kernelZero, scale, zero));
        for (String name : List.of("QLinearAdd", "QLinearMul")) {
            examples.add(OddNode.of(name, vector, scale, zero, vector, scale, zero, scale, zero));
        }
        examples.add(OddNode.of("QLinearAveragePool", image, scale, zero, scale, zero)
                .wholes("kernel_shape", 2L, 2L));
        for (String name : List.of("GlobalAveragePool", "Sigmoid", "LeakyRelu", "Softmax")) {
            examples.add(OddNode.of("QLinear" + name, image, scale, zero, scale, zero));
        }
        examples.add(OddNode.of(
                "QGemm",
                vector,
                scale,
                zero,
                matrix,
                scale,
                kernelZero,
                known(DataType.INT32, List.of(3)),
                scale,
                zero));
        examples.add(OddNode.of(
                        "QLinearConcat",
                        scale,
                        zero,
                        flowing(DataType.UINT8, 1, 4),
                        scale,
                        zero,
                        flowing(DataType.UINT8, 1, 2),
                        scale,
                        zero)
                .whole("axis", 1));
        examples.add(OddNode.of("ConvInteger", image, kernel, zero, kernelZero));
        examples.add(OddNode.of("MatMulInteger", vector, matrix, zero, kernelZero));
    }

    private static void qonnx(List<OddNode> examples) {
        OddOperand scale = one(DataType.FLOAT, 0.5);
        OddOperand zero = one(DataType.FLOAT, 0);
        OddOperand bits = one(DataType.FLOAT, 4);
        examples.add(OddNode.of("Quant", input(1, 4), scale, zero, bits)
                .whole("signed", 1)
                .whole("narrow", 1));
        examples.add(OddNode.of("Quant", weights(3, 4), weights(3, 1), zero, bits));
        examples.add(OddNode.of("BipolarQuant", input(1, 4), scale));
        examples.add(OddNode.of("BipolarQuant", weights(3, 4), weights(3, 1)));
        examples.add(OddNode.of("Trunc", input(1, 4), scale, zero, bits, one(DataType.FLOAT, 2)));
        examples.add(
                OddNode.of("MultiThreshold", input(1, 3, 2, 2), known(DataType.FLOAT, List.of(3, 2), 0, 1, 0, 2, 1, 3))
                        .with("out_scale", new OnnxAttribute.Real(1))
                        .with("data_layout", new OnnxAttribute.Text("NCHW")));
    }

    /** Every example of every row. */
    static Stream<OddNode> all() {
        return OperatorTable.all().stream().flatMap(row -> of(row).stream());
    }
}
