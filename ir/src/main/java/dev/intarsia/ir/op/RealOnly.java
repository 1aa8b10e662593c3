package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;

/** An operator that exists on real numbers only. */
interface RealOnly extends Op {

    @Override
    default void check(QuantizedNode node, Diagnostics diagnostics) {
        diagnostics.error(
                node.node().location(),
                node.name() + ": " + mnemonic() + " has no integers of its own",
                "convert to real numbers before it and back behind it");
    }

    @Override
    default Kernel lower(QuantizedNode node) {
        throw new IllegalStateException(mnemonic() + " has no kernel");
    }
}
