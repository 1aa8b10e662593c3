package dev.intarsia.frontend.tflite;

import dev.intarsia.ir.op.Clip;
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
            new Row("CONV_2D", Weighted::convolution),
            new Row("DEPTHWISE_CONV_2D", Weighted::depthwise),
            new Row("FULLY_CONNECTED", Weighted::fullyConnected),
            new Row("ADD", Elementwise::add),
            new Row("RELU", op -> Elementwise.one(op, new Relu())),
            new Row("RELU6", op -> Elementwise.one(op, new Relu6())),
            new Row("RELU_N1_TO_1", op -> Elementwise.one(op, new Clip(-1, 1))),
            new Row("RELU_0_TO_1", op -> Elementwise.one(op, new Clip(0, 1))),
            new Row("SOFTMAX", Elementwise::softmax),
            new Row("QUANTIZE", Elementwise::quantize),
            new Row("DEQUANTIZE", Elementwise::dequantize),
            new Row("AVERAGE_POOL_2D", Pooling::average),
            new Row("MAX_POOL_2D", Pooling::max),
            new Row("RESHAPE", Movement::reshape),
            new Row("SQUEEZE", Movement::reshape),
            new Row("EXPAND_DIMS", Movement::reshape),
            new Row("PAD", Movement::pad));

    private static final Map<Integer, Row> BY_NUMBER = new HashMap<>();

    static {
        ROWS.forEach(row -> BY_NUMBER.put(BuiltinNames.number(row.name()), row));
    }

    private OperatorTable() {}

    static Optional<Row> row(int builtin) {
        return Optional.ofNullable(BY_NUMBER.get(builtin));
    }
}
