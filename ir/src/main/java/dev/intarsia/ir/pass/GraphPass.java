package dev.intarsia.ir.pass;

import dev.intarsia.ir.graph.Graph;

/** A step that makes a graph simpler and leaves its outputs as they are, up to rounding of real numbers. */
public interface GraphPass {

    /** The graph after the step; the same graph when there is nothing to do. */
    Graph apply(Graph graph);

    /** A verb, as it is written on the command line and in the places of what it made. */
    default String name() {
        return getClass().getSimpleName();
    }
}
