package dev.intarsia.frontend.onnx;

import dev.intarsia.ir.graph.AffinePerChannel;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.Clamping;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.graph.WordMaking;
import dev.intarsia.ir.op.Add;
import dev.intarsia.ir.op.Binary;
import dev.intarsia.ir.op.BinaryFunction;
import dev.intarsia.ir.op.Mul;
import dev.intarsia.ir.op.MultiThreshold;
import dev.intarsia.ir.op.Reshape;
import dev.intarsia.ir.op.Sub;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Maps of each channel by itself, one after the other, and the words that are made of their result. Each map either never falls or never rises as
 * its element rises, in float32, too: so the same holds for the words.
 */
final class RealChain {

    /**
     * One map.
     *
     * @param operands its constants, and empty for the element that flows
     */
    record Link(Op op, List<Optional<RealTensor>> operands) {}

    private final List<Link> links;
    private final Shape shape;
    private final Quantized element;
    private final dev.intarsia.ir.arithmetic.Rounding rounding;

    private RealChain(List<Link> links, Shape shape, Node words) {
        this.links = links;
        this.shape = shape;
        this.element = words.type().quantized();
        this.rounding = ((WordMaking) words.op()).rounding();
    }

    /**
     * The chain, if it keeps channels apart and in their order.
     *
     * @param sums the shape of what goes in; places beside channels are taken to be alike, which only maps that move nothing leave alike
     * @param words the conversion at its end
     */
    static Optional<RealChain> of(List<Link> links, Shape sums, Node words) {
        int channels = sums.size(-1);
        boolean moves = links.stream().anyMatch(link -> link.op() instanceof Reshape);
        if (moves && sums.elements() != channels
                || !(words.op() instanceof WordMaking)
                || !words.type().quantized().scale().isPerTensor()) {
            return Optional.empty();
        }
        List<Integer> sizes = new ArrayList<>(sums.sizes());
        for (int axis = 0; axis < sizes.size() - 1; axis++) {
            sizes.set(axis, 1);
        }
        RealChain chain = new RealChain(links, new Shape(sizes), words);
        return chain.numbers(new float[channels]).length == channels ? Optional.of(chain) : Optional.empty();
    }

    /** Whether an operator is a map that never falls or never rises in the operand with this index, the others being constant. */
    static boolean mayHold(Op op, int index) {
        return op instanceof Clamping
                || op instanceof AffinePerChannel
                || op instanceof Add
                || op instanceof Sub
                || op instanceof Mul
                || op instanceof MultiThreshold && index == 0
                || op instanceof Reshape && op.capabilities().contains(Capability.MOVES_DATA)
                || op.equals(new Binary(BinaryFunction.DIV)) && index == 0;
    }

    /** The words of one number for each channel. */
    long[] words(float[] numbers) {
        float[] results = numbers(numbers);
        long[] words = new long[results.length];
        float scale = (float) element.scale().at(0);
        double least = element.format().min() - element.zeroPoint();
        double greatest = element.format().max() - element.zeroPoint();
        for (int i = 0; i < words.length; i++) {
            float steps = results[i] / scale;
            words[i] = Math.clamp(
                    rounding.round(Math.clamp((double) steps, least - 1, greatest + 1)) + element.zeroPoint(),
                    element.format().min(),
                    element.format().max());
        }
        return words;
    }

    private float[] numbers(float[] numbers) {
        RealTensor value = RealTensor.owning(shape, numbers.clone());
        for (Link link : links) {
            RealTensor before = value;
            value = link.op()
                    .real(link.operands().stream()
                            .map(operand -> operand.orElse(before))
                            .toList());
        }
        return value.toArray();
    }
}
