package dev.intarsia.ir.graph;

import java.util.List;
import java.util.stream.Collectors;

/** The value of an operator's attribute, in the form in which it is written. */
public sealed interface AttributeValue {

    /** A whole number, for example {@code 2}. */
    record WholeNumber(long value) implements AttributeValue {
        @Override
        public String toString() {
            return Long.toString(value);
        }
    }

    /** A real number, for example {@code 0.001}. */
    record RealNumber(double value) implements AttributeValue {
        @Override
        public String toString() {
            return Double.toString(value);
        }
    }

    /** Several whole numbers, for example {@code [2, 1]}. */
    record WholeNumbers(List<Long> values) implements AttributeValue {
        public WholeNumbers {
            values = List.copyOf(values);
        }

        @Override
        public String toString() {
            return values.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
        }
    }

    /** One of a few words, for example {@code same}. */
    record Word(String word) implements AttributeValue {
        @Override
        public String toString() {
            return word;
        }
    }
}
