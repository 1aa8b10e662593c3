package dev.intarsia.cli.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A trace in the Trace Event Format, read with everything checked that a viewer relies on: the fields of each kind of event, that slices of a track do
 * not overlap, that every track has a name, that no counter is below 0.
 *
 * @param busy for each named track, the lengths of its slices together
 * @param layers the names of the slices on the track of layers
 * @param counters the names of the counters
 */
public record TraceEvents(Map<String, Long> busy, Set<String> layers, Set<String> counters) {

    public static TraceEvents read(Path file) throws IOException {
        JsonObject root = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        assertTrue(Set.of("ns", "ms").contains(root.get("displayTimeUnit").getAsString()), "the unit of times");
        Map<Integer, String> names = new HashMap<>();
        Map<Integer, Long> ends = new HashMap<>();
        Map<Integer, Long> busy = new TreeMap<>();
        Map<String, Long> counted = new HashMap<>();
        Set<String> layers = new TreeSet<>();
        for (JsonElement element : root.getAsJsonArray("traceEvents")) {
            JsonObject event = element.getAsJsonObject();
            String name = event.get("name").getAsString();
            assertTrue(event.get("pid").getAsInt() > 0, event::toString);
            long start = event.get("ts").getAsLong();
            switch (event.get("ph").getAsString()) {
                case "M" -> {
                    String text = event.getAsJsonObject("args").get("name").getAsString();
                    if (name.equals("thread_name")) {
                        names.put(event.get("tid").getAsInt(), text);
                    } else {
                        assertEquals("process_name", name);
                    }
                }
                case "X" -> {
                    int track = event.get("tid").getAsInt();
                    long length = event.get("dur").getAsLong();
                    assertTrue(length > 0 && start >= ends.getOrDefault(track, 0L), event::toString);
                    ends.put(track, start + length);
                    busy.merge(track, length, Long::sum);
                    if (event.get("cat").getAsString().equals("layer")) {
                        layers.add(name);
                    }
                }
                case "C" -> {
                    JsonObject values = event.getAsJsonObject("args");
                    assertEquals(Set.of("used"), values.keySet());
                    assertTrue(values.get("used").getAsLong() >= 0, event::toString);
                    assertTrue(start >= counted.getOrDefault(name, 0L), "a counter's time goes on: " + event);
                    counted.put(name, start);
                }
                case String other -> throw new AssertionError("an event of the kind " + other + ": " + event);
            }
        }
        assertTrue(names.keySet().containsAll(busy.keySet()), "every track has a name");
        Map<String, Long> named = new TreeMap<>();
        busy.forEach((track, cycles) -> named.put(names.get(track), cycles));
        return new TraceEvents(named, layers, counted.keySet());
    }
}
