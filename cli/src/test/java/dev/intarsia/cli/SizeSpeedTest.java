package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How fast points of widths of single layers are, beside {@code simulate} for each point, in the same run. */
class SizeSpeedTest {

    private static final int POINTS = SizedCase.FULL ? 1000 : 12;
    private static final SizedCase NETWORK = SizedCase.example(SizedCase.FULL ? 1000 : 16);
    private static final double MOST_SECONDS_OF_TWO_CORES = 2 * 600;

    @Test
    void pointsThatDifferInTheLastLayers() {
        String sweep = layers("conv5", "conv6", "fc") + "accumulator=32 overflow=wrap points=" + POINTS + " seed=1";
        SizeRates.Timed<JsonObject> swept = SizeRates.sweep(NETWORK, "last three layers", sweep);
        assertEquals(POINTS, swept.result().getAsJsonArray("points").size());
        assertTrue(swept.result().get("shared").getAsDouble() > 0.3, "the first layers are computed once for all");
        assertTrue(swept.rates().processorSeconds() <= MOST_SECONDS_OF_TWO_CORES);

        Map<String, Double> simulated = SizeRates.besideSimulate(
                NETWORK, SizedCase.FULL ? List.of(4, 5, 6, 7, 8) : List.of(4, 8), POINTS, swept.rates());
        JsonObject same = NETWORK.run(
                        "size", "--sweep", "weights=4..8 activations=8 accumulator=32 overflow=wrap", "--json")
                .expect(ExitStatus.DONE)
                .json();
        for (JsonElement element : same.getAsJsonArray("points")) {
            JsonObject point = element.getAsJsonObject();
            Double other = simulated.get(point.get("weights").getAsInt() + " bits");
            if (other != null) {
                assertEquals(other, point.get("accuracy").getAsDouble(), "both give the same answers");
            }
        }
    }

    static String layers(String... names) {
        return Stream.of(names)
                .map(name -> "weights." + name + "=2..8 activations." + name + "=2..8 ")
                .collect(Collectors.joining());
    }
}
