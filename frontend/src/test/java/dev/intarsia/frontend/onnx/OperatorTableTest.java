package dev.intarsia.frontend.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The table of operators in the documentation is the one of the importer. {@code -Dintarsia.rewrite=true} writes it anew. */
class OperatorTableTest {

    private static final String BEGIN = "<!-- operators -->\n";
    private static final String END = "<!-- end -->\n";

    private static String table() {
        Map<String, TreeSet<String>> domains = new TreeMap<>();
        Map<String, String> summaries = new TreeMap<>();
        for (OnnxOperator row : OperatorTable.all()) {
            domains.computeIfAbsent(row.name(), name -> new TreeSet<>())
                    .add(row.domain().isEmpty() ? "ai.onnx" : row.domain());
            summaries.put(row.name(), row.summary());
        }
        StringBuilder table = new StringBuilder("| operator | domains | becomes |\n|---|---|---|\n");
        domains.forEach((name, in) -> table.append("| ")
                .append(name)
                .append(" | ")
                .append(String.join(", ", in))
                .append(" | ")
                .append(summaries.get(name))
                .append(" |\n"));
        return table.toString();
    }

    @Test
    void documentationHasEveryRow() throws IOException {
        Path page = Path.of(System.getProperty("intarsia.root", ".."), "docs", "onnx.md");
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        assertTrue(begin >= BEGIN.length() && end >= begin, page + " has no table");
        if (Boolean.getBoolean("intarsia.rewrite")) {
            text = text.substring(0, begin) + table() + text.substring(end);
            Files.writeString(page, text);
            end = text.indexOf(END);
        }
        assertEquals(table(), text.substring(begin, end));
    }

    @Test
    void unknownOperatorGetsHelp() {
        assertEquals("did you mean 'Conv'?", OperatorTable.helpFor("Cnv"));
        assertTrue(OperatorTable.helpFor("QLinearAdd").contains("another domain"));
        assertEquals(List.of(), OperatorTable.find("", "Loop").stream().toList());
    }
}
