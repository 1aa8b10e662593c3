package dev.intarsia.ir.plan;

import dev.intarsia.ir.command.CommandProgram.TensorPlace;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where tensors lie in the memory outside: each at the lowest address at which it meets no tensor that is alive with it. A tensor is
 * alive from the node that writes it to the last node that reads it; inputs from the beginning, outputs to the end.
 */
final class TensorPlacement {

    private static final int ALIGNMENT = 64;

    private TensorPlacement() {}

    /** A tensor's life: from and to, both included, as places in the list of nodes; −1 is before the first. */
    private record Life(String tensor, int from, int to) {
        boolean meets(Life other) {
            return from <= other.to && other.from <= to;
        }
    }

    static List<TensorPlace> place(Program program, List<LayerPlan> layers) {
        Graph graph = program.meaning().graph();
        Map<String, String> owners = owners(graph, layers);
        List<TensorPlace> places = new ArrayList<>();
        Map<String, Integer> addresses = new HashMap<>();
        List<Life> placed = new ArrayList<>();
        for (Life life : lives(graph, owners)) {
            TensorType type = graph.type(life.tensor());
            int bytes = place(life.tensor(), 0, type).bytes();
            int address = 0;
            boolean moved = true;
            while (moved) {
                moved = false;
                for (Life other : placed) {
                    int start = addresses.get(other.tensor());
                    int end = start
                            + place(other.tensor(), 0, graph.type(other.tensor()))
                                    .bytes();
                    if (life.meets(other) && address < end && start < address + bytes) {
                        address = (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
                        moved = true;
                    }
                }
            }
            addresses.put(life.tensor(), address);
            placed.add(life);
        }
        for (Input input : graph.inputs()) {
            places.add(place(input.name(), addresses.get(input.name()), input.type()));
        }
        for (Node node : graph.nodes()) {
            places.add(place(node.name(), addresses.get(owners.get(node.name())), node.type()));
        }
        return places;
    }

    private static TensorPlace place(String name, int address, TensorType type) {
        return new TensorPlace(
                name, address, type.quantized().format(), type.shape().withoutFirst());
    }

    /** For each tensor, the tensor whose bytes it uses: its own, or an alias' operand's. */
    private static Map<String, String> owners(Graph graph, List<LayerPlan> layers) {
        Map<String, String> owners = new HashMap<>();
        graph.inputs().forEach(i -> owners.put(i.name(), i.name()));
        for (LayerPlan layer : layers) {
            owners.put(
                    layer.node(), layer instanceof LayerPlan.Alias alias ? owners.get(alias.operand()) : layer.node());
        }
        return owners;
    }

    private static List<Life> lives(Graph graph, Map<String, String> owners) {
        Map<String, Integer> first = new HashMap<>();
        Map<String, Integer> last = new HashMap<>();
        List<String> order = new ArrayList<>();
        for (Input input : graph.inputs()) {
            order.add(input.name());
            first.put(input.name(), -1);
            last.put(input.name(), -1);
        }
        for (int i = 0; i < graph.nodes().size(); i++) {
            Node node = graph.nodes().get(i);
            for (String operand : node.operands()) {
                if (owners.containsKey(operand)) {
                    last.merge(owners.get(operand), i, Math::max);
                }
            }
            String owner = owners.get(node.name());
            if (first.putIfAbsent(owner, i) == null) {
                order.add(owner);
            }
            last.merge(owner, i, Math::max);
        }
        for (String output : graph.outputs()) {
            last.put(owners.get(output), graph.nodes().size());
        }
        return order.stream().map(t -> new Life(t, first.get(t), last.get(t))).toList();
    }
}
