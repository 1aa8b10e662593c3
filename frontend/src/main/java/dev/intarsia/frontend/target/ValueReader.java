package dev.intarsia.frontend.target;

import dev.intarsia.frontend.grammar.AccelParser;
import dev.intarsia.frontend.text.SourceText;
import dev.intarsia.frontend.text.Suggestion;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.target.AccumulatorOverflow;
import dev.intarsia.ir.text.Spelling;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;

/** Reads the values of a target's parameters. What is wrong is reported and then empty. */
record ValueReader(SourceText source, Diagnostics diagnostics) {

    private static final int LARGEST_CHUNK = 1 << 20;

    /** A number within the bounds of its key, units resolved. */
    Optional<Integer> number(Key key, AccelParser.ValueContext value) {
        return key.kind() == Key.Kind.BYTES
                ? bytes(key.word(), value, key.least(), key.greatest())
                : number(
                        key.word(),
                        value,
                        key.least(),
                        key.greatest(),
                        false,
                        "a whole number from " + key.least() + " to " + key.greatest());
    }

    /** A number within bounds. */
    Optional<Integer> count(String word, AccelParser.ValueContext value, int least, int greatest) {
        return number(word, value, least, greatest, false, "a whole number from " + least + " to " + greatest);
    }

    /** A number of bytes within bounds, units resolved. */
    Optional<Integer> bytes(String word, AccelParser.ValueContext value, int least, int greatest) {
        return number(
                word,
                value,
                least,
                greatest,
                true,
                "a number of bytes, with KiB or MiB behind it if you like, from " + least + " to " + greatest);
    }

    private Optional<Integer> number(
            String word, AccelParser.ValueContext value, int least, int greatest, boolean units, String expected) {
        if (value instanceof AccelParser.NumberValueContext number
                && number.NUMBER().getText().matches("-?[0-9]{1,10}")) {
            long unit = unit(units, number);
            long found = Long.parseLong(number.NUMBER().getText());
            if (unit > 0 && found * unit >= least && found * unit <= greatest) {
                return Optional.of((int) (found * unit));
            }
        }
        return refuse(value, word + " is " + source.text(value), "write " + expected);
    }

    /** A word, or a text in backquotes. */
    Optional<String> text(String key, AccelParser.ValueContext value) {
        return value instanceof AccelParser.WordValueContext word && word.NUMBER() == null
                ? name(word.word(0))
                : refuse(value, key + " is " + source.text(value), "write a word, or a text in backquotes");
    }

    /** An address of 32 bits, in backquotes: {@code `0x20000000`}. */
    Optional<Long> address(String key, AccelParser.ValueContext value) {
        return text(key, value)
                .flatMap(text -> text.matches("0x[0-9a-fA-F]{1,8}")
                        ? Optional.of(Long.parseLong(text.substring(2), 16))
                        : refuse(value, key + " is " + text, "write an address in backquotes, as in `0x20000000`"));
    }

    private static long unit(boolean units, AccelParser.NumberValueContext number) {
        if (number.NAME() == null) {
            return 1;
        }
        if (!units) {
            return 0;
        }
        return switch (number.NAME().getText()) {
            case "bytes" -> 1;
            case "KiB" -> 1 << 10;
            case "MiB" -> 1 << 20;
            default -> 0;
        };
    }

    Optional<AccumulatorOverflow> overflow(AccelParser.ValueContext value) {
        if (value instanceof AccelParser.WordValueContext word) {
            String mode = word.word(0).getText();
            if (word.NUMBER() == null && mode.equals("wrap")) {
                return Optional.of(new AccumulatorOverflow.Wrap());
            }
            if (word.NUMBER() == null && mode.equals("saturate_end")) {
                return Optional.of(new AccumulatorOverflow.SaturateEnd());
            }
            if (word.NUMBER() != null
                    && mode.equals("saturate")
                    && word.word(1).getText().equals("chunk")
                    && word.NUMBER().getText().matches("[0-9]{1,7}")) {
                int chunk = Integer.parseInt(word.NUMBER().getText());
                if (chunk >= 1 && chunk <= LARGEST_CHUNK) {
                    return Optional.of(new AccumulatorOverflow.SaturateChunk(chunk));
                }
            }
        }
        return refuse(
                value,
                "overflow is " + source.text(value),
                "write wrap, saturate_end, or saturate(chunk = 4) with a number from 1 to " + LARGEST_CHUNK);
    }

    Optional<ArithmeticProfile> profile(AccelParser.ValueContext value) {
        List<String> known =
                ArithmeticProfile.all().stream().map(ArithmeticProfile::name).toList();
        if (value instanceof AccelParser.WordValueContext word && word.NUMBER() == null) {
            Optional<String> name = name(word.word(0));
            Optional<ArithmeticProfile> profile = name.flatMap(ArithmeticProfile::named);
            return name.isEmpty() || profile.isPresent()
                    ? profile
                    : refuse(
                            value,
                            "there is no arithmetic profile '" + name.get() + "'",
                            Suggestion.among(name.get(), "the profiles", known));
        }
        return refuse(
                value, "profile is " + source.text(value), "write one of the profiles: " + String.join(", ", known));
    }

    Optional<String> name(AccelParser.WordContext word) {
        try {
            return Optional.of(Spelling.read(word.getText()));
        } catch (IllegalArgumentException e) {
            return refuse(word, e.getMessage(), "the escapes are \\\\, \\\", \\` and \\u with four hexadecimal digits");
        }
    }

    /** Reports what is wrong with a value. */
    <T> Optional<T> refuse(ParserRuleContext place, String message, String help) {
        diagnostics.error(source.span(place), message, help);
        return Optional.empty();
    }
}
