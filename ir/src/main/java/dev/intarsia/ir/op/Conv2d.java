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
 * Convolution of an image [n, h, w, C] with weights [K, R, S, C ÷ groups] and a bias [K] that may be missing.
 *
 * @param groups input and output channels fall into so many groups; a group's outputs read that group's inputs only
 * @param activations how a network of real numbers sees the image
 */
public record Conv2d(Sliding sliding, int groups, Activations activations) implements ConvolutionOp {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "conv2d",
            List.of(Operand.tensor("image"), Operand.weight("weights"), Operand.optionalWeight("bias")),
            List.of(
                    WindowSyntax.STRIDE,
                    WindowSyntax.PADDING,
                    WindowSyntax.DILATION,
                    new OpSyntax.Parameter("groups", OpSyntax.Kind.WHOLE_NUMBER, List.of(), WindowSyntax.number(1)),
                    Activations.PARAMETER),
            "convolution with weights [k, r, s, c]",
            arguments -> new Conv2d(
                    WindowSyntax.sliding(arguments),
                    WindowSyntax.inside("groups", arguments.whole("groups"), 1),
                    Activations.read(arguments)));

    /** Of real numbers as they are. */
    public Conv2d(Sliding sliding, int groups) {
        this(sliding, groups, Activations.EXACT);
    }

    public Conv2d {
        if (groups < 1) {
            throw new IllegalArgumentException("there is at least one group");
        }
    }

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public List<Attribute> attributes() {
        List<Attribute> attributes = new ArrayList<>(WindowSyntax.attributes(sliding));
        if (groups != 1) {
            attributes.add(new Attribute("groups", WindowSyntax.number(groups)));
        }
        attributes.addAll(activations.attributes());
        return attributes;
    }

    @Override
    public Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        if (!rule.hasOperands(2, 3) || !rule.isImage(0) || !rule.weightsFit(groups)) {
            return Optional.empty();
        }
        Shape weights = rule.operand(1);
        return rule.slide(sliding.window(weights.size(1), weights.size(2)), weights.size(0));
    }

    @Override
    public int groups(Shape operand) {
        return groups;
    }

    @Override
    public Op with(Sliding other) {
        return new Conv2d(other, groups, activations);
    }
}
