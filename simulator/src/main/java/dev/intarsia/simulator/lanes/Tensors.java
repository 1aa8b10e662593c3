package dev.intarsia.simulator.lanes;

import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import java.util.List;
import java.util.Optional;

/**
 * The tensors of one inference, each as floats in its {@link Layout}: words less their zero point, so that a border of zeros is what
 * surrounds an image. Floats hold integers of up to 24 bits exactly; a tensor of wider words is only kept as words.
 *
 * <p>Words are made from floats when they are asked for.
 */
final class Tensors {

    /** Every integer from −2^24 to 2^24 is a float. */
    static final long EXACT = 1L << 24;

    /**
     * A tensor.
     *
     * @param layout empty where its words do not fit floats
     */
    record Kind(String name, Quantized element, Layout plain, Optional<Layout> layout) {

        /** Whether all words of an element, less the zero point, are floats. */
        static boolean fits(Quantized element) {
            return element.format().bits() <= 24
                    && element.format().max() - element.zeroPoint() <= EXACT
                    && element.zeroPoint() - element.format().min() <= EXACT;
        }
    }

    private final List<Kind> kinds;
    private final float[][] floats;
    private final int[][] starts;
    private final RawTensor[] words;
    private float[] scratch = new float[0];

    Tensors(List<Kind> kinds) {
        this.kinds = kinds;
        floats = new float[kinds.size()][];
        starts = new int[kinds.size()][];
        words = new RawTensor[kinds.size()];
        for (int i = 0; i < floats.length; i++) {
            Optional<Layout> layout = kinds.get(i).layout();
            if (layout.isPresent()) {
                floats[i] = new float[layout.get().size()];
                starts[i] = layout.get().starts(layout.get().run());
            }
        }
    }

    /** Room for a stage's own use, whatever is in it. */
    float[] scratch(int floatsNeeded) {
        if (scratch.length < floatsNeeded) {
            scratch = new float[floatsNeeded];
        }
        return scratch;
    }

    /** A tensor's floats, to be read, or to be written by the stage that makes it. */
    float[] floats(int tensor) {
        return floats[tensor];
    }

    /** Says that a tensor's floats are new. */
    void written(int tensor) {
        words[tensor] = null;
    }

    /** Sets a tensor. */
    void set(int tensor, RawTensor value) {
        words[tensor] = value;
        if (floats[tensor] != null) {
            long zero = kinds.get(tensor).element().zeroPoint();
            float[] to = floats[tensor];
            int run = kinds.get(tensor).layout().orElseThrow().run();
            int element = 0;
            for (int start : starts[tensor]) {
                for (int i = 0; i < run; i++) {
                    to[start + i] = value.at(element++) - zero;
                }
            }
        }
    }

    /** A tensor's words. */
    RawTensor words(int tensor) {
        if (words[tensor] == null) {
            Kind kind = kinds.get(tensor);
            long[] raw = new long[kind.plain().shape().elements()];
            long zero = kind.element().zeroPoint();
            float[] from = floats[tensor];
            int run = kind.layout().orElseThrow().run();
            int element = 0;
            for (int start : starts[tensor]) {
                for (int i = 0; i < run; i++) {
                    raw[element++] = (long) from[start + i] + zero;
                }
            }
            words[tensor] =
                    RawTensor.owning(kind.element().format(), kind.plain().shape(), raw);
        }
        return words[tensor];
    }
}
