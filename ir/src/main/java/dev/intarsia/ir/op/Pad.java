package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.graph.SpatialPadding;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Optional;

/** An image [n, h, w, c] surrounded by real zeros. */
public record Pad(Padding.Explicit padding) implements MoveOp, SpatialPadding {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "pad",
            List.of(Operand.tensor("image")),
            List.of(new OpSyntax.Parameter("padding", OpSyntax.Kind.WHOLE_NUMBERS, List.of(), null)),
            "surrounds an image with zeros: [top, bottom, left, right]",
            arguments -> new Pad(WindowSyntax.explicit(arguments)));

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public List<Attribute> attributes() {
        return List.of(WindowSyntax.sides(padding));
    }

    @Override
    public Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        if (!rule.hasOperands(1, 1) || !rule.isImage(0)) {
            return Optional.empty();
        }
        Shape image = rule.operand(0);
        return Optional.of(Shape.of(
                image.size(0),
                image.size(1) + padding.top() + padding.bottom(),
                image.size(2) + padding.left() + padding.right(),
                image.size(3)));
    }

    @Override
    public boolean changesNothing(Shape operand) {
        return padding.equals(new Padding.Explicit(0, 0, 0, 0));
    }

    @Override
    public int top() {
        return padding.top();
    }

    @Override
    public int bottom() {
        return padding.bottom();
    }

    @Override
    public int left() {
        return padding.left();
    }

    @Override
    public int right() {
        return padding.right();
    }

    @Override
    public double value() {
        return 0;
    }

    @Override
    public RealTensor real(List<RealTensor> operands) {
        return RealMath.pad(operands.getFirst(), padding.top(), padding.bottom(), padding.left(), padding.right(), 0);
    }

    @Override
    public Kernel lower(QuantizedNode node) {
        return LowerMove.pad(node, padding);
    }
}
