package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How fast points are whose widths are drawn for every layer, the first among them, so that they share little; beside {@code simulate}. */
class SizeEveryLayerTest {

    private static final int POINTS = SizedCase.FULL ? 1000 : 12;
    private static final double MOST_SECONDS_OF_TWO_CORES = 2 * 600;
    private static final double LEAST_TIMES = 20;

    @Test
    void pointsThatDifferInAllLayers() {
        String sweep = SizeSpeedTest.layers("conv1", "conv2", "dw3", "pw4", "conv5", "conv6", "fc")
                + "accumulator=32 overflow=wrap points=" + POINTS + " seed=1";
        SizedCase network = SizedCase.example(SizedCase.FULL ? 1000 : 16);
        SizeRates.Timed<JsonObject> swept = SizeRates.sweep(network, "all layers", sweep);
        assertEquals(POINTS, swept.result().getAsJsonArray("points").size());
        assertTrue(
                swept.rates().processorSeconds() <= MOST_SECONDS_OF_TWO_CORES,
                "processor time of ten minutes on two cores: " + swept.rates());
        SizeRates.besideSimulate(network, SizedCase.FULL ? List.of(4, 6, 8) : List.of(8), POINTS, swept.rates());
        if (SizedCase.FULL) {
            double seconds = SizeRates.callsOfSimulate(network, List.of(4, 6, 8));
            double times = seconds * POINTS / swept.rates().seconds();
            SizeRates.say("size has %.1f times as many points a second as calls of simulate", times);
            assertTrue(times >= LEAST_TIMES, times + " times as fast as calls of simulate");
        }
    }
}
