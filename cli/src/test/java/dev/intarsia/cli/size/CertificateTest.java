package dev.intarsia.cli.size;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.cli.loss.AccumulatorProbe;
import dev.intarsia.frontend.model.ModelReader;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.range.AccumulatorRange;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.layerwise.SumLayer;
import dev.intarsia.simulator.oracle.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is proved of accumulators: witnesses reach their bounds, and the checker refuses whatever is not exactly so. */
class CertificateTest {

    private static final int FALSE_CERTIFICATES = 100;

    private static List<QuantizedGraph> networks() throws IOException {
        Path corpus = Path.of(System.getProperty("intarsia.root"), "corpus");
        List<QuantizedGraph> networks = new ArrayList<>();
        for (String name : List.of(
                "conv2d-int8",
                "conv2d-int8-strided",
                "conv2d-int8-dilated",
                "conv2d-int8-groups",
                "conv2d-weights4",
                "conv2d-unsigned",
                "depthwise-int8-multiplier2",
                "dense-int8",
                "dense-saturate-chunk1",
                "dense-wrap8")) {
            Path model = corpus.resolve(name).resolve("model.inta");
            assertTrue(Files.exists(model), model.toString());
            networks.add(ModelReader.read(model).quantized().orElseThrow());
        }
        return networks;
    }

    @Test
    void theCheckerAgreesWithRangeAnalysis() throws IOException {
        for (QuantizedGraph network : networks()) {
            WidthCertificate claim = WidthCertificate.of(network);
            assertFalse(claim.layers().isEmpty());
            assertEquals(
                    List.of(),
                    CertificateChecker.check(claim, network),
                    network.graph().name());
        }
    }

    /** Every witness is run: by the oracle, and by whole layers. */
    @Test
    void everyWitnessReachesItsBound() throws IOException {
        int witnesses = 0;
        for (QuantizedGraph network : networks()) {
            for (QuantizedNode node : network.quantizedNodes()) {
                for (AccumulatorRange range : WidthCertificate.ranges(node)) {
                    witnesses += reaches(
                            node,
                            range,
                            range.lowWitness().input(),
                            range.lowWitness().place(),
                            range.low());
                    witnesses += reaches(
                            node,
                            range,
                            range.highWitness().input(),
                            range.highWitness().place(),
                            range.high());
                }
            }
        }
        System.out.println("COUNT witnesses that reach a proved bound on two engines: " + witnesses);
        assertTrue(witnesses >= 100, witnesses + " witnesses");
    }

    private static int reaches(
            QuantizedNode node, AccumulatorRange range, RawTensor input, List<Long> place, long bound) {
        int position = 0;
        for (int axis = 0; axis < place.size(); axis++) {
            position = position * node.shape().size(axis) + Math.toIntExact(place.get(axis));
        }
        assertEquals(bound, SumLayer.of(node).orElseThrow().exact(input)[position]);
        QuantizedNode wide = node.withAccumulation(
                new dev.intarsia.ir.arithmetic.Accumulation.Wrap(dev.intarsia.ir.arithmetic.IntFormat.I64));
        Kernel probe = AccumulatorProbe.of(node.node().op().lower(wide)).orElseThrow();
        RawTensor sums = new Oracle()
                .run(probe, Map.of(node.node().operands().getFirst(), input))
                .get(node.name());
        assertEquals(bound, sums.at(position), node.name() + ", channel " + range.channel());
        return 1;
    }

    @Test
    void everyFalseCertificateIsRefused() throws IOException {
        Random random = new Random(17);
        List<QuantizedGraph> networks = networks();
        for (int i = 0; i < FALSE_CERTIFICATES; i++) {
            QuantizedGraph network = networks.get(random.nextInt(networks.size()));
            WidthCertificate right = WidthCertificate.of(network);
            WidthCertificate wrong = falsified(right, random);
            assertFalse(wrong.equals(right));
            assertFalse(CertificateChecker.check(wrong, network).isEmpty(), wrong.text());
        }
        System.out.println("COUNT planted false certificates that the checker refused: " + FALSE_CERTIFICATES);
    }

    private static WidthCertificate falsified(WidthCertificate right, Random random) {
        List<WidthCertificate.Layer> layers = new ArrayList<>(right.layers());
        int at = random.nextInt(layers.size());
        WidthCertificate.Layer layer = layers.get(at);
        List<WidthCertificate.Channel> channels = new ArrayList<>(layer.channels());
        int k = random.nextInt(channels.size());
        WidthCertificate.Channel c = channels.get(k);
        long step = (random.nextBoolean() ? 1 : -1) * (1L << random.nextInt(6));
        int bits = layer.bits();
        int biasBits = layer.biasBits();
        long partialHigh = layer.partialHigh();
        WidthCertificate.Requantizer requantizer = layer.requantizer();
        switch (random.nextInt(10)) {
            case 0 -> channels.set(k, new WidthCertificate.Channel(c.low() + step, c.lowAt(), c.high(), c.highAt()));
            case 1 -> channels.set(k, new WidthCertificate.Channel(c.low(), c.lowAt(), c.high() + step, c.highAt()));
            case 2 ->
                channels.set(k, new WidthCertificate.Channel(c.low(), elsewhere(c.lowAt()), c.high(), c.highAt()));
            case 3 -> channels.remove(k);
            case 4 -> bits += random.nextBoolean() ? 1 : -1;
            case 5 -> biasBits++;
            case 6 ->
                requantizer = new WidthCertificate.Requantizer(
                        requantizer.multiplierBits() - 1, requantizer.leastShift(), requantizer.greatestShift());
            case 7 ->
                requantizer = new WidthCertificate.Requantizer(
                        requantizer.multiplierBits(), requantizer.leastShift() + 1, requantizer.greatestShift());
            case 8 -> partialHigh += step;
            default -> {
                layers.remove(at);
                return new WidthCertificate(layers);
            }
        }
        layers.set(
                at,
                new WidthCertificate.Layer(
                        layer.name(), bits, biasBits, requantizer, layer.partialLow(), partialHigh, channels));
        return new WidthCertificate(layers);
    }

    /** Another channel's element: no witness of this one. */
    private static List<Long> elsewhere(List<Long> place) {
        List<Long> other = new ArrayList<>(place);
        other.set(other.size() - 1, other.getLast() + 1);
        return other;
    }
}
