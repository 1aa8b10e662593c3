package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.ir.quantize.RangeEstimators;
import dev.intarsia.ir.type.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ranges that are chosen by what the integers do with them. */
class MeasuredRangesTest {

    @TempDir
    private Path folder;

    private static CommandRun quantize(TinyModel tiny, String how, String output, String... more) {
        List<String> options = new ArrayList<>(List.of("--activations", "int4", "--calibrate", how));
        options.addAll(List.of(more));
        return tiny.quantize(output, options.toArray(String[]::new)).expect(ExitStatus.DONE);
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

    /** Averages of 36 numbers from 0 on lie in a tenth of their interval, and get words for that alone. */
    @Test
    void averagesApartAreTriedWithTheBestAndTaken() throws IOException {
        TinyModel tiny = new TinyModel(folder);
        Random random = new Random(20_261_126);
        SequencedMap<String, NumericArray> weights = new LinkedHashMap<>();
        weights.put("conv.w", TinyModel.reals(random, 8, 3, 3, 1));
        weights.put("conv.b", NumericArray.ofSingles(Shape.of(8), new float[8]));
        weights.put("fc.w", TinyModel.reals(random, 3, 8));
        tiny.replace("""
                conv = conv2d(image, conv.w, conv.b, padding: same)
                act  = relu(conv)
                mean = global_average_pool(act)
                fc   = dense(mean, fc.w)

                output fc
                """, weights);
        JsonObject measured =
                quantize(tiny, "auto", "auto.inta", "--json").json().getAsJsonObject("measured");
        assertTrue(measured.get("ownAverages").getAsBoolean(), measured::toString);
        JsonElement last = measured.getAsJsonArray("estimators").asList().getLast();
        assertTrue(last.getAsJsonObject().get("ownAverages").getAsBoolean());
        String taken = measured.get("taken").getAsString();
        assertEquals(taken, last.getAsJsonObject().get("estimator").getAsString());
        quantize(tiny, taken, "apart.inta", "--own-averages");
        quantize(tiny, taken, "together.inta");
        assertEquals(text("apart", ""), text("auto", ""));
        assertTrue(text("apart", "mean").contains("requantize"), text("apart", "mean"));
        assertFalse(text("together", "mean").contains("requantize"), text("together", "mean"));
    }

    /** A model's text from a node on, whatever its file of weights is called. */
    private String text(String name, String node) throws IOException {
        String text = Files.readString(folder.resolve(name + ".inta")).replace(name + ".npz", "");
        int from = text.indexOf("\n" + node);
        return text.substring(from, node.isEmpty() ? text.length() : text.indexOf("clamp", from));
    }

    /**
     * Of many words the nearest ones may be the better ones on samples that were not seen, with corrected biases or without; of few, those that were chosen together
     * are. What is the best is what is written.
     */
    @Test
    void adaptiveRoundingIsTakenWhereItIsBetterOnOtherSamples() throws IOException {
        TinyModel tiny = new TinyModel(folder);
        for (String bits : List.of("int3", "int8")) {
            JsonObject measured = quantize(
                            tiny, "auto", "auto.inta", "--weights", bits, "--round", "adaptive", "--json")
                    .json()
                    .getAsJsonObject("measured");
            List<JsonObject> trials = measured.getAsJsonArray("estimators").asList().stream()
                    .map(JsonElement::getAsJsonObject)
                    .toList();
            assertTrue(trials.getLast().get("adaptiveRounding").getAsBoolean());
            assertTrue(trials.get(trials.size() - 2).get("biasCorrection").getAsBoolean());
            JsonObject best = trials.stream()
                    .max(Comparator.comparingDouble(
                            trial -> trial.get("signalToNoise").getAsDouble()))
                    .orElseThrow();
            boolean together = measured.get("adaptiveRounding").getAsBoolean();
            boolean corrected = measured.get("biasCorrection").getAsBoolean();
            assertEquals(best.get("adaptiveRounding").getAsBoolean(), together);
            assertEquals(best.get("biasCorrection").getAsBoolean(), corrected);
            if (bits.equals("int3")) {
                assertTrue(together, measured::toString);
            }
            List<String> same =
                    new ArrayList<>(List.of("--weights", bits, "--round", together ? "adaptive" : "nearest"));
            if (corrected) {
                same.add("--correct-bias");
            }
            quantize(tiny, measured.get("taken").getAsString(), "taken.inta", same.toArray(String[]::new));
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("taken.npz")), Files.readAllBytes(folder.resolve("auto.npz")));
        }
    }
}
