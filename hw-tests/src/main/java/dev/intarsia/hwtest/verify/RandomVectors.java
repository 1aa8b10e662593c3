package dev.intarsia.hwtest.verify;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Vectors that no data set has: the corners of the inputs' format first (all words the least, the greatest, the zero point, least and
 * greatest in turn), then words drawn at random, every other vector with corner words among them. The same seed gives the same vectors.
 */
public final class RandomVectors {

    private static final int CORNERS = 4;

    private RandomVectors() {}

    /** One vector: for each input of a quantized graph its words, without the batch axis. */
    public static List<RawTensor> vector(Graph graph, long seed, int sample) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + sample);
        List<RawTensor> inputs = new ArrayList<>();
        for (Input input : graph.inputs()) {
            Quantized element = input.type().quantized();
            IntFormat format = element.format();
            Shape shape = input.type().shape().withoutFirst();
            long[] words = new long[shape.elements()];
            for (int i = 0; i < words.length; i++) {
                words[i] = switch (sample) {
                    case 0 -> format.min();
                    case 1 -> format.max();
                    case 2 -> element.zeroPoint();
                    case 3 -> i % 2 == 0 ? format.min() : format.max();
                    default -> drawn(random, element, sample % 2 == 0);
                };
            }
            inputs.add(RawTensor.owning(format, shape, words));
        }
        return inputs;
    }

    private static long drawn(SplittableRandom random, Quantized element, boolean corners) {
        IntFormat format = element.format();
        if (corners && random.nextInt(CORNERS) == 0) {
            return switch (random.nextInt(CORNERS)) {
                case 0 -> format.min();
                case 1 -> format.max();
                case 2 -> element.zeroPoint();
                default -> format.contains(element.zeroPoint() + 1) ? element.zeroPoint() + 1 : format.min();
            };
        }
        return format.bits() == 64 ? random.nextLong() : random.nextLong(format.min(), format.max() + 1);
    }
}
