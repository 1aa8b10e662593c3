package dev.intarsia.ir.range;

import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An input with which an accumulator reaches a bound of its range. The input's words are made when they are asked for. */
public final class Witness {

    private final ProductSum sum;
    private final Interval words;
    private final Map<String, Long> place;
    private final boolean upper;

    Witness(ProductSum sum, Interval words, Map<String, Long> place, boolean upper) {
        this.sum = sum;
        this.words = words;
        this.place = Map.copyOf(place);
        this.upper = upper;
    }

    /** The output element whose sum it is, one index an axis. */
    public List<Long> place() {
        return sum.outputs().stream().map(loop -> place.get(loop.variable())).toList();
    }

    /** The words of the input tensor, without the batch axis. */
    public RawTensor input() {
        Shape shape = sum.x().buffer().shape();
        int[] strides = shape.strides();
        long[] input = new long[shape.elements()];
        Arrays.fill(input, Interval.of(sum.zero()).clamp(words).low().longValueExact());
        Map<String, Long> variables = new HashMap<>(place);
        int channel = Math.toIntExact(place.get(sum.outputs().getLast().variable()));
        int[] tap = {channel * sum.products()};
        List<Index> order =
                sum.taps().stream().map(loop -> Index.of(loop.variable())).toList();
        IndexValue.enumerate(order, sum.taps(), taps -> {
            variables.putAll(taps);
            long weight = sum.weights().at(tap[0]++);
            if (weight != 0 && Pixels.isInside(sum, variables)) {
                int offset = 0;
                for (int axis = 0; axis < strides.length; axis++) {
                    offset += (int) IndexValue.of(sum.x().at().get(axis), variables) * strides[axis];
                }
                input[offset] = (weight > 0 == upper ? words.high() : words.low()).longValueExact();
            }
        });
        return RawTensor.owning(sum.x().buffer().format(), shape, input);
    }
}
