package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.ir.type.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --calibrate all} compares kinds of scales, too: free ones, powers of two, and those that a requantizer leaves. */
class ScaleKindsTest {

    @TempDir
    private Path folder;

    private static JsonObject quantized(TinyModel tiny, String... options) {
        List<String> all = new java.util.ArrayList<>(List.of("--calibrate", "all", "--json"));
        all.addAll(List.of(options));
        return tiny.quantize("out.inta", all.toArray(String[]::new))
                .expect(ExitStatus.DONE)
                .json();
    }

    private static double ratio(JsonObject quantized, String tensor, String scales) {
        return quantized.getAsJsonArray("scales").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .filter(score -> score.get("tensor").getAsString().equals(tensor))
                .filter(score -> score.get("scales").getAsString().equals(scales))
                .findFirst()
                .orElseThrow()
                .get("signalToNoise")
                .getAsDouble();
    }

    @Test
    void thePlanTakesTheBestOfItsKind() throws IOException {
        TinyModel tiny = new TinyModel(folder);
        JsonObject free = quantized(tiny);
        JsonObject shifts = quantized(tiny, "--profile", "pow2");
        for (String tensor : List.of("act", "fc")) {
            assertEquals(ratio(free, tensor, "asymmetric"), ratio(free, tensor, "planned"));
            assertEquals(ratio(shifts, tensor, "power of 2"), ratio(shifts, tensor, "planned"));
            assertTrue(ratio(free, tensor, "power of 2") < ratio(free, tensor, "asymmetric"));
        }
        assertTrue(ratio(free, "act", "symmetric") < ratio(free, "act", "asymmetric"), "no number is below 0");
        // conv has no words of its own: they are act's
        assertEquals(5 * 3 + 4, free.getAsJsonArray("scales").size());
        String out = tiny.quantize("out.inta", "--calibrate", "all")
                .expect(ExitStatus.DONE)
                .out();
        assertTrue(out.contains("best, with scales  asymmetric   symmetric  power of 2     planned"), out);
    }

    /** Two layers that all but cancel: an addition in 32 bits cannot have steps as fine as their sum would need. */
    @Test
    void aSumWhoseScaleIsLimitedIsWorseThanItsBest() throws IOException {
        TinyModel tiny = new TinyModel(folder);
        NumericArray positive = TinyModel.reals(new Random(20_261_126), 2, 3, 3, 1);
        float[] negative = positive.singles();
        for (int i = 0; i < negative.length; i++) {
            negative[i] *= -1 - 0x1p-20f;
        }
        SequencedMap<String, NumericArray> weights = new LinkedHashMap<>();
        weights.put("a.w", positive);
        weights.put("b.w", NumericArray.ofSingles(Shape.of(2, 3, 3, 1), negative));
        tiny.replace("""
                a    = conv2d(image, a.w, padding: same)
                b    = conv2d(image, b.w, padding: same)
                sum  = add(a, b)
                flat = flatten(sum)

                output flat
                """, weights);
        tiny.data("data.npz", new Random(7), 8, 72, 6);
        JsonObject limited = quantized(tiny);
        assertTrue(
                ratio(limited, "sum", "planned") < ratio(limited, "sum", "asymmetric") - 3,
                () -> limited.getAsJsonArray("scales").toString());
    }
}
