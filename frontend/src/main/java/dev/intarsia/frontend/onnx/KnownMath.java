package dev.intarsia.frontend.onnx;

import dev.intarsia.frontend.onnx.file.DataType;
import dev.intarsia.frontend.onnx.file.OnnxTensor;
import dev.intarsia.ir.op.BinaryFunction;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;

/** Arithmetic on known tensors: whole numbers wrap as their type does, real ones are rounded to it once. */
final class KnownMath {

    /** An operator of two known tensors that are brought to one shape. */
    interface Arithmetic {
        OnnxTensor apply(OnnxTensor left, OnnxTensor right);
    }

    private KnownMath() {}

    static OnnxTensor add(OnnxTensor left, OnnxTensor right) {
        return combine(left, right, (a, b) -> a + b, (a, b) -> a + b);
    }

    static OnnxTensor subtract(OnnxTensor left, OnnxTensor right) {
        return combine(left, right, (a, b) -> a - b, (a, b) -> a - b);
    }

    static OnnxTensor multiply(OnnxTensor left, OnnxTensor right) {
        return combine(left, right, (a, b) -> a * b, (a, b) -> a * b);
    }

    /** Whole numbers are divided toward zero. */
    static OnnxTensor divide(OnnxTensor left, OnnxTensor right) {
        return combine(left, right, (a, b) -> a / b, (a, b) -> {
            if (b == 0) {
                throw new RefusedException("a known whole number is divided by 0", "");
            }
            return a / b;
        });
    }

    static OnnxTensor power(OnnxTensor left, OnnxTensor right) {
        return combine(left, right, StrictMath::pow, (a, b) -> (long) StrictMath.pow(a, b));
    }

    static OnnxTensor least(OnnxTensor left, OnnxTensor right) {
        return combine(left, right, Math::min, Math::min);
    }

    static OnnxTensor greatest(OnnxTensor left, OnnxTensor right) {
        return combine(left, right, Math::max, Math::max);
    }

    private static OnnxTensor combine(
            OnnxTensor left, OnnxTensor right, DoubleBinaryOperator real, LongBinaryOperator whole) {
        List<OnnxTensor> aligned = KnownArrays.aligned(left, right);
        OnnxTensor a = aligned.get(0);
        OnnxTensor b = aligned.get(1);
        List<Integer> dims = a.dims();
        if (left.type().isReal()) {
            double[] numbers = new double[a.elements()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = real.applyAsDouble(a.number(i), b.number(i));
            }
            return OnnxTensor.ofNumbers(left.type(), dims, numbers);
        }
        if (left.type() == DataType.UINT64) {
            throw new RefusedException("it computes with known uint64 numbers", "store int64");
        }
        long[] words = new long[a.elements()];
        for (int i = 0; i < words.length; i++) {
            words[i] = whole.applyAsLong(a.word(i), b.type().isReal() ? (long) b.number(i) : b.word(i));
        }
        return OnnxTensor.ofWords(left.type(), dims, words);
    }

    static OnnxTensor compare(OnnxTensor left, OnnxTensor right, BinaryFunction function) {
        List<OnnxTensor> aligned = KnownArrays.aligned(left, right);
        OnnxTensor a = aligned.get(0);
        OnnxTensor b = aligned.get(1);
        List<Integer> dims = a.dims();
        long[] words = new long[a.elements()];
        for (int i = 0; i < words.length; i++) {
            double x = a.number(i);
            double y = b.number(i);
            boolean holds = switch (function) {
                case EQUAL -> x == y;
                case GREATER -> x > y;
                case GREATER_EQUAL -> x >= y;
                case LESS -> x < y;
                case LESS_EQUAL -> x <= y;
                case AND -> x != 0 && y != 0;
                case OR -> x != 0 || y != 0;
                case XOR -> x != 0 ^ y != 0;
                case DIV, POW, SQUARED_DIFFERENCE, FLOOR_DIV ->
                    throw new IllegalStateException(function + " is no comparison");
            };
            words[i] = holds ? 1 : 0;
        }
        return OnnxTensor.ofWords(DataType.BOOL, dims, words);
    }

    /** A function of each number. */
    static OnnxTensor map(OnnxTensor x, DoubleUnaryOperator function) {
        double[] numbers = new double[x.elements()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = function.applyAsDouble(x.number(i));
        }
        if (x.type().isReal()) {
            return OnnxTensor.ofNumbers(x.type(), x.dims(), numbers);
        }
        long[] words = new long[numbers.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = (long) numbers[i];
        }
        return OnnxTensor.ofWords(x.type(), x.dims(), words);
    }
}
