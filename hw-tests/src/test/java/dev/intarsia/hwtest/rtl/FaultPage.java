package dev.intarsia.hwtest.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The page that lists planted faults. Each test that plants some has a section; {@code -Dintarsia.rewrite=true} writes it anew. */
public final class FaultPage {

    private static final Path FILE = Path.of(System.getProperty("intarsia.root"), "docs", "planted-faults.md");

    private FaultPage() {}

    /**
     * The page has exactly these faults in a section.
     *
     * @param faults where each is, and what
     */
    public static synchronized void check(String section, List<List<String>> faults) throws IOException {
        String text = Files.readString(FILE);
        Pattern place = Pattern.compile("(<!-- faults:" + section + " -->\\n).*?(<!-- end -->)", Pattern.DOTALL);
        assertTrue(place.matcher(text).find(), "no section for " + section);
        String rows = faults.stream()
                .map(row -> "| " + String.join(" | ", row) + " |\n")
                .collect(Collectors.joining());
        String table = faults.size() + " faults, all found:\n\n| where | what |\n|---|---|\n" + rows;
        String renewed = place.matcher(text)
                .replaceFirst(found -> Matcher.quoteReplacement(found.group(1) + table + found.group(2)));
        if (Boolean.getBoolean("intarsia.rewrite")) {
            Files.writeString(FILE, renewed);
        } else {
            assertEquals(renewed, text, FILE + " is stale: run this test with -Dintarsia.rewrite=true");
        }
    }
}
