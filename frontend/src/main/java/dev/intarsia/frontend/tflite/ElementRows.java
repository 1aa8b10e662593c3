package dev.intarsia.frontend.tflite;

import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.op.Add;
import dev.intarsia.ir.op.Dequantize;
import dev.intarsia.ir.op.Elementwise;
import dev.intarsia.ir.op.Function;
import dev.intarsia.ir.op.PRelu;
import dev.intarsia.ir.op.Quantize;
import dev.intarsia.ir.op.Softmax;
import dev.intarsia.ir.op.Sub;
import java.util.List;

/** Rows of operators that compute each element from those at its own place, or along the last axis. */
final class ElementRows {

    private static final int WIDE_BITS = 16;

    private ElementRows() {}

    /** An operator of one operand without options that matter. */
    static void one(OperatorImport op, Op ours) {
        op.result(ours, List.of(op.value(0)));
    }

    static void function(OperatorImport op, Function function) {
        one(op, new Elementwise(function));
    }

    static void leakyRelu(OperatorImport op) {
        one(op, new Elementwise(Function.LEAKY_RELU, List.of((double)
                op.operator().real(0, 0))));
    }

    static void gelu(OperatorImport op) {
        function(op, op.operator().flag(0) ? Function.GELU_TANH : Function.GELU);
    }

    static void prelu(OperatorImport op) {
        two(op, new PRelu());
    }

    /** An operator of two operands without a fused activation. */
    static void two(OperatorImport op, Op ours) {
        op.result(ours, List.of(op.value(0), op.value(1)));
    }

    /** An operator of two operands whose first option is a fused activation. */
    static void activated(OperatorImport op, Op ours) {
        op.result(ours, List.of(op.value(0), op.value(1)), op.operator().small(0, 0));
    }

    static void add(OperatorImport op) {
        requireAnyScales(op);
        activated(op, new Add());
    }

    static void sub(OperatorImport op) {
        requireAnyScales(op);
        activated(op, new Sub());
    }

    /** Words of 16 bits with scales that are powers of two are added by shifts there, which is another arithmetic. */
    private static void requireAnyScales(OperatorImport op) {
        boolean wide = !op.type(0).isReal() && op.type(0).quantized().format().bits() == WIDE_BITS;
        boolean shifts = op.operator().small(1, 1) != 0;
        op.require(
                !(wide && shifts),
                "it adds words of 16 bits by shifts",
                "convert the model anew, with scales that need not be powers of two (pot_scale_int16 false)");
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
