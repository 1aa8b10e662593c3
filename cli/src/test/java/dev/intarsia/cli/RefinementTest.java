package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Better words for weights than the nearest ones, by the command that asks for them. */
class RefinementTest {

    @TempDir
    private Path folder;

    private TinyModel tiny;

    @BeforeEach
    void model() throws IOException {
        tiny = new TinyModel(folder);
    }

    private CommandRun quantize(String... options) {
        return tiny.quantize("out.inta", options);
    }

    private JsonObject json(String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("--json");
        return quantize(all.toArray(String[]::new)).expect(ExitStatus.DONE).json();
    }

    private static double loss(JsonObject quantized, String layer) {
        return layer(quantized, layer).get("lossLsb").getAsDouble();
    }

    private static JsonObject layer(JsonObject quantized, String layer) {
        for (JsonElement element : quantized.getAsJsonArray("layers")) {
            if (element.getAsJsonObject().get("name").getAsString().equals(layer)) {
                return element.getAsJsonObject();
            }
        }
        throw new AssertionError(layer + " is no layer of " + quantized);
    }

    @Test
    void adaptiveRoundingLosesLessAtTheOutput() {
        double nearest = loss(json("--weights", "int3"), "fc");
        assertTrue(loss(json("--weights", "int3", "--round", "adaptive"), "fc") < 0.8 * nearest);
        assertTrue(loss(json("--weights", "int3", "--correct-bias"), "fc") < nearest);
    }

    @Test
    void sumsThatWereFittedAreProvedToFit() {
        JsonObject wrapped = json("--weights", "int6", "--accumulator", "int13");
        assertTrue(bits(wrapped, "fc").get("proved").getAsInt() > 13);
        JsonObject fitted = json("--weights", "int6", "--accumulator", "int13", "--fit-accumulator");
        for (String layer : List.of("conv", "fc")) {
            assertTrue(bits(fitted, layer).get("proved").getAsInt() <= 13, fitted::toString);
            assertTrue(!layer(fitted, layer).get("cause").getAsString().equals("overflow"));
        }
    }

    private static JsonObject bits(JsonObject quantized, String layer) {
        return layer(quantized, layer).getAsJsonObject("accumulatorBits");
    }

    @Test
    void everyWayToFindIntervalsIsCompared() {
        JsonObject all = json("--calibrate", "all");
        JsonArray ranges = all.getAsJsonArray("ranges");
        assertEquals(5 * 5, ranges.size()); // conv, act, pool, flat, fc × five ways
        assertTrue(quantize("--calibrate", "all").expect(ExitStatus.DONE).out().contains("signal/noise, dB"));
    }

    @Test
    void theFileHoldsTheWordsThatWereChosen() {
        JsonObject quantized = json("--weights", "int3", "--round", "adaptive", "--weight-range", "mse", "--equalize");
        JsonObject run = CommandRun.of(
                        "simulate",
                        tiny.path("out.inta"),
                        "--target",
                        "inlay16",
                        "--data",
                        tiny.path("data.npz"),
                        "--json")
                .expect(ExitStatus.DONE)
                .json();
        assertEquals(
                quantized.getAsJsonObject("accuracy").get("integer"),
                run.getAsJsonObject("accuracy").get("integer"));
    }

    /** What a layer loses is split by its causes; overflow is one only where sums do not fit, and the worst layers come first. */
    @Test
    void lossesAreSplitByCause() {
        JsonObject wrapped = layer(json("--weights", "int6", "--accumulator", "int10"), "fc");
        assertTrue(wrapped.getAsJsonObject("parts").get("overflow").getAsDouble() > 0, wrapped::toString);
        JsonObject whole = layer(json("--weights", "int3"), "fc");
        assertEquals(0, whole.getAsJsonObject("parts").get("overflow").getAsDouble());
        assertTrue(whole.getAsJsonObject("parts").get("weights").getAsDouble() > 0, whole::toString);
        assertTrue(whole.get("signalToNoise").getAsDouble()
                > wrapped.get("signalToNoise").getAsDouble());
        assertTrue(quantize("--weights", "int3").expect(ExitStatus.DONE).out().contains(" dB, in steps: "));
    }

    /** Scales of groups are in number between those of a tensor and those of channels. */
    @Test
    void groupsOfChannelsShareAScale() {
        assertEquals(4, scales("--per-channel"));
        assertEquals(2, scales("--per-group", "2"));
        assertEquals(2, scales("--per-group", "3")); // three channels, and the one that is left
        assertEquals(1, scales("--per-group", "4"));
        String none = quantize("--per-group", "0").expect(ExitStatus.BAD_USAGE).err();
        assertTrue(none.contains("--per-group is a number of channels, at least 1, found 0"), none);
    }

    /** How many different scales the convolution's weights have. */
    private long scales(String... options) {
        quantize(options).expect(ExitStatus.DONE);
        return Pipeline.read(Path.of(tiny.path("out.inta"))).quantized().orElseThrow().quantizedNodes().stream()
                .filter(node -> node.name().equals("conv"))
                .flatMap(node -> node.operandElement(1).scale().factors().stream())
                .distinct()
                .count();
    }

    @Test
    void fittingNeedsAWidth() {
        CommandRun refused = quantize("--fit-accumulator").expect(ExitStatus.BAD_USAGE);
        assertTrue(refused.err().contains("--accumulator"), refused.err());
    }
}
