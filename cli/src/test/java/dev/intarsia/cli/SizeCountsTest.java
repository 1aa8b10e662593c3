package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.intarsia.cli.size.Datapath;
import dev.intarsia.cli.size.SweepSpec;
import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.ir.graph.QuantizedGraph;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code size} counts as a sum that does not fit. */
class SizeCountsTest {

    private static final String SWEEP =
            "weights=8 activations=8 accumulator=11,13,15 overflow=wrap,saturate_end,saturate(3)";

    @TempDir
    Path folder;

    /** A finished sum that the accumulator changed, counted once, among the words of the point's own inference. */
    @Test
    void aChangedSumCountsOnceInThePointsOwnInference() throws Exception {
        TinyModel tiny = new TinyModel(folder);
        JsonObject json =
                tiny.size("--sweep", SWEEP, "--json").expect(ExitStatus.DONE).json();
        List<Datapath> points = SweepSpec.parse(SWEEP).datapaths();
        SizingNetworks networks = tiny.networks();
        Dataset data = tiny.dataset("data.npz");
        int otherThanExact = 0;
        for (int i = 0; i < points.size(); i++) {
            JsonObject point = json.getAsJsonArray("points").get(i).getAsJsonObject();
            QuantizedGraph exact = networks.of(points.get(i));
            QuantizedGraph narrow = SizedByOracle.withAccumulators(exact, points.get(i));
            long counted = point.get("overflowedSums").getAsLong();
            assertEquals(
                    SizedByOracle.changedSums(narrow, narrow, data),
                    counted,
                    points.get(i).text());
            long inExact = SizedByOracle.changedSums(exact, narrow, data);
            otherThanExact += inExact == counted ? 0 : 1;
            if (!point.get("kind").getAsString().startsWith("saturate(")) {
                assertEquals(
                        beyond(json, point.get("accumulator").getAsInt()),
                        inExact,
                        points.get(i).text());
            }
        }
        assertTrue(otherThanExact >= 3, otherThanExact + " points of which the exact inference has other counts");
    }

    /** How many of the observed sums, which are those of the exact inference, need more bits. */
    private static long beyond(JsonObject json, int bits) {
        long beyond = 0;
        for (JsonElement layer : json.getAsJsonArray("layers")) {
            if (layer.getAsJsonObject().has("sumsByBits")) {
                List<JsonElement> sums =
                        layer.getAsJsonObject().getAsJsonArray("sumsByBits").asList();
                beyond += sums.subList(bits + 1, sums.size()).stream()
                        .mapToLong(JsonElement::getAsLong)
                        .sum();
            }
        }
        return beyond;
    }
}
