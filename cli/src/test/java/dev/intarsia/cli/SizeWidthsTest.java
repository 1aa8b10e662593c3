package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.intarsia.cli.size.Datapath;
import dev.intarsia.cli.size.Key;
import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.layerwise.Layerwise;
import dev.intarsia.simulator.layerwise.SumLayer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What widths say: the proved ones change no word, one bit less than the observed ones changes sums of that very layer. */
class SizeWidthsTest {

    private static final int WIDE = 32;

    @TempDir
    Path folder;

    @Test
    void provedWidthsChangeNothingAndOneBitLessThanObservedDoes() throws IOException {
        looked(SizedCase.example(SizedCase.FULL ? 250 : 8), SizedCase.FULL ? "weights=2..8 activations=4..8 " : "");
        if (SizedCase.FULL && SizedCase.isCorpusThere()) {
            looked(SizedCase.pictures(folder, 250), "");
        }
    }

    private static void looked(SizedCase network, String more) {
        JsonObject json = network.run(
                        "size", "--sweep", more + "accumulator=12..32 overflow=wrap,saturate_end", "--json")
                .expect(ExitStatus.DONE)
                .json();
        System.out.println("COUNT points of the sweep of " + network.name() + " on " + network.images() + " images: "
                + json.getAsJsonArray("points").size());
        Map<String, Integer> proved = new LinkedHashMap<>();
        Map<String, Integer> observed = new LinkedHashMap<>();
        for (JsonElement element : json.getAsJsonArray("layers")) {
            JsonObject layer = element.getAsJsonObject();
            if (layer.has("proved")) {
                proved.put(layer.get("name").getAsString(), layer.get("proved").getAsInt());
                observed.put(
                        layer.get("name").getAsString(), layer.get("observed").getAsInt());
            }
        }
        QuantizedGraph exact = network.quantized();
        String wide = digest(network, SizedByOracle.withAccumulators(exact, uniform("wrap")));
        for (String kind : List.of("wrap", "saturate_end")) {
            List<Datapath.Setting> settings = new ArrayList<>(uniform(kind).settings());
            proved.forEach(
                    (layer, bits) -> settings.add(new Datapath.Setting(Key.ACCUMULATOR, layer, String.valueOf(bits))));
            assertEquals(wide, digest(network, SizedByOracle.withAccumulators(exact, new Datapath(settings))), kind);
        }
        System.out.println("FIGURE " + network.name() + ", outputSha256 with proved widths of " + proved.size()
                + " layers, wrapping and saturating, as with " + WIDE + " bits: " + wide);
        oneBitLess(network, exact, observed);
    }

    private static Datapath uniform(String kind) {
        return new Datapath(List.of(
                new Datapath.Setting(Key.ACCUMULATOR, "", String.valueOf(WIDE)),
                new Datapath.Setting(Key.OVERFLOW, "", kind)));
    }

    private static String digest(SizedCase network, QuantizedGraph graph) {
        Layerwise engine = Layerwise.of(Pipeline.lower(graph));
        Samples samples = Samples.of(network.dataset(), graph.graph());
        String output = graph.graph().outputs().getFirst();
        List<List<RawTensor>> outputs = new ArrayList<>();
        for (int sample = 0; sample < samples.size(); sample++) {
            outputs.add(List.of(engine.run(samples.words(sample)).get(output)));
        }
        return Runs.sha256(outputs);
    }

    /** Sums of the exact inferences, layer by layer. */
    private static void oneBitLess(SizedCase network, QuantizedGraph graph, Map<String, Integer> observed) {
        Layerwise engine = Layerwise.of(Pipeline.lower(graph));
        Samples samples = Samples.of(network.dataset(), graph.graph());
        Map<String, Long> changed = new LinkedHashMap<>();
        for (int sample = 0; sample < samples.size(); sample++) {
            Map<String, RawTensor> tensors = engine.run(samples.words(sample));
            for (int layer = 0; layer < engine.layers(); layer++) {
                if (engine.sum(layer).isEmpty()) {
                    continue;
                }
                SumLayer sum = engine.sum(layer).get();
                RawTensor x = tensors.get(sum.input());
                long[] exact = sum.exact(x);
                int bits = observed.get(engine.name(layer));
                assertArrayEquals(exact, sum.accumulate(x, wrap(bits)), engine.name(layer));
                long[] narrow = sum.accumulate(x, wrap(bits - 1));
                long differ = 0;
                for (int i = 0; i < exact.length; i++) {
                    differ += exact[i] == narrow[i] ? 0 : 1;
                }
                changed.merge(engine.name(layer), differ, Long::sum);
            }
        }
        assertEquals(observed.keySet(), changed.keySet());
        changed.forEach((layer, count) -> {
            assertTrue(count > 0, layer + " has the same sums in a bit less than observed");
            System.out.println("FIGURE " + network.name() + ", " + layer + ": with " + (observed.get(layer) - 1)
                    + " bits, one less than observed, other raw accumulators: " + count);
        });
        assertFalse(changed.isEmpty());
    }

    private static Accumulation wrap(int bits) {
        return new Accumulation.Wrap(new IntFormat(true, bits));
    }
}
