package dev.intarsia.ir.plan;

import dev.intarsia.ir.command.CommandProgram.TensorPlace;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.target.Accelerator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a planner decided for a whole network. Prints, and could have been written by hand.
 *
 * @param program what is planned
 * @param target for which machine
 * @param tensors where every tensor lies in the memory outside
 * @param layers one for each node of the graph, in its order
 */
public record Plan(Program program, Accelerator target, List<TensorPlace> tensors, List<LayerPlan> layers) {

    public Plan {
        Objects.requireNonNull(program, "program");
        Objects.requireNonNull(target, "target");
        tensors = List.copyOf(tensors);
        layers = List.copyOf(layers);
        if (layers.size() != program.kernels().size()) {
            throw new IllegalArgumentException("one plan for each kernel");
        }
    }

    /** The plan of a node. */
    public Optional<LayerPlan> layer(String node) {
        return layers.stream().filter(l -> l.node().equals(node)).findFirst();
    }
}
