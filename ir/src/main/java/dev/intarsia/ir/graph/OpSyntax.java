package dev.intarsia.ir.graph;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * How an operator is written, and how it is made from what was written: its line in the list of operators.
 *
 * @param mnemonic its name in the model language
 * @param operands its operands in order; optional ones come last
 * @param parameters its attributes
 * @param summary one line for the table of operators
 * @param make makes the operator from the values of all parameters, defaults filled in;
 *     throws {@link IllegalArgumentException} with a message for the user when values contradict each other
 */
public record OpSyntax(
        String mnemonic,
        List<Operand> operands,
        List<Parameter> parameters,
        String summary,
        Function<Arguments, Op> make) {

    public OpSyntax {
        operands = List.copyOf(operands);
        parameters = List.copyOf(parameters);
        Objects.requireNonNull(make, "make");
    }

    /** How many operands may be written at most. */
    public int mostOperands() {
        return !operands.isEmpty() && operands.getLast().repeated() ? Integer.MAX_VALUE : operands.size();
    }

    /** What stands at a place among the operands that are written. */
    public Operand operand(int place) {
        return operands.get(Math.min(place, operands.size() - 1));
    }

    /**
     * A tensor that the operator reads.
     *
     * @param name what it is, for messages
     * @param optional whether it may be missing
     * @param constant whether it has to be a constant: a weight, a bias
     * @param repeated whether it may stand several times; the last operand only
     */
    public record Operand(String name, boolean optional, boolean constant, boolean repeated) {

        Operand(String name, boolean optional, boolean constant) {
            this(name, optional, constant, false);
        }

        /** A tensor that may stand several times. */
        public static Operand repeated(String name) {
            return new Operand(name, false, false, true);
        }

        public static Operand tensor(String name) {
            return new Operand(name, false, false);
        }

        public static Operand weight(String name) {
            return new Operand(name, false, true);
        }

        public static Operand optionalWeight(String name) {
            return new Operand(name, true, true);
        }
    }

    /** What may be written as an attribute's value. */
    public enum Kind {
        WHOLE_NUMBER,
        REAL_NUMBER,
        /** One whole number, which counts for both axes, or a list. */
        WHOLE_NUMBERS,
        /** One of {@link Parameter#words}. */
        WORD,
        /** One of {@link Parameter#words}, or a list of whole numbers. */
        WORD_OR_NUMBERS
    }

    /**
     * An attribute.
     *
     * @param name how it is written
     * @param kind what may be its value
     * @param words the words that may be its value, for the kinds that have words
     * @param standard its value when it is not written, or null when it has to be
     */
    public record Parameter(String name, Kind kind, List<String> words, AttributeValue standard) {

        public Parameter {
            words = List.copyOf(words);
        }

        public boolean required() {
            return standard == null;
        }
    }

    /** The values of all parameters of an operator, by name. */
    public record Arguments(Map<String, AttributeValue> values) {

        public Arguments {
            values = Map.copyOf(values);
        }

        public AttributeValue value(String name) {
            return Objects.requireNonNull(values.get(name), name);
        }

        public long whole(String name) {
            return switch (value(name)) {
                case AttributeValue.WholeNumber n -> n.value();
                case AttributeValue v -> throw new IllegalArgumentException(name + " is a whole number, found " + v);
            };
        }

        public double real(String name) {
            return switch (value(name)) {
                case AttributeValue.WholeNumber n -> n.value();
                case AttributeValue.RealNumber r -> r.value();
                case AttributeValue v -> throw new IllegalArgumentException(name + " is a number, found " + v);
            };
        }

        /** The whole numbers of an attribute, a single one repeated {@code count} times. */
        public List<Long> wholes(String name, int count) {
            List<Long> numbers = switch (value(name)) {
                case AttributeValue.WholeNumber n -> java.util.Collections.nCopies(count, n.value());
                case AttributeValue.WholeNumbers n -> n.values();
                case AttributeValue v ->
                    throw new IllegalArgumentException(name + " is a list of whole numbers, found " + v);
            };
            if (numbers.size() != count) {
                throw new IllegalArgumentException(name + " has " + count + " numbers, found " + numbers.size());
            }
            return numbers;
        }

        public String word(String name) {
            return switch (value(name)) {
                case AttributeValue.Word w -> w.word();
                case AttributeValue v -> throw new IllegalArgumentException(name + " is a word, found " + v);
            };
        }
    }
}
