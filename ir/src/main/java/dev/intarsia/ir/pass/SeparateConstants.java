package dev.intarsia.ir.pass;

import dev.intarsia.ir.graph.Accumulating;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Gives every accumulation weights and a bias of its own, so that folding into them and their quantization concern one node only. The
 * first accumulation keeps a constant that no other operator reads, the others get copies.
 */
public record SeparateConstants() implements GraphPass {

    @Override
    public Graph apply(Graph graph) {
        GraphEdit edit = new GraphEdit(graph);
        Set<String> taken = new HashSet<>(graph.outputs());
        graph.nodes().stream()
                .filter(node -> !(node.op() instanceof Accumulating))
                .forEach(node -> taken.addAll(node.operands()));
        for (Node node : graph.nodes()) {
            boolean accumulates = node.op() instanceof Accumulating;
            List<String> operands = new ArrayList<>();
            for (int i = 0; i < node.operands().size(); i++) {
                String operand = node.operands().get(i);
                boolean own = accumulates && i > 0 && graph.constant(operand).isPresent();
                if (own && taken.contains(operand)) {
                    Constant shared = graph.constant(operand).orElseThrow();
                    operand = edit.freshName(node.name() + (i == 1 ? ".w" : ".b"));
                    edit.put(new Constant(operand, shared.type(), shared.value(), shared.location()));
                }
                taken.add(operand);
                operands.add(operand);
            }
            edit.replace(node.name(), node.withOperands(operands));
        }
        return edit.graph();
    }
}
