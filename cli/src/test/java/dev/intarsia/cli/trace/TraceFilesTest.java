package dev.intarsia.cli.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import dev.intarsia.cli.CommandRun;
import dev.intarsia.cli.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both traces of one inference, each read by its own format's rules: they say the same, and what the counters say. */
class TraceFilesTest {

    private static final Path ROOT = Path.of(System.getProperty("intarsia.root", ".."));
    private static final Path EXAMPLE = ROOT.resolve("examples/fashion");
    private static final Path CORPUS = ROOT.resolve(System.getProperty("intarsia.corpus", "../shared/corpus"));

    @TempDir
    private Path folder;

    @Test
    void ofTheExample() throws IOException {
        check(
                "conv1",
                EXAMPLE.resolve("fashion.inta").toString(),
                "--data",
                EXAMPLE.resolve("test.npz").toString(),
                "--calibration",
                EXAMPLE.resolve("calibration.npz").toString());
    }

    /** DS-CNN of MLPerf Tiny. */
    @Test
    void ofKeywordSpotting() throws IOException {
        Path model = CORPUS.resolve("models/mlperf_tiny/kws_ref_model.tflite");
        Path data = CORPUS.resolve("data/kws01/x_int8_49x10.npy");
        assumeTrue(Files.exists(model) && Files.exists(data), "the corpus is not there");
        check("conv2d", model.toString(), "--data", data.toString());
    }

    private void check(String aLayer, String... model) throws IOException {
        Path perfetto = folder.resolve("trace.json");
        Path dump = folder.resolve("trace.vcd");
        Path page = folder.resolve("report.html");
        JsonObject run = simulate(model, perfetto, "--report", page.toString());
        simulate(model, dump);
        TraceEvents events = TraceEvents.read(perfetto);
        ValueChanges changes = ValueChanges.read(dump);
        long cycles = run.getAsJsonObject("cycles").get("perInference").getAsLong();
        assertEquals(
                Set.of("layers", "load", "compute", "post", "store"),
                events.busy().keySet());
        assertEquals(cycles, events.busy().get("layers"), "the layers' cycles add up");
        assertEquals(cycles, changes.end());
        for (String unit : List.of("load", "compute", "post", "store")) {
            assertEquals(events.busy().get(unit), changes.high().get(unit + "_busy"), unit);
        }
        assertTrue(changes.widths().keySet().containsAll(events.counters()), events::toString);
        assertTrue(
                events.layers().stream().anyMatch(layer -> layer.contains(aLayer)),
                () -> events.layers().toString());
        picture(Files.readString(page), events.busy(), cycles);
        System.out.println("COUNT cycles of " + model[0].substring(model[0].lastIndexOf('/') + 1)
                + " in both traces and in the picture: " + cycles);
    }

    /** The report's picture has a strip for each unit, with as much in it as the unit is busy; gaps too small to be seen are closed. */
    private static void picture(String page, Map<String, Long> busy, long cycles) {
        int start = page.indexOf("id=\"timeline\"");
        assertTrue(start >= 0, "a picture of the timeline");
        String picture = page.substring(start, page.indexOf("</section>", start));
        for (String unit : List.of("load", "compute", "post", "store")) {
            Matcher bar = Pattern.compile("class=\"unit-" + unit + "\"[^>]*width=\"([0-9.]+)%\"")
                    .matcher(picture);
            double percent = 0;
            while (bar.find()) {
                percent += Double.parseDouble(bar.group(1));
            }
            double share = 100.0 * busy.get(unit) / cycles;
            assertTrue(
                    percent >= share - 1 && percent <= 100.1, unit + ": " + percent + " % drawn, " + share + " % busy");
        }
    }

    private static JsonObject simulate(String[] model, Path trace, String... more) {
        List<String> line = new ArrayList<>(List.of("simulate"));
        line.addAll(List.of(model));
        line.addAll(List.of("--target", "inlay16", "--limit", "1", "--json", "--trace", trace.toString()));
        line.addAll(List.of(more));
        return CommandRun.of(line.toArray(String[]::new))
                .expect(ExitStatus.DONE)
                .json();
    }
}
