package dev.intarsia.ir.quantize;

import dev.intarsia.ir.diagnostic.Derived;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes real numbers of the integer constants that real nodes read: weights that a file stores in 8 or 4 bits for a network that computes in
 * real numbers, be they converted by a node of their own or read as they are.
 */
public final class DequantizeConstants {

    private DequantizeConstants() {}

    /** The graph without conversions of constants; a constant that integers read, too, is kept as well. */
    public static Graph apply(Graph graph) {
        Map<String, Constant> constants = new LinkedHashMap<>();
        graph.constants().forEach(constant -> constants.put(constant.name(), constant));
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            boolean convertsConstant = node.type().isReal()
                    && node.op().capabilities().contains(Capability.CONVERTS)
                    && !graph.outputs().contains(node.name())
                    && constants.containsKey(node.operands().getFirst());
            if (convertsConstant) {
                constants.put(node.name(), real(constants.get(node.operands().getFirst()), node.name()));
            } else {
                nodes.add(node.type().isReal() ? onReal(node, constants) : node);
            }
        }
        List<Constant> read = constants.values().stream()
                .filter(constant -> graph.outputs().contains(constant.name())
                        || nodes.stream().anyMatch(node -> node.operands().contains(constant.name())))
                .toList();
        return new Graph(graph.name(), graph.inputs(), read, nodes, graph.outputs());
    }

    private static Node onReal(Node node, Map<String, Constant> constants) {
        List<String> operands = new ArrayList<>();
        for (String operand : node.operands()) {
            Constant constant = constants.get(operand);
            if (constant == null
                    || constant.type().isReal()
                    || node.op().capabilities().contains(Capability.CONVERTS)) {
                operands.add(operand);
            } else {
                String name = operand + "/real";
                constants.computeIfAbsent(name, n -> real(constant, n));
                operands.add(name);
            }
        }
        return node.withOperands(operands);
    }

    private static Constant real(Constant constant, String name) {
        return constant.type().isReal()
                ? new Constant(name, constant.type(), constant.value(), constant.location())
                : Constant.real(
                        name,
                        TensorQuantization.dequantize(
                                constant.raw(), constant.type().quantized()),
                        new Derived("DequantizeConstants", constant.location()));
    }
}
