package dev.intarsia.frontend.tflite;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.TensorType;
import java.util.List;
import java.util.Optional;

/** What a tensor of the file has become. */
sealed interface Value {

    /** An input or the result of a node. */
    record Computed(String name, TensorType type) implements Value {}

    /**
     * A tensor that is known.
     *
     * @param name what the graph should call it
     * @param sizes outermost first; a list of shapes may be empty
     * @param type scale and zero point of words; empty for real numbers and for words that are numbers themselves
     */
    record Known(String name, List<Integer> sizes, Elements elements, Optional<Quantized> type) implements Value {

        /** Whole numbers, as shapes are made of. */
        static Known numbers(String name, List<Integer> sizes, long[] words) {
            return new Known(name, sizes, new Words(IntFormat.I64, words), Optional.empty());
        }

        /** Whether its words are numbers themselves. */
        boolean isNumbers() {
            return elements instanceof Words && type.isEmpty();
        }

        /** The words of one that has words. */
        long[] words() {
            return switch (elements) {
                case Words(IntFormat format, long[] words) -> words;
                case Singles s -> throw new IllegalStateException(name + " is real");
            };
        }
    }

    /** Elements, row-major; nobody changes the arrays. */
    sealed interface Elements {}

    record Words(IntFormat format, long[] words) implements Elements {}

    record Singles(float[] values) implements Elements {}
}
