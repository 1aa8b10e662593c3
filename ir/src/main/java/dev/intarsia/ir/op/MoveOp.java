package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.Channelwise;
import dev.intarsia.ir.graph.Elidable;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Quantizable;
import dev.intarsia.ir.graph.QuantizedNode;
import java.util.Set;

/** The words of one tensor, unchanged, in another shape or with zeros around them. */
sealed interface MoveOp extends Elidable, Channelwise, Quantizable permits Flatten, Pad, Reshape {

    @Override
    default Set<Capability> capabilities() {
        return Set.of(Capability.MOVES_DATA, Capability.KEEPS_QUANTIZATION);
    }

    @Override
    default Form form() {
        return Form.MOVE;
    }

    @Override
    default void check(QuantizedNode node, Diagnostics diagnostics) {
        IntegerRule rule = new IntegerRule(node, diagnostics);
        rule.arithmetic(NodeArithmetic.Move.class).ifPresent(move -> {
            rule.keepsQuantization();
            checkMove(node, rule);
        });
    }

    /** Reports what an operator asks for beyond that. */
    default void checkMove(QuantizedNode node, IntegerRule rule) {}
}
