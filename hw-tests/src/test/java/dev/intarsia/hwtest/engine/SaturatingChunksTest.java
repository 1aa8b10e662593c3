package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.hwtest.engine.NetworkDraw.Border;
import dev.intarsia.hwtest.engine.NetworkDraw.Form;
import dev.intarsia.hwtest.engine.NetworkDraw.Kind;
import dev.intarsia.hwtest.engine.NetworkDraw.Layer;
import dev.intarsia.hwtest.engine.NetworkDraw.Sliding;
import dev.intarsia.hwtest.engine.NetworkDraw.Words;
import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.plan.LayerPlan;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.AccumulatorOverflow;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A machine whose accumulators saturate at every addition of a chunk: networks run on the Verilated accelerator, what pools and adds on the
 * device, sums of products on the host, which keeps their order.
 */
@RequiresTool({"verilator", "g++"})
class SaturatingChunksTest {

    private static final int NETWORKS = 6;
    private static final Accelerator TARGET = target();

    private static Accelerator target() {
        Accelerator a = new TargetDraw(4, 4, 4, false, 24, false, 1024, 1024, 512, 64, 64, 8, 10).accelerator();
        return new Accelerator(
                a.name(),
                a.rows(),
                a.cols(),
                a.activationBits(),
                a.weightBits(),
                a.accumulatorBits(),
                a.biasBits(),
                a.multiplierBits(),
                a.shiftBits(),
                new AccumulatorOverflow.SaturateChunk(a.rows()),
                a.profile(),
                a.activationBytes(),
                a.weightBytes(),
                a.outputBytes(),
                a.parameterEntries(),
                a.accumulatorEntries(),
                a.tableEntries(),
                a.vectorLanes(),
                a.port(),
                a.clockMegahertz(),
                a.location());
    }

    private static Layer layer(Kind kind, int seed) {
        Sliding sliding = new Sliding(3, 3, 1, 1, 1, Border.VALID, List.of(0, 0, 0, 0));
        Words words = new Words(8, 8, true, Form.SINGLE, false, true, true);
        return new Layer(kind, sliding, words, 6, 1, seed);
    }

    @Test
    void networksAreTheOracles() {
        RtlComparison comparison = new RtlComparison();
        for (int seed = 0; seed < NETWORKS; seed++) {
            int own = 10 * seed;
            List<Layer> layers = Stream.of(Kind.CONVOLUTION, Kind.MAXIMUM, Kind.ADD, Kind.AVERAGE, Kind.GLOBAL_AVERAGE)
                    .map(kind -> layer(kind, own + kind.ordinal()))
                    .toList();
            QuantizedGraph graph = DrawnNetwork.of(new NetworkDraw(10, 9, 3, 8, seed % 2 == 0, layers, seed), TARGET);
            Network network = Network.planned(graph, TARGET);
            List<LayerPlan> plans = network.plan().layers();
            assertTrue(plans.getFirst() instanceof LayerPlan.OnHost, "the convolution is on the host");
            long onDevice =
                    plans.stream().filter(LayerPlan.OnDevice.class::isInstance).count();
            assertTrue(onDevice >= 2, onDevice + " layers on the device");
            comparison.compare(network, List.of(DrawnNetwork.words(graph, seed)));
        }
        comparison.print("sums of 24 bits that saturate every 4 products");
    }
}
