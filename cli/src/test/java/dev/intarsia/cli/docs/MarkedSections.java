package dev.intarsia.cli.docs;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces what stands between {@code <!-- table:NAME -->} and {@code <!-- end -->} in a text. */
final class MarkedSections {

    private static final Pattern SECTION =
            Pattern.compile("(<!-- table:(\\w+) -->\\n).*?(<!-- end -->)", Pattern.DOTALL);

    private MarkedSections() {}

    /**
     * The text with its sections renewed.
     *
     * @param tables what belongs into each section, each line ended
     * @throws IllegalArgumentException when the text has no section for a table, or one that is unknown
     */
    static String renewed(String text, Map<String, String> tables) {
        for (String name : tables.keySet()) {
            if (!text.contains("<!-- table:" + name + " -->")) {
                throw new IllegalArgumentException("no <!-- table:" + name + " --> … <!-- end --> in the text");
            }
        }
        return SECTION.matcher(text).replaceAll(section -> {
            String table = tables.get(section.group(2));
            if (table == null) {
                throw new IllegalArgumentException("unknown table " + section.group(2));
            }
            return Matcher.quoteReplacement(section.group(1) + table + section.group(3));
        });
    }
}
