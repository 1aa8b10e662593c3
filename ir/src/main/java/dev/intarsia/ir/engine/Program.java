package dev.intarsia.ir.engine;

import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.kernel.Kernel;
import java.util.List;
import java.util.Objects;

/**
 * A whole network at the kernel level.
 *
 * @param meaning the graph that it computes
 * @param kernels one for each node of the graph, in its order
 */
public record Program(QuantizedGraph meaning, List<Kernel> kernels) {

    public Program {
        Objects.requireNonNull(meaning, "meaning");
        kernels = List.copyOf(kernels);
        if (kernels.size() != meaning.graph().nodes().size()) {
            throw new IllegalArgumentException("one kernel for each node");
        }
    }
}
