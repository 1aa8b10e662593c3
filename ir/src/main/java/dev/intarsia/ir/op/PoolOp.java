package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.Channelwise;
import dev.intarsia.ir.graph.Quantizable;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An operator that makes one element of each window of an image [n, h, w, c]; places in the padding are no elements. */
interface PoolOp extends Channelwise, Quantizable {

    Window window();

    @Override
    default List<Attribute> attributes() {
        return WindowSyntax.attributes(window());
    }

    @Override
    default Set<Capability> capabilities() {
        return Set.of(Capability.KEEPS_QUANTIZATION);
    }

    @Override
    default Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        return rule.hasOperands(1, 1) && rule.isImage(0)
                ? rule.slide(window(), rule.operand(0).size(3))
                : Optional.empty();
    }
}
