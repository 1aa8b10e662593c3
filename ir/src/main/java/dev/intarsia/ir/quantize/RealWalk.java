package dev.intarsia.ir.quantize;

import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.type.RealTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Goes through a graph of real numbers with several samples side by side, node by node, and keeps what is still to be read. */
final class RealWalk {

    private final Graph graph;
    private final List<Map<String, RealTensor>> tensors = new ArrayList<>();
    private final Map<String, Integer> lastReaders = new HashMap<>();
    private int next;

    /** @param samples of those that can be run */
    RealWalk(Graph graph, SampleRuns runs, List<Integer> samples) {
        this.graph = graph;
        for (int sample : samples) {
            Map<String, RealTensor> inputs = new HashMap<>();
            List<RealTensor> given = runs.real(sample);
            for (int i = 0; i < given.size(); i++) {
                inputs.put(graph.inputs().get(i).name(), given.get(i));
            }
            tensors.add(inputs);
        }
        for (int i = 0; i < graph.nodes().size(); i++) {
            for (String operand : graph.nodes().get(i).operands()) {
                lastReaders.put(operand, i);
            }
        }
    }

    /** A tensor of each sample, which the next node reads. */
    List<RealTensor> tensor(String name) {
        return tensors.stream().map(sample -> sample.get(name)).toList();
    }

    /** Runs the next node, and forgets what only it had still to read. */
    void step() {
        Node node = graph.nodes().get(next);
        IntStream.range(0, tensors.size()).parallel().forEach(i -> {
            Map<String, RealTensor> own = tensors.get(i);
            own.put(
                    node.name(),
                    node.op()
                            .real(node.operands().stream()
                                    .map(operand -> graph.constant(operand)
                                            .map(Constant::real)
                                            .orElseGet(() -> own.get(operand)))
                                    .toList()));
            node.operands().stream()
                    .filter(operand -> lastReaders.get(operand) == next)
                    .forEach(own::remove);
        });
        next++;
    }
}
