package dev.intarsia.ir.pass;

import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;

/** Lowers each node of a quantized graph to the kernel that its operator means. */
public final class Lower {

    private Lower() {}

    /** The program of a graph: one kernel for each node, in the graph's order. */
    public static Program lower(QuantizedGraph graph) {
        return new Program(
                graph, graph.quantizedNodes().stream().map(Lower::kernel).toList());
    }

    private static Kernel kernel(QuantizedNode node) {
        return node.node().op().lower(node);
    }
}
