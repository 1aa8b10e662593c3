package dev.intarsia.cli.size;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.graph.QuantizedNode;
import java.math.BigInteger;
import java.util.Optional;

/**
 * How wide a layer has to be.
 *
 * @param layer its name
 * @param wordBits of its result
 * @param weightBits of its weights; 0 without any
 * @param weights how many weights it has
 * @param sum of its accumulators; empty where it has none
 * @param seen what was observed
 */
public record LayerWidth(String layer, int wordBits, int weightBits, int weights, Optional<Sum> sum, Observed seen) {

    /**
     * Accumulators.
     *
     * @param provedBits the narrowest signed width that no input can leave
     * @param observedBits the narrowest signed width that no sum of the data left
     */
    public record Sum(int provedBits, int observedBits) {}

    static LayerWidth of(QuantizedNode node, Optional<Integer> provedBits, Observed seen) {
        boolean weighted =
                node.constants().size() > 1 && node.constants().get(1).isPresent();
        return new LayerWidth(
                node.name(),
                node.element().format().bits(),
                weighted ? node.operandElement(1).format().bits() : 0,
                weighted ? node.constant(1).shape().elements() : 0,
                provedBits
                        .filter(bits -> seen.hasSums())
                        .map(bits -> new Sum(
                                bits,
                                IntFormat.holdingSigned(BigInteger.valueOf(seen.low()), BigInteger.valueOf(seen.high()))
                                        .bits())),
                seen);
    }
}
