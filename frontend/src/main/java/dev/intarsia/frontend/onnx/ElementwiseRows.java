package dev.intarsia.frontend.onnx;

import static dev.intarsia.frontend.onnx.OnnxOperator.row;

import dev.intarsia.frontend.onnx.Value.Flowing;
import dev.intarsia.frontend.onnx.file.DataType;
import dev.intarsia.frontend.onnx.file.OnnxTensor;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.op.Add;
import dev.intarsia.ir.op.Binary;
import dev.intarsia.ir.op.BinaryFunction;
import dev.intarsia.ir.op.Clip;
import dev.intarsia.ir.op.Elementwise;
import dev.intarsia.ir.op.Function;
import dev.intarsia.ir.op.Maximum;
import dev.intarsia.ir.op.Minimum;
import dev.intarsia.ir.op.Mul;
import dev.intarsia.ir.op.PRelu;
import dev.intarsia.ir.op.Relu;
import dev.intarsia.ir.op.Sub;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Operators that go element by element. */
final class ElementwiseRows {

    private static final double SELU_ALPHA = 1.67326319217681884765625;
    private static final double SELU_GAMMA = 1.05070102214813232421875;

    static final List<OnnxOperator> ROWS = rows();

    private ElementwiseRows() {}

    private static List<OnnxOperator> rows() {
        List<OnnxOperator> rows = new ArrayList<>(List.of(
                unary("Abs", Function.ABS),
                foldedUnary("Neg", Function.NEGATE, x -> -x),
                unary("Sign", Function.SIGN),
                foldedUnary("Exp", Function.EXP, StrictMath::exp),
                unary("Log", Function.LOG),
                foldedUnary("Sqrt", Function.SQRT, Math::sqrt),
                foldedUnary("Reciprocal", Function.RECIPROCAL, x -> 1 / x),
                unary("Sin", Function.SIN),
                unary("Cos", Function.COS),
                unary("Erf", Function.ERF),
                foldedUnary("Floor", Function.FLOOR, Math::floor),
                foldedUnary("Ceil", Function.CEIL, Math::ceil),
                foldedUnary("Round", Function.ROUND, Math::rint),
                unary("Sigmoid", Function.LOGISTIC),
                unary("Tanh", Function.TANH),
                unary("HardSigmoid", Function.HARD_SIGMOID, "alpha", 0.2, "beta", 0.5),
                unary("HardSwish", Function.HARD_SWISH),
                unary("LeakyRelu", Function.LEAKY_RELU, "alpha", 0.01),
                unary("ThresholdedRelu", Function.THRESHOLDED_RELU, "alpha", 1.0),
                unary("Elu", Function.ELU, "alpha", 1.0),
                unary("Celu", Function.CELU, "alpha", 1.0),
                unary("Selu", Function.SELU, "alpha", SELU_ALPHA, "gamma", SELU_GAMMA),
                unary("Softplus", Function.SOFTPLUS),
                unary("Softsign", Function.SOFTSIGN),
                unary("Mish", Function.MISH),
                row("Gelu", "gelu, gelu_tanh", ElementwiseRows::gelu),
                row(
                        "Swish",
                        "swish",
                        node -> apply(node, new Elementwise(Function.SWISH, List.of(node.real("alpha", 1))))),
                row(
                        "Not",
                        "not",
                        node -> node.result(
                                node.emit(
                                        new Elementwise(Function.NOT),
                                        node.tensor(0).tensor()),
                                DataType.BOOL)),
                row("Relu", "relu", node -> {
                    Flowing x = node.tensor(0);
                    node.result(node.emitKeeping(new Relu(), x.tensor()), x.type());
                }),
                row("Clip", "clamp", ElementwiseRows::clip),
                row("PRelu", "prelu", ElementwiseRows::prelu)));
        rows.addAll(List.of(
                row("Add", "add", ElementwiseRows::add, node -> fold(node, KnownMath::add)),
                arithmetic("Sub", new Sub(), KnownMath::subtract),
                arithmetic("Mul", new Mul(), KnownMath::multiply),
                arithmetic("Div", new Binary(BinaryFunction.DIV), KnownMath::divide),
                arithmetic("Pow", new Binary(BinaryFunction.POW), KnownMath::power),
                comparison("Equal", BinaryFunction.EQUAL),
                comparison("Greater", BinaryFunction.GREATER),
                comparison("GreaterOrEqual", BinaryFunction.GREATER_EQUAL),
                comparison("Less", BinaryFunction.LESS),
                comparison("LessOrEqual", BinaryFunction.LESS_EQUAL),
                comparison("And", BinaryFunction.AND),
                comparison("Or", BinaryFunction.OR),
                comparison("Xor", BinaryFunction.XOR),
                row("Min", "minimum", node -> several(node, new Minimum()), node -> fold(node, KnownMath::least)),
                row("Max", "maximum", node -> several(node, new Maximum()), node -> fold(node, KnownMath::greatest)),
                row("Sum", "add", node -> several(node, new Add()), node -> fold(node, KnownMath::add)),
                row("Mean", "add, mul", ElementwiseRows::mean)));
        return List.copyOf(rows);
    }

    private static OnnxOperator unary(String name, Function function, Object... settings) {
        return row(name, new Elementwise(function).mnemonic(), node -> {
            List<Double> numbers = new ArrayList<>();
            for (int i = 0; i < settings.length; i += 2) {
                numbers.add(node.real((String) settings[i], (Double) settings[i + 1]));
            }
            apply(node, new Elementwise(function, numbers));
        });
    }

    private static OnnxOperator foldedUnary(String name, Function function, java.util.function.DoubleUnaryOperator at) {
        return row(
                name,
                new Elementwise(function).mnemonic(),
                node -> apply(node, new Elementwise(function)),
                node -> List.of(KnownMath.map(node.known(0, "operand"), at)));
    }

    /** An operator of one tensor whose result is of the same type. */
    private static void apply(Application node, Op op) {
        Flowing x = node.tensor(0);
        requireReal(node, x.type());
        node.result(node.emit(op, x.tensor()), x.type());
    }

    private static void requireReal(Application node, DataType type) {
        if (!type.isReal()) {
            throw new RefusedException(
                    "it computes with " + type.text() + ", whose results would wrap",
                    "compute with float, or quantize the model");
        }
    }

    private static void gelu(Application node) {
        apply(
                node,
                new Elementwise(node.word("approximate", "none").equals("tanh") ? Function.GELU_TANH : Function.GELU));
    }

    private static void clip(Application node) {
        double low = node.real("min", Double.NEGATIVE_INFINITY);
        double high = node.real("max", Double.POSITIVE_INFINITY);
        if (node.opset() >= 11) {
            low = node.knownNumber(1, "lower bound", low);
            high = node.knownNumber(2, "upper bound", high);
        }
        Flowing x = node.tensor(0);
        if (low > high) {
            low = high;
        }
        if (low == Double.NEGATIVE_INFINITY && high == Double.POSITIVE_INFINITY) {
            node.result(0, x);
            return;
        }
        Op op = low == 0 && high == Double.POSITIVE_INFINITY ? new Relu() : new Clip(bound(low), bound(high));
        node.result(node.emitKeeping(op, x.tensor()), x.type());
    }

    /** A bound that is missing is the end of float32, so that the model's text can be read back. */
    private static double bound(double bound) {
        return Math.clamp(bound, -Float.MAX_VALUE, Float.MAX_VALUE);
    }

    private static void prelu(Application node) {
        Flowing x = node.tensor(0);
        requireReal(node, x.type());
        // Before version 7, and where its only axis is as long as the channels are many, the slope is one for each
        // channel.
        boolean perChannel = node.isKnown(1)
                && node.dims(1).size() == 1
                && x.rank() > 2
                && node.dims(1).getFirst().equals(x.size(1))
                && (node.opset() < 7 || !x.dims().getLast().equals(x.size(1)));
        String slope = perChannel
                ? NormalizationRows.perChannel(node, 1, "slope", x)
                : node.tensor(1).tensor();
        node.result(node.emit(new PRelu(), x.tensor(), slope), x.type());
    }

    private static OnnxOperator arithmetic(String name, Op op, KnownMath.Arithmetic folding) {
        return row(
                name,
                op.mnemonic(),
                node -> {
                    DataType type = node.type(0);
                    requireReal(node, type);
                    node.result(combine(node, op, node.tensor(0), second(node)), type);
                },
                node -> fold(node, folding));
    }

    /**
     * A sum. ONNX Runtime adds the words of an operand last that is not one word for a whole run of the other's, which the first operand of ours
     * is: so the operands change places where the first one repeats.
     */
    private static void add(Application node) {
        DataType type = node.type(0);
        requireReal(node, type);
        Flowing left = node.tensor(0);
        Flowing right = second(node);
        boolean swap = repeats(left.dims(), KnownArrays.broadcast(left.dims(), right.dims()));
        node.result(swap ? combine(node, new Add(), right, left) : combine(node, new Add(), left, right), type);
    }

    /** Whether one element is used for all places along the innermost axis that the result has. */
    private static boolean repeats(List<Integer> dims, List<Integer> result) {
        int missing = result.size() - dims.size();
        for (int axis = result.size() - 1; axis >= 0; axis--) {
            if (result.get(axis) > 1) {
                return axis < missing || dims.get(axis - missing) == 1;
            }
        }
        return false;
    }

    private static OnnxOperator comparison(String name, BinaryFunction function) {
        Op op = new Binary(function);
        return row(
                name,
                op.mnemonic(),
                node -> {
                    requireExact(node);
                    node.result(combine(node, op, node.tensor(0), second(node)), DataType.BOOL);
                },
                node -> List.of(KnownMath.compare(node.known(0, "operand"), node.known(1, "operand"), function)));
    }

    /** Whole numbers of up to 16 bits are numbers of float32; of wider ones two that differ might compare as equal. */
    private static void requireExact(Application node) {
        for (int i = 0; i < node.inputs(); i++) {
            DataType type = node.type(i);
            if (type.isWhole() && type.bits() > 16 && !node.isKnown(i)) {
                throw new RefusedException(
                        "it compares " + type.text() + " numbers, which float32 does not hold exactly",
                        "compare numbers of at most 16 bits");
            }
        }
    }

    /** The second operand; the versions before 7 may align it at an axis other than the last. */
    private static Flowing second(Application node) {
        Flowing right = node.tensor(1);
        if (node.opset() >= 7
                || node.number("broadcast", 0) == 0
                || node.whole("axis").isEmpty()) {
            return right;
        }
        int rank = node.dims(0).size();
        int axis = Application.axis(node.number("axis", 0), rank);
        List<Integer> dims = new ArrayList<>(right.dims());
        dims.addAll(Collections.nCopies(Math.max(0, rank - axis - right.rank()), 1));
        return node.reshape(right, dims);
    }

    /** An operator of two tensors that are brought to one shape. */
    static String combine(Application node, Op op, Flowing left, Flowing right) {
        KnownArrays.broadcast(left.dims(), right.dims());
        node.requireSameBatch(List.of(left, right));
        return node.emit(op, left.tensor(), right.tensor());
    }

    private static void several(Application node, Op op) {
        if (node.operator().equals("Sum")) {
            requireReal(node, node.type(0));
        }
        requireExact(node);
        Flowing result = node.tensor(0);
        for (int i = 1; i < node.inputs(); i++) {
            Flowing next = node.tensor(i);
            List<Integer> dims = KnownArrays.broadcast(result.dims(), next.dims());
            result = new Flowing(combine(node, op, result, next), result.type(), dims);
        }
        node.result(0, result);
    }

    private static void mean(Application node) {
        requireReal(node, node.type(0));
        Flowing sum = node.tensor(0);
        for (int i = 1; i < node.inputs(); i++) {
            Flowing next = node.tensor(i);
            List<Integer> dims = KnownArrays.broadcast(sum.dims(), next.dims());
            sum = new Flowing(combine(node, new Add(), sum, next), sum.type(), dims);
        }
        if (node.inputs() > 1) {
            float[] count = {node.inputs()};
            String divisor = node.constant("count_" + node.inputs(), Application.shape(List.of(1)), count);
            String mean = node.emit(new Binary(BinaryFunction.DIV), sum.tensor(), divisor);
            sum = new Flowing(mean, sum.type(), sum.dims());
        }
        node.result(0, sum);
    }

    private static List<OnnxTensor> fold(Application node, KnownMath.Arithmetic arithmetic) {
        OnnxTensor result = node.known(0, "operand");
        for (int i = 1; i < node.inputs(); i++) {
            result = arithmetic.apply(result, node.known(i, "operand"));
        }
        return List.of(result);
    }
}
