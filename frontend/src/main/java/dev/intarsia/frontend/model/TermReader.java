package dev.intarsia.frontend.model;

import dev.intarsia.frontend.grammar.IntaParser;
import dev.intarsia.frontend.text.SourceText;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.text.Spelling;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;

/** Reads the smallest parts: names and numbers. What is wrong is reported and then empty. */
record TermReader(SourceText source, Diagnostics diagnostics) {

    void error(ParserRuleContext place, String message, String help) {
        diagnostics.error(source.span(place), message, help);
    }

    /** A name without its quotes. A wrong escape is reported; the name then stands for itself. */
    String name(IntaParser.NameContext name) {
        try {
            return Spelling.read(name.getText());
        } catch (IllegalArgumentException e) {
            error(name, e.getMessage(), "the escapes are \\\\, \\\", \\` and \\u with four hexadecimal digits");
            return name.getText();
        }
    }

    static boolean isWhole(IntaParser.NumberContext number) {
        return number.getText().matches("-?[0-9]+");
    }

    /** A whole number between two bounds, both included. */
    Optional<Long> whole(IntaParser.NumberContext number, String what, long least, long greatest) {
        if (isWhole(number)) {
            try {
                long value = Long.parseLong(number.getText());
                if (value >= least && value <= greatest) {
                    return Optional.of(value);
                }
            } catch (NumberFormatException e) {
                // More digits than a long has: out of range like the others.
            }
        }
        String range = least == Long.MIN_VALUE ? "of 64 bits" : "from " + least + " to " + greatest;
        error(number, what + " is " + number.getText(), "write a whole number " + range);
        return Optional.empty();
    }

    /** A finite number. */
    Optional<Double> real(IntaParser.NumberContext number, String what) {
        double value = Double.parseDouble(number.getText());
        if (Double.isInfinite(value)) {
            error(number, what + " is " + number.getText() + ", which is beyond float64", "write a finite number");
            return Optional.empty();
        }
        return Optional.of(value);
    }

    /** The quotient of two numbers, or the first one where there is no second; greater than 0 and finite. */
    Optional<Double> positive(List<IntaParser.NumberContext> ratio, String what) {
        Optional<Double> numerator = real(ratio.getFirst(), what);
        Optional<Double> divisor = ratio.size() == 1 ? Optional.of(1.0) : real(ratio.get(1), what);
        if (numerator.isEmpty() || divisor.isEmpty()) {
            return Optional.empty();
        }
        double value = numerator.get() / divisor.get();
        if (value > 0 && !Double.isInfinite(value)) {
            return Optional.of(value);
        }
        diagnostics.error(
                source.span(ratio.getFirst().getStart(), ratio.getLast().getStop()),
                what + " is not greater than 0",
                "write a number greater than 0, for example 1/255");
        return Optional.empty();
    }
}
