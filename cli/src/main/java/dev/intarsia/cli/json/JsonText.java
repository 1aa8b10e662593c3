package dev.intarsia.cli.json;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Prints values as RFC 8259 has them. */
final class JsonText {

    private JsonText() {}

    static void write(StringBuilder text, Object value, int depth) {
        switch (value) {
            case null -> text.append("null");
            case String s -> quote(text, s);
            case JsonObject o -> object(text, o.values(), depth);
            case List<?> l -> list(text, l, depth);
            default -> text.append(value); // a long, a finite double, a boolean: their own text is JSON's
        }
    }

    private static void object(StringBuilder text, Map<String, Object> values, int depth) {
        if (values.isEmpty()) {
            text.append("{}");
            return;
        }
        text.append('{');
        String separator = "\n";
        for (Map.Entry<String, Object> entry : values.entrySet()) {
            text.append(separator).repeat("  ", depth + 1);
            quote(text, entry.getKey());
            text.append(": ");
            write(text, entry.getValue(), depth + 1);
            separator = ",\n";
        }
        text.append('\n').repeat("  ", depth).append('}');
    }

    private static void list(StringBuilder text, List<?> values, int depth) {
        text.append('[');
        Iterator<?> each = values.iterator();
        while (each.hasNext()) {
            write(text, each.next(), depth);
            text.append(each.hasNext() ? ", " : "");
        }
        text.append(']');
    }

    private static void quote(StringBuilder text, String raw) {
        text.append('"');
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < 0x20 || isLoneSurrogate(raw, i)) {
                        text.append(String.format("\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }

    /** Half of a pair without the other cannot be encoded in UTF-8. */
    private static boolean isLoneSurrogate(String raw, int i) {
        char c = raw.charAt(i);
        return Character.isHighSurrogate(c) && (i + 1 == raw.length() || !Character.isLowSurrogate(raw.charAt(i + 1)))
                || Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(raw.charAt(i - 1)));
    }
}
