package dev.intarsia.simulator.lanes;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Staircase;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.range.PartialSums;
import java.util.Optional;

/**
 * What becomes of the exact sum of a channel's products: bias, requantizer, clamp. Results are words less the zero point, as
 * {@link Tensors} keeps them.
 */
final class SumWords {

    /** Lines of more steps are not tried: finding each takes some twenty rescalings. */
    private static final long MOST_STEPS = 1 << 12;

    private final NodeArithmetic.Accumulate arithmetic;
    private final long zero;

    private SumWords(NodeArithmetic.Accumulate arithmetic, long zero) {
        this.arithmetic = arithmetic;
        this.zero = zero;
    }

    static SumWords of(QuantizedNode node, NodeArithmetic.Accumulate arithmetic) {
        return new SumWords(arithmetic, node.element().zeroPoint());
    }

    /** The least result. */
    long low() {
        return arithmetic.clamp().low() - zero;
    }

    /** The greatest result. */
    long high() {
        return arithmetic.clamp().high() - zero;
    }

    /**
     * A channel as a line. Sums that stay inside of the accumulator are the exact ones in every mode of accumulation.
     *
     * @return empty where no line is proved: the accumulator may leave its width, say, or the requantizer falls
     */
    Optional<Line> line(int channel, PartialSums sums, long bias) {
        IntFormat width = arithmetic.accumulation().format();
        if (!width.contains(bias + sums.low()) || !width.contains(bias + sums.high())) {
            return Optional.empty();
        }
        return IntegerRescale.of(arithmetic.output(), channel)
                .filter(rescale ->
                        high() - low() <= MOST_STEPS && rescale.isDefined(bias + sums.low(), bias + sums.high()))
                .flatMap(rescale -> Line.of(
                        Staircase.of(sums.low(), sums.high(), sum -> Math.clamp(rescale.at(sum + bias), low(), high())),
                        rescale.slope(),
                        -bias,
                        low(),
                        high()));
    }
}
