package dev.intarsia.ir.quantize;

import dev.intarsia.ir.graph.NodeArithmetic;
import java.util.Objects;

/** What becomes of a node of the real graph. */
public sealed interface NodeChoice {

    /** It stays a node, with these integers. */
    record Compute(NodeArithmetic arithmetic) implements NodeChoice {
        public Compute {
            Objects.requireNonNull(arithmetic, "arithmetic");
        }
    }

    /**
     * It is a clamp that another node does: its result is that node's result.
     *
     * @param into the node that clamps for it, which is computed itself
     */
    record Merge(String into) implements NodeChoice {
        public Merge {
            Objects.requireNonNull(into, "into");
        }
    }
}
