package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.hwtest.pass.KeptWords;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.RealScale;
import dev.intarsia.ir.arithmetic.Requantizer;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.arithmetic.Staircase;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.pass.CountThresholds;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.pass.MultiplyLine;
import dev.intarsia.ir.pass.ProveRequantizers;
import dev.intarsia.ir.pass.ProvedGraph;
import dev.intarsia.ir.proof.CheckCertificate;
import dev.intarsia.ir.proof.ProvedChannels;
import dev.intarsia.ir.proof.WordRanges;
import dev.intarsia.ir.range.KernelVerifier;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.oracle.Oracle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Random networks with requantizers of real numbers give the same words with integer ones, and where these are not found, by counting
 * thresholds.
 */
class ProvedRequantizersTest {

    private static final List<Requantizer> INTEGERS = List.of(
            MultiplyShift.SINGLE,
            new MultiplyShift(32, false, Rounding.HALF_AWAY),
            new MultiplyShift(32, false, Rounding.HALF_EVEN));

    private static int networks;
    private static int layers;
    private static int channels;
    private static int counted;
    private static int lines;

    /** One draw of everything. */
    record Case(NetworkDraw network, TargetDraw target, boolean wide) {}

    @Provide
    Arbitrary<Case> cases() {
        return Combinators.combine(
                        Draws.networks(false), Draws.targets(false), net.jqwik.api.Arbitraries.of(true, false))
                .as(Case::new);
    }

    @Property(tries = 150, seed = "20261126", edgeCases = net.jqwik.api.EdgeCasesMode.NONE)
    void ordinary(@ForAll("cases") Case drawn) {
        check(drawn);
    }

    @Property(tries = 3000, seed = "44", edgeCases = net.jqwik.api.EdgeCasesMode.NONE)
    @AddLifecycleHook(Full.class)
    void full(@ForAll("cases") Case drawn) {
        check(drawn);
    }

    @AfterContainer
    static void count() {
        System.out.println("COUNT networks with real requantizers that are equal in integers: " + networks + " ("
                + layers + " layers of " + channels + " channels proved, " + counted + " layers count thresholds, "
                + lines + " of them multiply and add)");
        assertTrue(layers > networks / 4, layers + " layers in " + networks + " networks");
        assertTrue(counted > networks && lines * 2 > counted, counted + " by thresholds, " + lines + " by lines");
    }

    private static void check(Case drawn) {
        QuantizedGraph integers =
                DrawnNetwork.of(drawn.network(), drawn.target().accelerator());
        QuantizedGraph real = withRealScales(integers, drawn.wide() ? RealScale.R4 : RealScale.R3);
        ProvedGraph proved = ProveRequantizers.apply(real, INTEGERS);
        proved.certificates()
                .values()
                .forEach(certificates -> certificates.forEach(
                        c -> assertEquals(Optional.empty(), CheckCertificate.complaint(c), c.text())));
        List<RawTensor> inputs =
                KeptWords.inputs(real, new Random(drawn.network().seed()));
        KeptWords.compare(real, proved.graph(), inputs);
        counted(real, proved, inputs);
        networks++;
        layers += proved.certificates().size();
        channels += proved.certificates().values().stream().mapToInt(List::size).sum();
    }

    private static void counted(QuantizedGraph real, ProvedGraph proved, List<RawTensor> inputs) {
        SequencedMap<String, RawTensor> expected = KeptWords.run(real, inputs);
        Map<String, RawTensor> found = new HashMap<>();
        new Oracle().run(proved.program(), inputs, found::put);
        expected.forEach((name, words) -> assertEquals(words, found.get(name), name));
        for (int i = 0; i < inputs.size(); i++) {
            expected.put(real.graph().inputs().get(i).name(), inputs.get(i));
        }
        WordRanges ranges = WordRanges.of(real);
        for (Kernel kernel : Lower.lower(real).kernels()) {
            Optional<ProvedChannels> sums = ranges.sums(kernel.name());
            if (sums.isPresent()) {
                List<Staircase> steps = sums.get().channels().stream()
                        .map(ProvedChannels.Channel::steps)
                        .toList();
                same(CountThresholds.apply(kernel, steps).orElseThrow(), expected);
                counted++;
                Optional<Kernel> line = MultiplyLine.apply(kernel, steps);
                line.ifPresent(k -> same(k, expected));
                lines += line.isPresent() ? 1 : 0;
            }
        }
    }

    /** The kernel is proved to stay inside of its types, and gives the expected words. */
    private static void same(Kernel kernel, Map<String, RawTensor> expected) {
        verify(kernel);
        assertEquals(
                expected.get(kernel.name()), new Oracle().run(kernel, expected).get(kernel.name()), kernel.name());
    }

    private static void verify(Kernel kernel) {
        Diagnostics diagnostics = new Diagnostics();
        KernelVerifier.verify(kernel, diagnostics);
        diagnostics.stopOnErrors();
    }

    /** The same network with scales in floating point, about as large. */
    private static QuantizedGraph withRealScales(QuantizedGraph graph, RealScale form) {
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.graph().nodes()) {
            nodes.add(
                    switch (node.arithmetic().orElseThrow()) {
                        case NodeArithmetic.Accumulate a ->
                            node.withArithmetic(
                                    new NodeArithmetic.Accumulate(a.accumulation(), real(a.output(), form), a.clamp()));
                        case NodeArithmetic.Rescale r ->
                            node.withArithmetic(new NodeArithmetic.Rescale(real(r.output(), form), r.clamp()));
                        default -> node;
                    });
        }
        Graph real = graph.graph();
        return new QuantizedGraph(
                new Graph(real.name(), real.inputs(), real.constants(), nodes, real.outputs()), graph.profile());
    }

    private static Rescaling real(Rescaling rescaling, RealScale form) {
        return new Rescaling(
                form,
                rescaling.parameters().stream()
                        .map(p ->
                                new ScaleParameters(form.scaleBits(Math.scalb((double) p.multiplier(), -p.shift())), 0))
                        .toList());
    }
}
