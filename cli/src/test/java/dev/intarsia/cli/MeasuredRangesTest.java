package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.intarsia.ir.quantize.RangeEstimators;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ranges that are chosen by what the integers do with them. */
class MeasuredRangesTest {

    @TempDir
    private Path folder;

    private CommandRun quantize(TinyModel tiny, String how, String output, String... more) {
        List<String> arguments = new java.util.ArrayList<>(List.of(
                "quantize",
                tiny.model().toString(),
                "--data",
                tiny.path("data.npz"),
                "--calibration",
                tiny.path("calibration.npz"),
                "--activations",
                "int4",
                "--calibrate",
                how,
                "-o",
                tiny.path(output)));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new)).expect(ExitStatus.DONE);
    }

    @Test
    void theBestOfAllIsTakenAndTheModelIsThatOfTheBest() throws IOException {
        TinyModel tiny = new TinyModel(folder);
        JsonObject measured =
                quantize(tiny, "auto", "auto.inta", "--json").json().getAsJsonObject("measured");
        String taken = measured.get("taken").getAsString();
        Set<String> tried = new TreeSet<>();
        double best = Double.NEGATIVE_INFINITY;
        double own = Double.NaN;
        for (JsonElement element : measured.getAsJsonArray("estimators")) {
            String name = element.getAsJsonObject().get("estimator").getAsString();
            double ratio = element.getAsJsonObject().get("signalToNoise").getAsDouble();
            tried.add(name.split(" ")[0]);
            best = Math.max(best, ratio);
            own = name.equals(taken) ? ratio : own;
        }
        Set<String> all = new TreeSet<>(RangeEstimators.names());
        all.remove("auto");
        assertEquals(all, tried);
        assertEquals(best, own);
        quantize(tiny, taken, "taken.inta");
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("taken.npz")), Files.readAllBytes(folder.resolve("auto.npz")));
    }

    @Test
    void theTableSaysWhatWasTaken() throws IOException {
        String out = quantize(new TinyModel(folder), "auto", "auto.inta").out();
        assertEquals(1, out.lines().filter(line -> line.endsWith(" dB, taken")).count(), out);
        assertTrue(out.contains("last sums, on halves of the calibration samples"), out);
    }
}
