package dev.intarsia.training.qat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.intarsia.cli.PairedCounts;
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
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The example trained for accumulators from 20 down to 10 bits, with words that are projected at every step: none of them can overflow. */
@EnabledIfSystemProperty(named = "intarsia.tests", matches = "full")
class FineTuneAccumulatorTest {

    private static final int IMAGES = 20_000;
    /** Up to so many bits the accumulator costs the projected words something, and training has to win; above, it has not to lose more than chance does. */
    private static final int NARROW = 14;

    @TempDir
    private Path folder;

    /** Of one width: the network where training begins, what came of it, and their scores. */
    private record Pair(
            QuantizedGraph projected, FashionRuns.Score before, QuantizedGraph trained, FashionRuns.Score after) {

        /** Whether no sum of either can leave so many bits: then they are what is projected, and trained, for these. */
        boolean fits(int bits) {
            return widest(projected) <= bits && widest(trained) <= bits;
        }
    }

    @Test
    void trainedSumsAreProved() {
        assumeTrue(FashionRuns.isInstalled(), "Debian's dataset-fashion-mnist is not installed");
        List<String> worse = new ArrayList<>();
        Optional<Pair> before = Optional.empty();
        for (int bits : List.of(20, 18, 16, 14, 12, 10)) {
            Pair pair = before.filter(wider -> wider.fits(bits)).orElseGet(() -> pair(bits));
            before = Optional.of(pair);
            String name = "int4 weights and activations, accumulators of " + bits + " bits, ";
            System.out.println("FIGURE " + name + "projected, not trained: " + pair.before.text());
            System.out.println("FIGURE " + name + "trained: " + pair.after.text());
            PairedCounts gained = pair.after.against(pair.before);
            System.out.printf(
                    Locale.ROOT,
                    "FIGURE %strained beside projected: %d won, %d lost (95 %%: %+.2f to %+.2f points)%n",
                    name,
                    gained.won(),
                    gained.lost(),
                    100 * gained.low(),
                    100 * gained.high());
            boolean isWorse = bits <= NARROW ? gained.won() <= gained.lost() : gained.high() < 0;
            if (isWorse) {
                worse.add(bits + " bits: " + pair.after.text());
            }
            assertProved(pair.projected, bits);
            assertProved(pair.trained, bits);
            System.out.println("COUNT layers whose trained sums are proved to fit " + bits + " bits: "
                    + WidthCertificate.of(pair.trained).layers().size());
        }
        assertEquals(List.of(), worse, "training lost what projecting alone had");
    }

    private Pair pair(int bits) {
        QuantizedGraph projected = projected(bits);
        QuantizedGraph trained = FashionRuns.trained(
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
        return new Pair(projected, FashionRuns.score(projected), trained, FashionRuns.score(trained));
    }

    private static int widest(QuantizedGraph graph) {
        return WidthCertificate.of(graph).layers().stream()
                .mapToInt(layer -> layer.bits())
                .max()
                .orElse(0);
    }

    /** The checker, which does without range analysis, accepts that every sum fits, and each is an exact one: it cannot overflow. */
    private static void assertProved(QuantizedGraph graph, int bits) {
        assertEquals(List.of(), CertificateChecker.check(WidthCertificate.of(graph), graph));
        assertTrue(widest(graph) <= bits);
        graph.quantizedNodes().stream()
                .map(node -> node.arithmetic())
                .filter(NodeArithmetic.Accumulate.class::isInstance)
                .map(NodeArithmetic.Accumulate.class::cast)
                .forEach(sum -> assertTrue(sum.accumulation() instanceof Accumulation.Exact, sum.toString()));
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
