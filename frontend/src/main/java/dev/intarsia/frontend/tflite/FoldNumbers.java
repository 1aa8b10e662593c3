package dev.intarsia.frontend.tflite;

import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongBinaryOperator;
import java.util.stream.LongStream;

/**
 * Computes on the way what is known: whole numbers that describe shapes, and the real numbers of constants that are stored as words or in
 * 16 bits. None of it reaches the graph.
 */
final class FoldNumbers {

    /** Longer lists of numbers are put together in no network: they describe shapes. */
    private static final int LONGEST = 1 << 16;

    private FoldNumbers() {}

    /** The one result of an operator whose operands are known; empty when they are not, or when it is not one of these. */
    static Optional<Value.Known> fold(OperatorImport op) {
        return switch (op.operator().title()) {
            case "SHAPE" -> Optional.of(shape(op));
            case "DEQUANTIZE" -> op.known(0).map(known -> real(op, known));
            case "STRIDED_SLICE",
                    "PACK",
                    "GATHER",
                    "CONCATENATION",
                    "CAST",
                    "RESHAPE",
                    "SQUEEZE",
                    "EXPAND_DIMS",
                    "ADD",
                    "SUB",
                    "MUL",
                    "REDUCE_PROD" -> allNumbers(op).flatMap(operands -> fold(op, operands));
            default -> Optional.empty();
        };
    }

    private static Optional<List<Value.Known>> allNumbers(OperatorImport op) {
        List<Value.Known> operands = new ArrayList<>();
        for (int i = 0; i < op.operands(); i++) {
            if (!op.has(i) || !(op.operand(i) instanceof Value.Known known) || !known.isNumbers()) {
                return Optional.empty();
            }
            operands.add(known);
        }
        return operands.isEmpty() ? Optional.empty() : Optional.of(operands);
    }

    private static Optional<Value.Known> fold(OperatorImport op, List<Value.Known> operands) {
        long[] first = operands.getFirst().words();
        return switch (op.operator().title()) {
            case "STRIDED_SLICE" -> slice(op, operands);
            case "PACK", "CONCATENATION" -> joined(op, operands);
            case "GATHER" -> gathered(op, operands);
            case "CAST", "RESHAPE", "SQUEEZE", "EXPAND_DIMS" -> Optional.of(result(op, first));
            case "ADD" -> pairwise(op, operands, Long::sum);
            case "SUB" -> pairwise(op, operands, (x, y) -> x - y);
            case "MUL" -> pairwise(op, operands, (x, y) -> x * y);
            default -> Optional.of(result(op, Arrays.stream(first).reduce(1, (x, y) -> x * y)));
        };
    }

    /** Real numbers of a constant: {@code scale · (word − zero)}, rounded once. */
    static float[] dequantized(long[] words, Quantized type, Shape shape) {
        float[] values = new float[words.length];
        int axis = type.scale().axis();
        int inner = type.scale().isPerTensor() ? 1 : shape.strides()[axis];
        for (int i = 0; i < words.length; i++) {
            double scale = type.scale().isPerTensor()
                    ? type.scale().at(0)
                    : type.scale().at(i / inner % shape.size(axis));
            values[i] = (float) (scale * (words[i] - type.zeroPoint()));
        }
        return values;
    }

    private static Value.Known real(OperatorImport op, Value.Known known) {
        Value.Elements elements = switch (known.elements()) {
            case Value.Singles singles -> singles;
            case Value.Words w ->
                new Value.Singles(dequantized(
                        w.words(),
                        known.type()
                                .orElseThrow(
                                        () -> new RefusedException("its operand has no scale", "the file is damaged")),
                        new Shape(known.sizes())));
        };
        return new Value.Known(op.resultName(0), known.sizes(), elements, Optional.empty());
    }

    private static Value.Known shape(OperatorImport op) {
        return row(op, op.shape(0).sizes().stream().mapToLong(size -> size).toArray());
    }

    private static Value.Known row(OperatorImport op, long[] words) {
        return Value.Known.numbers(op.resultName(0), List.of(words.length), words);
    }

    /** A result of the shape that the file gives it, if that has as many elements. */
    private static Value.Known result(OperatorImport op, long... words) {
        TfliteTensor described = op.resultTensor();
        return described.elements() == words.length
                ? Value.Known.numbers(op.resultName(0), described.sizes(), words)
                : row(op, words);
    }

    private static Optional<Value.Known> joined(OperatorImport op, List<Value.Known> operands) {
        boolean rows = operands.stream().allMatch(known -> known.sizes().size() <= 1);
        long length = operands.stream().mapToLong(known -> known.words().length).sum();
        op.require(
                length <= LONGEST, "it puts " + length + " whole numbers together", "lists of numbers describe shapes");
        return rows
                ? Optional.of(row(
                        op,
                        operands.stream()
                                .flatMapToLong(known -> LongStream.of(known.words()))
                                .toArray()))
                : Optional.empty();
    }

    private static Optional<Value.Known> gathered(OperatorImport op, List<Value.Known> operands) {
        if (operands.size() != 2 || operands.getFirst().sizes().size() != 1) {
            return Optional.empty();
        }
        long[] from = operands.getFirst().words();
        long[] to = operands.get(1).words().clone();
        for (int i = 0; i < to.length; i++) {
            to[i] = from[op.axis(to[i], from.length)];
        }
        return Optional.of(result(op, to));
    }

    private static Optional<Value.Known> slice(OperatorImport op, List<Value.Known> operands) {
        boolean simple = operands.size() == 4
                && operands.stream().allMatch(known -> known.sizes().size() == 1)
                && operands.stream().skip(1).allMatch(known -> known.words().length == 1)
                && op.operator().integer(2, 0) == 0
                && op.operator().integer(3, 0) == 0;
        if (!simple) {
            return Optional.empty();
        }
        long[] from = operands.getFirst().words();
        long begin =
                op.operator().integer(0, 0) != 0 ? 0 : bounded(operands.get(1).words()[0], from.length);
        if (op.operator().integer(4, 0) != 0) {
            op.require(begin < from.length, "it takes element " + begin + " of " + from.length, "");
            return Optional.of(Value.Known.numbers(op.resultName(0), List.of(), new long[] {from[(int) begin]}));
        }
        long end = op.operator().integer(1, 0) != 0
                ? from.length
                : bounded(operands.get(2).words()[0], from.length);
        long step = Math.min(operands.get(3).words()[0], from.length + 1L);
        if (step < 1) {
            return Optional.empty();
        }
        return Optional.of(row(
                op,
                LongStream.iterate(begin, i -> i < end, i -> i + step)
                        .map(i -> from[(int) i])
                        .toArray()));
    }

    private static long bounded(long index, int length) {
        return Math.clamp(index < 0 ? index + length : index, 0, length);
    }

    private static Optional<Value.Known> pairwise(
            OperatorImport op, List<Value.Known> operands, LongBinaryOperator with) {
        if (operands.size() != 2) {
            return Optional.empty();
        }
        long[] left = operands.getFirst().words();
        long[] right = operands.get(1).words();
        int length = Math.max(left.length, right.length);
        if (left.length != length && left.length != 1 || right.length != length && right.length != 1) {
            return Optional.empty();
        }
        long[] words = new long[length];
        for (int i = 0; i < length; i++) {
            words[i] = with.applyAsLong(left[left.length == 1 ? 0 : i], right[right.length == 1 ? 0 : i]);
        }
        return Optional.of(result(op, words));
    }
}
