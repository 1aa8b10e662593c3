package dev.intarsia.ir.quantize;

import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.Quantizable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which tensors need one type, because an operator takes over the words of several of them: the operands of a concatenation, of a maximum. What
 * lies between such operators and keeps its operand's type belongs to them.
 */
final class SharedTypes {

    private final Map<String, Set<String>> groups = new HashMap<>();

    SharedTypes(Graph graph, Fusion fusion) {
        for (Node node : graph.nodes()) {
            if (!fusion.isMerged(node.name()) && keeps(node)) {
                List<String> operands =
                        node.operands().stream().map(fusion::resolve).toList();
                operands.forEach(operand -> join(node.name(), operand));
            }
        }
        Set<Set<String>> needed = new HashSet<>();
        graph.nodes().stream()
                .filter(node -> !fusion.isMerged(node.name()) && keeps(node))
                .filter(node -> node.operands().stream().distinct().count() > 1)
                .forEach(node -> needed.add(groups.get(node.name())));
        groups.values().removeIf(group -> !needed.contains(group));
    }

    private static boolean keeps(Node node) {
        boolean bounds = node.op() instanceof Quantizable quantizable
                && quantizable.form() == Quantizable.Form.BOUND
                && node.operands().size() > 1;
        return bounds || node.op().capabilities().contains(Capability.KEEPS_QUANTIZATION);
    }

    private void join(String one, String other) {
        Set<String> all = new HashSet<>(groups.getOrDefault(one, Set.of(one)));
        all.addAll(groups.getOrDefault(other, Set.of(other)));
        all.forEach(name -> groups.put(name, all));
    }

    /** All tensors that need the type of this one, itself among them. */
    Set<String> with(String tensor) {
        return groups.getOrDefault(tensor, Set.of(tensor));
    }
}
