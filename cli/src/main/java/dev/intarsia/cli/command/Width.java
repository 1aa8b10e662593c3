package dev.intarsia.cli.command;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How wide integers are, written {@code int8}.
 *
 * @param bits from 2 to 64
 */
record Width(int bits) {

    @Override
    public String toString() {
        return "int" + bits;
    }

    /** Reads a width of an operand: 2 to 16 bits. */
    static final class OfOperand implements ITypeConverter<Width> {
        @Override
        public Width convert(String text) {
            return read(text, 2, 16);
        }
    }

    /** Reads a width of an accumulator: 8 to 64 bits. */
    static final class OfAccumulator implements ITypeConverter<Width> {
        @Override
        public Width convert(String text) {
            return read(text, 8, 64);
        }
    }

    private static final Pattern TEXT = Pattern.compile("int([1-9][0-9]?)");

    private static Width read(String text, int least, int most) {
        Matcher matcher = TEXT.matcher(text);
        if (matcher.matches()) {
            int bits = Integer.parseInt(matcher.group(1));
            if (bits >= least && bits <= most) {
                return new Width(bits);
            }
        }
        throw new TypeConversionException("'" + text + "' is none of int" + least + " to int" + most);
    }
}
