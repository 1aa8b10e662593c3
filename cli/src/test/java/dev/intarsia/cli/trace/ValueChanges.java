package dev.intarsia.cli.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A value change dump, read by the grammar of IEEE 1364-2005, clause 18.2: declarations, then times that rise and changes of declared variables
 * only, each of its width.
 *
 * @param end the last time
 * @param high for each variable of one bit, for how long it was 1
 * @param widths the width of every variable, by its name
 */
public record ValueChanges(long end, Map<String, Long> high, Map<String, Integer> widths) {

    /** @param since when it became 1; −1 while it is not */
    private record Variable(String name, int width, long since, String value) {}

    public static ValueChanges read(Path file) throws IOException {
        Map<String, Variable> variables = new HashMap<>();
        Map<String, Long> high = new TreeMap<>();
        Map<String, Integer> widths = new TreeMap<>();
        List<String> lines = Files.readAllLines(file);
        int scopes = 0;
        int at = 0;
        String scale = null;
        for (; !lines.get(at).startsWith("$enddefinitions"); at++) {
            String[] words = lines.get(at).split(" ");
            assertEquals("$end", words[words.length - 1], lines.get(at));
            switch (words[0]) {
                case "$var" -> {
                    assertTrue(scopes > 0 && words[1].equals("wire") && words.length == 6, lines.get(at));
                    int width = Integer.parseInt(words[2]);
                    assertTrue(words[3].chars().allMatch(c -> c >= '!' && c <= '~'), "an identifier is printable");
                    assertNull(variables.put(words[3], new Variable(words[4], width, -1, "")), "two of one identifier");
                    assertNull(widths.put(words[4], width), "two of one name");
                }
                case "$scope" -> scopes++;
                case "$upscope" -> scopes--;
                case "$timescale" -> scale = words[1] + words[2];
                case "$comment" -> {}
                case String other -> throw new AssertionError("a declaration " + other);
            }
        }
        assertEquals(0, scopes, "every scope is left");
        assertNotNull(scale, "a time scale");
        long time = -1;
        for (String line : lines.subList(at + 1, lines.size())) {
            if (line.startsWith("#")) {
                long next = Long.parseLong(line.substring(1));
                assertTrue(next > time, line);
                time = next;
                continue;
            }
            assertTrue(time >= 0, "a change before the first time");
            boolean vector = line.startsWith("b");
            String id = vector ? line.substring(line.indexOf(' ') + 1) : line.substring(1);
            String value = vector ? line.substring(1, line.indexOf(' ')) : line.substring(0, 1);
            Variable variable = variables.get(id);
            assertNotNull(variable, "not declared: " + line);
            assertEquals(variable.width > 1, vector, line);
            assertTrue(value.matches("[01]{1," + variable.width + "}"), line);
            long since = variable.since;
            if (!vector && value.equals("1") && since < 0) {
                since = time;
            } else if (!vector && value.equals("0") && since >= 0) {
                high.merge(variable.name, time - since, Long::sum);
                since = -1;
            }
            variables.put(id, new Variable(variable.name, variable.width, since, value));
        }
        for (Variable variable : variables.values()) {
            assertTrue(!variable.value.isEmpty(), variable.name + " never has a value");
            assertTrue(variable.since < 0, variable.name + " is 1 at the end");
        }
        return new ValueChanges(time, high, widths);
    }
}
