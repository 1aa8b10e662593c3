package dev.intarsia.hwtest.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.intarsia.hwtest.pass.KeptWords;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.pass.PrunedGraph;
import dev.intarsia.ir.pass.RemoveChannels;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Taking out dead and constant channels of real networks leaves every word that is left, and so much work. */
class PrunedLayersTest {

    @ParameterizedTest
    @CsvSource({
        "mlperf_tiny/vww_96_int8.tflite, 7489664, 3731093, 29231",
        "mlperf_tiny/kws_ref_model.tflite, 2656768, 2656768, 22016",
        "mlperf_tiny/ad01_int8.tflite, 264192, 264192, 264192",
        "tflm/person_detect.tflite, 7157888, 7077246, 207676"
    })
    void everyWordThatIsLeft(String name, long products, long productsLeft, long weightsLeft) {
        assumeTrue(CorpusFiles.present(), "the corpus of models is not there");
        QuantizedGraph whole = ImportedModel.of(CorpusFiles.model(name), ArithmeticProfile.TFLM)
                .graph();
        PrunedGraph pruned = RemoveChannels.apply(whole);
        assertEquals(products, products(whole));
        assertEquals(productsLeft, products(pruned.graph()));
        assertEquals(weightsLeft, weights(pruned.graph()));
        int compared = KeptWords.compare(whole, pruned, KeptWords.inputs(whole, new Random(20261125)));
        assertTrue(compared > 1);
        System.out.println("FIGURE products of " + name + " with all channels, and without dead and constant ones: "
                + products + ", " + productsLeft + " (" + compared + " tensors compared)");
    }

    private static long products(QuantizedGraph graph) {
        return graph.quantizedNodes().stream()
                .filter(node -> node.arithmetic() instanceof NodeArithmetic.Accumulate)
                .mapToLong(node -> (long) node.shape().elements() * length(node))
                .sum();
    }

    private static int length(QuantizedNode node) {
        return node.constant(1).shape().elements() / node.constant(1).shape().size(0);
    }

    private static long weights(QuantizedGraph graph) {
        return graph.quantizedNodes().stream()
                .filter(node -> node.arithmetic() instanceof NodeArithmetic.Accumulate)
                .mapToLong(node -> node.constant(1).shape().elements())
                .sum();
    }
}
