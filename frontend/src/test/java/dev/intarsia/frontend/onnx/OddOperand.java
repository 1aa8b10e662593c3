package dev.intarsia.frontend.onnx;

import dev.intarsia.frontend.onnx.file.DataType;
import dev.intarsia.frontend.onnx.file.OnnxTensor;
import java.util.Arrays;
import java.util.List;

/** An operand of a node in a test: an input of the model, a known tensor, or left out. */
sealed interface OddOperand {

    /** An input of the model. */
    record Flowing(DataType type, List<Integer> dims) implements OddOperand {}

    /** An initializer. */
    record Known(OnnxTensor tensor) implements OddOperand {}

    /** An operand without a name. */
    record Missing() implements OddOperand {}

    static OddOperand flowing(DataType type, Integer... dims) {
        return new Flowing(type, List.of(dims));
    }

    static OddOperand input(Integer... dims) {
        return flowing(DataType.FLOAT, dims);
    }

    /** Small numbers, not all alike. */
    static OddOperand known(DataType type, List<Integer> dims) {
        int count = Math.toIntExact(dims.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b));
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = 1 + i * 7 % 5;
        }
        return known(type, dims, numbers);
    }

    static OddOperand known(DataType type, List<Integer> dims, double... numbers) {
        return new Known(
                type.isReal()
                        ? OnnxTensor.ofNumbers(type, dims, numbers)
                        : OnnxTensor.ofWords(
                                type,
                                dims,
                                Arrays.stream(numbers).mapToLong(n -> (long) n).toArray()));
    }

    static OddOperand weights(Integer... dims) {
        return known(DataType.FLOAT, List.of(dims));
    }

    /** A row of int64. */
    static OddOperand row(long... numbers) {
        return new Known(OnnxTensor.ofWords(DataType.INT64, List.of(numbers.length), numbers));
    }

    /** One number without an axis. */
    static OddOperand one(DataType type, double number) {
        return known(type, List.of(), number);
    }

    static OddOperand missing() {
        return new Missing();
    }
}
