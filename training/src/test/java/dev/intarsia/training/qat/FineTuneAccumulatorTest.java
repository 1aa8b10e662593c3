package dev.intarsia.training.qat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.intarsia.cli.Pipeline;
import dev.intarsia.cli.size.CertificateChecker;
import dev.intarsia.cli.size.WidthCertificate;
import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.quantize.MeanSquaredError;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.quantize.Refinements;
import dev.intarsia.ir.quantize.WeightRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The example trained for accumulators from 20 down to 10 bits, with words that are projected at every step: none of them can overflow. */
@EnabledIfSystemProperty(named = "intarsia.tests", matches = "full")
class FineTuneAccumulatorTest {

    private static final int IMAGES = 20_000;

    @TempDir
    private Path folder;

    @Test
    void trainedSumsAreProved() {
        assumeTrue(FashionRuns.isInstalled(), "Debian's dataset-fashion-mnist is not installed");
        List<String> worse = new ArrayList<>();
        for (int bits : List.of(20, 18, 16, 14, 12, 10)) {
            QuantizedGraph graph = FashionRuns.trained(
                    folder.resolve("sums" + bits + ".inta"),
                    "--weights",
                    "int4",
                    "--activations",
                    "int4",
                    "--accumulator",
                    "int" + bits,
                    "--fit-accumulator",
                    "--limit",
                    Integer.toString(IMAGES),
                    "--epochs",
                    "1");
            FashionRuns.Score projected = FashionRuns.score(projected(bits));
            System.out.println("FIGURE int4 weights and activations, accumulators of " + bits
                    + " bits, projected, not trained: " + projected.text());
            FashionRuns.Score trained = FashionRuns.score(graph);
            System.out.println("FIGURE int4 weights and activations, accumulators of " + bits + " bits, trained: "
                    + trained.text());
            if (trained.right() < projected.right()) {
                worse.add(bits + " bits: " + trained.text());
            }
            WidthCertificate certificate = WidthCertificate.of(graph);
            assertEquals(List.of(), CertificateChecker.check(certificate, graph));
            certificate.layers().forEach(layer -> assertTrue(layer.bits() <= bits, layer.name()));
            graph.quantizedNodes().stream()
                    .map(node -> node.arithmetic())
                    .filter(NodeArithmetic.Accumulate.class::isInstance)
                    .map(NodeArithmetic.Accumulate.class::cast)
                    .forEach(sum -> assertTrue(sum.accumulation() instanceof Accumulation.Exact, sum.toString()));
            System.out.println("COUNT layers whose trained sums are proved to fit " + bits + " bits: "
                    + certificate.layers().size());
        }
        assertEquals(List.of(), worse, "training lost what projecting alone had");
    }

    /** Where the training begins: the same settings, ranges of the same images. */
    private static QuantizedGraph projected(int bits) {
        QuantizationSettings settings = QuantizationSettings.int8()
                .withBits(4, 4)
                .withEstimator(new MeanSquaredError())
                .withWeightRange(WeightRange.LEAST_ERROR)
                .withRefinements(new Refinements(false, false, false, true))
                .withAccumulator(new Accumulation.Wrap(new IntFormat(true, bits)));
        Graph simple = Pipeline.simplify(FashionRuns.model().graph());
        return Pipeline.quantize(simple, Pipeline.calibrate(simple, FashionRuns.training(256)), settings)
                .graph();
    }
}
