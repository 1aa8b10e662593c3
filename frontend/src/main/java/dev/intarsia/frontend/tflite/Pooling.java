package dev.intarsia.frontend.tflite;

import dev.intarsia.ir.op.AveragePool;
import dev.intarsia.ir.op.MaxPool;
import java.util.List;

/** Rows of pools. */
final class Pooling {

    private static final int ACTIVATION = 5;

    private Pooling() {}

    static void average(OperatorImport op) {
        op.result(
                new AveragePool(Windows.pool(op.operator())),
                List.of(op.value(0)),
                op.operator().small(ACTIVATION, 0));
    }

    static void max(OperatorImport op) {
        op.result(
                new MaxPool(Windows.pool(op.operator())),
                List.of(op.value(0)),
                op.operator().small(ACTIVATION, 0));
    }
}
