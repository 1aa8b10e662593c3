package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Convolution of each channel by itself: an image [n, h, w, C], weights [K, R, S, 1] with K a multiple of C, and a bias [K] that may
 * be missing. Output channel k reads input channel k ÷ (K ÷ C).
 *
 * @param activations how a network of real numbers sees the image
 */
public record DepthwiseConv2d(Sliding sliding, Activations activations) implements ConvolutionOp {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "depthwise_conv2d",
            List.of(Operand.tensor("image"), Operand.weight("weights"), Operand.optionalWeight("bias")),
            List.of(WindowSyntax.STRIDE, WindowSyntax.PADDING, WindowSyntax.DILATION, Activations.PARAMETER),
            "convolution of each channel by itself, weights [k, r, s, 1]",
            arguments -> new DepthwiseConv2d(WindowSyntax.sliding(arguments), Activations.read(arguments)));

    /** Of real numbers as they are. */
    public DepthwiseConv2d(Sliding sliding) {
        this(sliding, Activations.EXACT);
    }

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public List<Attribute> attributes() {
        List<Attribute> attributes = new ArrayList<>(WindowSyntax.attributes(sliding));
        attributes.addAll(activations.attributes());
        return attributes;
    }

    @Override
    public Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        if (!rule.hasOperands(2, 3)
                || !rule.isImage(0)
                || !rule.hasAxes(1, 4, "weights [k, r, s, 1]", "give the weights four axes, output channels first")) {
            return Optional.empty();
        }
        Shape weights = rule.operand(1);
        int channels = rule.operand(0).size(3);
        int outputs = weights.size(0);
        if (weights.size(3) != 1) {
            return rule.refuse(
                    "depthwise weights have one input channel, found " + weights,
                    "order the weights [k, r, s, 1]: output channels are the first axis");
        }
        if (outputs % channels != 0) {
            return rule.refuse(
                    "the weights " + weights + " give " + outputs + " output channels, no multiple of the image's "
                            + channels,
                    "each input channel gives equally many output channels");
        }
        if (!rule.isPerChannel(2, "bias", outputs)) {
            return Optional.empty();
        }
        return rule.slide(sliding.window(weights.size(1), weights.size(2)), outputs);
    }

    @Override
    public int groups(Shape operand) {
        return operand.size(3);
    }

    @Override
    public Op with(Sliding other) {
        return new DepthwiseConv2d(other, activations);
    }
}
