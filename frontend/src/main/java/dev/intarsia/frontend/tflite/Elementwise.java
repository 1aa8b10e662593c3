package dev.intarsia.frontend.tflite;

import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.op.Add;
import dev.intarsia.ir.op.Dequantize;
import dev.intarsia.ir.op.Quantize;
import dev.intarsia.ir.op.Softmax;
import java.util.List;

/** Rows of operators that compute each element from those at its own place, or along the last axis. */
final class Elementwise {

    private Elementwise() {}

    /** An operator of one operand without options that matter. */
    static void one(OperatorImport op, Op ours) {
        op.result(ours, List.of(op.value(0)));
    }

    static void add(OperatorImport op) {
        op.result(new Add(), List.of(op.value(0), op.value(1)), op.operator().small(0, 0));
    }

    static void softmax(OperatorImport op) {
        float beta = op.operator().real(0, 0);
        op.require(beta == 1, "its beta is " + beta, "softmax with beta 1 is supported");
        one(op, new Softmax());
    }

    /** From real numbers to words, or from one scale to another. */
    static void quantize(OperatorImport op) {
        op.require(!op.resultType().isReal(), "its result is real", "the file is damaged");
        one(op, new Quantize());
    }

    static void dequantize(OperatorImport op) {
        op.require(op.resultType().isReal(), "its result is not real", "the file is damaged");
        one(op, new Dequantize());
    }
}
