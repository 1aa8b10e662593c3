package dev.intarsia.cli.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.cli.size.CertificateChecker;
import dev.intarsia.cli.size.WidthCertificate;
import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.quantize.MeanSquaredError;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.quantize.Refinements;
import dev.intarsia.ir.quantize.WeightRange;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The example with accumulators from 20 down to 10 bits: as they come, and with words that are chosen so that no sum can leave them. */
@EnabledIfSystemProperty(named = "intarsia.tests", matches = "full")
@Timeout(value = 28, unit = TimeUnit.MINUTES)
class AccumulatorWidthTest {

    private static final QuantizationSettings SETTINGS = QuantizationSettings.int8()
            .withBits(4, 4)
            .withEstimator(new MeanSquaredError())
            .withWeightRange(WeightRange.LEAST_ERROR);

    @Test
    void fittedSumsAreProved() {
        LabelledModel model = LabelledModel.fashion();
        Outcome.Meter meter = new Outcome.Meter(model);
        System.out.println("FIGURE fashion, real numbers: " + meter.realRight() + " of " + model.samples() + " right");
        Optional<Outcome> wider = Optional.empty();
        Optional<Outcome> widerFitted = Optional.empty();
        for (int bits : List.of(20, 18, 16, 14, 12, 10)) {
            QuantizationSettings narrow = SETTINGS.withAccumulator(new Accumulation.Wrap(new IntFormat(true, bits)));
            Outcome plain = wider.filter(found -> fits(found, bits)).orElseGet(() -> meter.of(narrow));
            wider = Optional.of(plain);
            System.out.println(
                    "FIGURE int4 weights and activations, accumulators of " + bits + " bits, plain: " + plain.text());
            Outcome fitted = widerFitted
                    .filter(found -> fits(found, bits))
                    .orElseGet(() -> meter.of(narrow.withRefinements(new Refinements(false, true, false, true))));
            widerFitted = Optional.of(fitted);
            System.out.println(
                    "FIGURE int4 weights and activations, accumulators of " + bits + " bits, fitted: " + fitted.text());
            fitted.graphs().forEach(graph -> assertProved(graph, bits));
        }
    }

    /** Whether every sum is proved to fit so many bits: then asking for these changes nothing. */
    private static boolean fits(Outcome found, int bits) {
        return found.graphs().stream()
                .allMatch(graph -> sums(graph).allMatch(sum -> sum.accumulation() instanceof Accumulation.Exact)
                        && WidthCertificate.of(graph).layers().stream().allMatch(layer -> layer.bits() <= bits));
    }

    /** Every layer's sums are proved to fit, by range analysis and by the checker that does without it. */
    private static void assertProved(QuantizedGraph graph, int bits) {
        WidthCertificate certificate = WidthCertificate.of(graph);
        assertEquals(List.of(), CertificateChecker.check(certificate, graph));
        certificate.layers().forEach(layer -> assertTrue(layer.bits() <= bits, layer.name() + ": " + layer.bits()));
        sums(graph).forEach(sum -> assertTrue(sum.accumulation() instanceof Accumulation.Exact, sum.toString()));
        System.out.println("COUNT layers whose sums are proved to fit " + bits + " bits: "
                + certificate.layers().size());
    }

    private static Stream<NodeArithmetic.Accumulate> sums(QuantizedGraph graph) {
        return graph.quantizedNodes().stream()
                .map(node -> node.arithmetic())
                .filter(NodeArithmetic.Accumulate.class::isInstance)
                .map(NodeArithmetic.Accumulate.class::cast);
    }
}
