package dev.intarsia.frontend.tflite;

import dev.intarsia.ir.op.Binary;
import dev.intarsia.ir.op.BinaryFunction;
import dev.intarsia.ir.op.Clip;
import dev.intarsia.ir.op.Function;
import dev.intarsia.ir.op.LogSoftmax;
import dev.intarsia.ir.op.Maximum;
import dev.intarsia.ir.op.Minimum;
import dev.intarsia.ir.op.Mul;
import dev.intarsia.ir.op.Reduction;
import dev.intarsia.ir.op.Relu;
import dev.intarsia.ir.op.Relu6;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The operators of TensorFlow Lite that are read: one row each. */
final class OperatorTable {

    /**
     * An operator.
     *
     * @param name its name in TensorFlow Lite
     * @param rule adds to the graph what it becomes
     */
    record Row(String name, Consumer<OperatorImport> rule) {}

    static final List<Row> ROWS = List.of(
            new Row("CONV_2D", WeightRows::convolution),
            new Row("DEPTHWISE_CONV_2D", WeightRows::depthwise),
            new Row("TRANSPOSE_CONV", WeightRows::transposeConvolution),
            new Row("FULLY_CONNECTED", WeightRows::fullyConnected),
            new Row("ADD", ElementRows::add),
            new Row("SUB", ElementRows::sub),
            new Row("MUL", op -> ElementRows.activated(op, new Mul())),
            new Row("DIV", op -> ElementRows.activated(op, new Binary(BinaryFunction.DIV))),
            new Row("MAXIMUM", op -> ElementRows.two(op, new Maximum())),
            new Row("MINIMUM", op -> ElementRows.two(op, new Minimum())),
            new Row("SQUARED_DIFFERENCE", op -> ElementRows.two(op, new Binary(BinaryFunction.SQUARED_DIFFERENCE))),
            new Row("POW", op -> ElementRows.two(op, new Binary(BinaryFunction.POW))),
            new Row("RELU", op -> ElementRows.one(op, new Relu())),
            new Row("RELU6", op -> ElementRows.one(op, new Relu6())),
            new Row("RELU_N1_TO_1", op -> ElementRows.one(op, new Clip(-1, 1))),
            new Row("RELU_0_TO_1", op -> ElementRows.one(op, new Clip(0, 1))),
            new Row("LEAKY_RELU", ElementRows::leakyRelu),
            new Row("PRELU", ElementRows::prelu),
            new Row("ELU", op -> ElementRows.function(op, Function.ELU)),
            new Row("GELU", ElementRows::gelu),
            new Row("HARD_SWISH", op -> ElementRows.function(op, Function.HARD_SWISH)),
            new Row("LOGISTIC", op -> ElementRows.function(op, Function.LOGISTIC)),
            new Row("TANH", op -> ElementRows.function(op, Function.TANH)),
            new Row("ABS", op -> ElementRows.function(op, Function.ABS)),
            new Row("NEG", op -> ElementRows.function(op, Function.NEGATE)),
            new Row("EXP", op -> ElementRows.function(op, Function.EXP)),
            new Row("LOG", op -> ElementRows.function(op, Function.LOG)),
            new Row("SQRT", op -> ElementRows.function(op, Function.SQRT)),
            new Row("RSQRT", op -> ElementRows.function(op, Function.RSQRT)),
            new Row("SQUARE", op -> ElementRows.function(op, Function.SQUARE)),
            new Row("SIN", op -> ElementRows.function(op, Function.SIN)),
            new Row("COS", op -> ElementRows.function(op, Function.COS)),
            new Row("FLOOR", op -> ElementRows.function(op, Function.FLOOR)),
            new Row("CEIL", op -> ElementRows.function(op, Function.CEIL)),
            new Row("ROUND", op -> ElementRows.function(op, Function.ROUND)),
            new Row("SIGN", op -> ElementRows.function(op, Function.SIGN)),
            new Row("SOFTMAX", ElementRows::softmax),
            new Row("LOG_SOFTMAX", op -> ElementRows.one(op, new LogSoftmax(-1))),
            new Row("QUANTIZE", ElementRows::quantize),
            new Row("DEQUANTIZE", ElementRows::dequantize),
            new Row("AVERAGE_POOL_2D", PoolRows::average),
            new Row("MAX_POOL_2D", PoolRows::max),
            new Row("MEAN", op -> PoolRows.reduce(op, Reduction.MEAN)),
            new Row("SUM", op -> PoolRows.reduce(op, Reduction.SUM)),
            new Row("REDUCE_MAX", op -> PoolRows.reduce(op, Reduction.MAX)),
            new Row("REDUCE_MIN", op -> PoolRows.reduce(op, Reduction.MIN)),
            new Row("REDUCE_PROD", op -> PoolRows.reduce(op, Reduction.PROD)),
            new Row("ARG_MAX", op -> PoolRows.place(op, true)),
            new Row("ARG_MIN", op -> PoolRows.place(op, false)),
            new Row("RESIZE_BILINEAR", PoolRows::resizeBilinear),
            new Row("RESIZE_NEAREST_NEIGHBOR", PoolRows::resizeNearest),
            new Row("RESHAPE", MoveRows::reshape),
            new Row("SQUEEZE", MoveRows::reshape),
            new Row("EXPAND_DIMS", MoveRows::reshape),
            new Row("TRANSPOSE", MoveRows::transpose),
            new Row("CONCATENATION", MoveRows::concatenation),
            new Row("PACK", MoveRows::pack),
            new Row("UNPACK", PartRows::unpack),
            new Row("SPLIT", PartRows::split),
            new Row("SPLIT_V", PartRows::splitBySizes),
            new Row("SLICE", PartRows::slice),
            new Row("STRIDED_SLICE", PartRows::stridedSlice),
            new Row("GATHER", MoveRows::gather),
            new Row("TILE", MoveRows::tile),
            new Row("BROADCAST_TO", MoveRows::broadcast),
            new Row("PAD", MoveRows::pad),
            new Row("PADV2", MoveRows::padWith),
            new Row("MIRROR_PAD", MoveRows::mirrorPad),
            new Row("SPACE_TO_DEPTH", MoveRows::spaceToDepth),
            new Row("DEPTH_TO_SPACE", MoveRows::depthToSpace));

    private static final Map<Integer, Row> BY_NUMBER = new HashMap<>();

    static {
        ROWS.forEach(row -> BY_NUMBER.put(BuiltinNames.number(row.name()), row));
    }

    private OperatorTable() {}

    static Optional<Row> row(int builtin) {
        return Optional.ofNullable(BY_NUMBER.get(builtin));
    }
}
