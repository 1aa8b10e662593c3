package dev.intarsia.cli.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** Writes elements of HTML and SVG, indented, with every text and every attribute escaped. Elements are closed in order. */
final class Markup {

    private final StringBuilder text = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /**
     * Opens an element.
     *
     * @param attributes names and values in turn
     */
    Markup open(String element, Object... attributes) {
        indent().append(tag(element, attributes)).append(">\n");
        open.push(element);
        return this;
    }

    /** Closes the element that was opened last. */
    Markup close() {
        String element = open.pop();
        indent().append("</").append(element).append(">\n");
        return this;
    }

    /** An element without content. */
    Markup empty(String element, Object... attributes) {
        indent().append(tag(element, attributes)).append("/>\n");
        return this;
    }

    /** An element that has only text. */
    Markup leaf(String element, String content, Object... attributes) {
        indent().append(tag(element, attributes)).append('>').append(escape(content));
        text.append("</").append(element).append(">\n");
        return this;
    }

    /** A shape of SVG with the title that a pointer shows. */
    Markup titled(String shape, String title, Object... attributes) {
        indent().append(tag(shape, attributes)).append("><title>").append(escape(title));
        text.append("</title></").append(shape).append(">\n");
        return this;
    }

    /** A share of a whole as SVG and CSS write it, for example {@code 12.5%}. */
    static String percent(double share) {
        return trim(share * 100) + "%";
    }

    /** At most three decimals, none of them trailing zeros. */
    static String trim(double number) {
        String digits = String.format(Locale.ROOT, "%.3f", number);
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return digits.substring(0, digits.charAt(end - 1) == '.' ? end - 1 : end);
    }

    /** Text as it may stand between tags and in attributes. */
    static String escape(String raw) {
        StringBuilder escaped = new StringBuilder(raw.length());
        raw.codePoints().forEach(point -> {
            switch (point) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isAllowed(point) ? point : 0xFFFD);
            }
        });
        return escaped.toString();
    }

    /** HTML has no way to write control characters and lone surrogates. */
    private static boolean isAllowed(int point) {
        return point == '\n'
                || point == '\t'
                || point >= 0x20 && !(point >= 0x7F && point < 0xA0) && !(point >= 0xD800 && point < 0xE000);
    }

    private static String tag(String element, Object... attributes) {
        StringBuilder tag = new StringBuilder("<").append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            tag.append(' ').append(attributes[i]).append("=\"");
            tag.append(escape(String.valueOf(attributes[i + 1]))).append('"');
        }
        return tag.toString();
    }

    private StringBuilder indent() {
        return text.append("  ".repeat(open.size()));
    }

    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("still open: " + open);
        }
        return text.toString();
    }
}
