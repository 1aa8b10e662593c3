package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.intarsia.cli.report.Numbers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accuracy over widths: of accumulators in three kinds, each step down explained, and of pixels as a figure of the report. */
class SizeCurvesTest {

    private static final String KINDS = "overflow=wrap,saturate_end,saturate(16)";

    @TempDir
    Path folder;

    @Test
    void everyStepDownIsExplained() throws IOException {
        List<SizedCase> cases = new ArrayList<>(List.of(SizedCase.example(SizedCase.FULL ? 250 : 16)));
        if (SizedCase.FULL && SizedCase.isCorpusThere()) {
            cases.add(SizedCase.keywords(folder, 250));
            cases.add(SizedCase.pictures(folder, 250));
        }
        String widths = SizedCase.FULL ? "10..24" : "14,17,20";
        for (SizedCase network : cases) {
            JsonObject json = network.run("size", "--sweep", "accumulator=" + widths + " " + KINDS, "--json")
                    .expect(ExitStatus.DONE)
                    .json();
            Map<String, JsonObject> narrower = new LinkedHashMap<>();
            Map<Integer, StringBuilder> rows = new LinkedHashMap<>();
            List<String> down = new ArrayList<>();
            for (JsonElement element : json.getAsJsonArray("points")) {
                JsonObject point = element.getAsJsonObject();
                int bits = point.get("accumulator").getAsInt();
                String kind = point.get("kind").getAsString();
                rows.computeIfAbsent(bits, b -> new StringBuilder())
                        .append(kind)
                        .append(' ')
                        .append(right(point, network))
                        .append(" (")
                        .append(point.get("overflow").getAsString())
                        .append(")  ");
                JsonObject before = narrower.put(kind, point);
                if (before != null && right(point, network) < right(before, network)) {
                    down.add(step(before) + " > " + step(point));
                    assertEquals(
                            "seen", before.get("overflow").getAsString(), "where nothing overflows nothing changes");
                }
            }
            rows.forEach((bits, row) -> System.out.println("FIGURE " + network.name() + ", right of " + network.images()
                    + ", " + bits + " bits: " + row.toString().strip()));
            List<String> explained = new ArrayList<>();
            for (JsonElement element : json.getAsJsonArray("falls")) {
                JsonObject fall = element.getAsJsonObject();
                explained.add(
                        fall.get("from").getAsString() + " > " + fall.get("to").getAsString());
                assertTrue(fall.get("lost").getAsInt() > fall.get("gained").getAsInt());
                System.out.println("FIGURE " + network.name() + ", step down: "
                        + fall.get("from").getAsString() + " > "
                        + fall.get("to").getAsString() + ": "
                        + fall.get("why").getAsString());
            }
            assertEquals(
                    down.stream().sorted().toList(),
                    explained.stream().map(SizeCurvesTest::brief).sorted().toList());
        }
    }

    private static long right(JsonObject point, SizedCase network) {
        return Math.round(point.get("accuracy").getAsDouble() * network.images());
    }

    private static String step(JsonObject point) {
        return "accumulator=" + point.get("accumulator").getAsInt() + " overflow="
                + point.get("kind").getAsString();
    }

    /** Without the widths that are the same at both ends. */
    private static String brief(String step) {
        return step.replaceAll("(weights|activations)=[0-9]+ ", "");
    }

    @Test
    void fewerBitsOfAPixelAreAFigureOfTheReport() throws IOException {
        SizedCase network = SizedCase.example(SizedCase.FULL ? 1000 : 24);
        Path report = folder.resolve("report.html");
        JsonObject json = network.run(
                        "size",
                        "--sweep",
                        "pixels=1..8 accumulator=32 overflow=wrap",
                        "--json",
                        "--report",
                        report.toString())
                .expect(ExitStatus.DONE)
                .json();
        String page = Files.readString(report);
        int begin = page.indexOf("id=\"curve-pixels\"");
        assertTrue(begin > 0, "the figure is there");
        String figure = page.substring(begin, page.indexOf("</section>", begin));
        assertTrue(figure.contains("Accuracy over bits of a pixel"), figure);
        List<Integer> widths = new ArrayList<>();
        for (JsonElement element : json.getAsJsonArray("points")) {
            JsonObject point = element.getAsJsonObject();
            int bits = point.get("pixels").getAsInt();
            widths.add(bits);
            String shown =
                    bits + " bits: " + Numbers.percent(point.get("accuracy").getAsDouble());
            assertTrue(figure.contains(shown), shown + " is not in " + figure);
            System.out.println("FIGURE example, " + network.images() + " images, pixels of " + shown);
        }
        assertEquals(List.of(1, 2, 3, 4, 5, 6, 7, 8), widths);
        assertEquals(8, figure.split("<circle", -1).length - 1, "a mark for each width");
    }
}
