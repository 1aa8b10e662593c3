package dev.intarsia.hwtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A table of a page of the documentation that a test makes. {@code -Dintarsia.rewrite=true} writes it anew. */
public final class MarkedTable {

    private static final String END = "<!-- end -->";

    private MarkedTable() {}

    /**
     * Compares a table with what stands between its marks, or puts it there.
     *
     * @param page its name in the folder of documentation
     * @param name the table's, as in {@code <!-- table:NAME -->}
     */
    public static void check(String page, String name, String table) throws IOException {
        Path file = Path.of(System.getProperty("intarsia.root"), "docs", page);
        String text = Files.readString(file);
        String mark = "<!-- table:" + name + " -->\n";
        int begin = text.indexOf(mark) + mark.length();
        assertTrue(begin >= mark.length(), page + " has no table " + name);
        String renewed = text.substring(0, begin) + table + text.substring(text.indexOf(END, begin));
        if (Boolean.getBoolean("intarsia.rewrite")) {
            Files.writeString(file, renewed);
        } else {
            assertEquals(renewed, text, "docs/" + page + " is stale: run this test with -Dintarsia.rewrite=true");
        }
    }
}
