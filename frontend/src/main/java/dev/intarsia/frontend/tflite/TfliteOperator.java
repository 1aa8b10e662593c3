package dev.intarsia.frontend.tflite;

import dev.intarsia.frontend.flatbuffer.FlatTable;
import java.util.List;
import java.util.Optional;

/**
 * An operator as the file describes it.
 *
 * @param number its place in the order in which they run
 * @param builtin its number in {@code BuiltinOperator} of the schema; −1 when the file has no such code
 * @param custom the name of an operator that is not of TensorFlow Lite itself; else empty
 * @param operands numbers of tensors; −1 for an optional one that is missing
 * @param results numbers of tensors
 * @param options its table of options; a missing one stands for the standard of every option
 */
record TfliteOperator(
        int number,
        int builtin,
        String custom,
        List<Integer> operands,
        List<Integer> results,
        Optional<FlatTable> options) {

    static final int CUSTOM = 32;

    TfliteOperator {
        operands = List.copyOf(operands);
        results = List.copyOf(results);
    }

    /** Its name as TensorFlow Lite spells it. */
    String title() {
        return builtin == CUSTOM && !custom.isEmpty() ? custom : BuiltinNames.of(builtin);
    }

    int integer(int field, int standard) {
        return options.map(table -> table.int32(field, standard, "an option")).orElse(standard);
    }

    int small(int field, int standard) {
        return options.map(table -> table.int8(field, standard, "an option")).orElse(standard);
    }

    boolean flag(int field) {
        return options.map(table -> table.bool(field, false, "an option")).orElse(false);
    }

    float real(int field, float standard) {
        return options.map(table -> table.float32(field, standard, "an option")).orElse(standard);
    }

    List<Integer> integers(int field) {
        return options.map(table -> table.ints(field, "an option")).orElse(List.of());
    }
}
