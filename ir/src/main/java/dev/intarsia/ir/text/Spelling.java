package dev.intarsia.ir.text;

import java.util.regex.Pattern;

/**
 * How names, texts and numbers are written in the text forms.
 *
 * <p>A plain name is a letter or {@code _}, then letters, digits and {@code _}, in parts joined by dots and hyphens. Any other name stands between
 * backquotes. {@link #read} is the inverse of {@link #name} and of {@link #text}.
 */
public final class Spelling {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*([.-][A-Za-z0-9_]+)*");
    private static final int LARGEST_DIVISOR = 1 << 20;

    private Spelling() {}

    /** A name, between backquotes if it is not plain. */
    public static String name(String name) {
        return PLAIN.matcher(name).matches() ? name : quoted(name, '`');
    }

    /** A text between double quotes. */
    public static String text(String text) {
        return quoted(text, '"');
    }

    private static String quoted(String text, char quote) {
        StringBuilder spelled = new StringBuilder().append(quote);
        for (char c : text.toCharArray()) {
            if (c == quote || c == '\\') {
                spelled.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f || Character.isSurrogate(c)) {
                spelled.append("\\u").append("%04x".formatted((int) c));
            } else {
                spelled.append(c);
            }
        }
        return spelled.append(quote).toString();
    }

    /**
     * What a spelled name or text stands for: quotes removed and escapes resolved.
     *
     * @throws IllegalArgumentException with a message for the user, when an escape is not one of {@code \\}, {@code \"}, {@code \`}
     *     and <code>&#92;uXXXX</code>
     */
    public static String read(String spelled) {
        if (spelled.isEmpty() || spelled.charAt(0) != '`' && spelled.charAt(0) != '"') {
            return spelled;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < spelled.length() - 1; i++) {
            char c = spelled.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escaped = spelled.charAt(++i);
            switch (escaped) {
                case '\\', '"', '`' -> text.append(escaped);
                case 'u' -> {
                    text.append(codeUnit(spelled, i + 1));
                    i += 4;
                }
                default -> throw new IllegalArgumentException("unknown escape '\\" + escaped + "'");
            }
        }
        return text.toString();
    }

    private static char codeUnit(String spelled, int start) {
        int end = start + 4;
        if (end < spelled.length() && spelled.substring(start, end).matches("[0-9a-fA-F]{4}")) {
            return (char) Integer.parseInt(spelled.substring(start, end), 16);
        }
        throw new IllegalArgumentException("'\\u' is followed by four hexadecimal digits");
    }

    /** The shortest decimal that reads back as exactly this number. */
    public static String number(double number) {
        return Double.toString(number);
    }

    /** A number written as {@code 1/n} where it is the reciprocal of a whole number, and as {@link #number} elsewhere. */
    public static String ratio(double number) {
        long divisor = Math.round(1 / number);
        boolean reciprocal = divisor > 1 && divisor <= LARGEST_DIVISOR && 1.0 / divisor == number;
        return reciprocal ? "1/" + divisor : number(number);
    }
}
