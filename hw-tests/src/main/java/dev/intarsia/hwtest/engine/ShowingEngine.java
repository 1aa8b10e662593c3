package dev.intarsia.hwtest.engine;

import dev.intarsia.ir.engine.TensorObserver;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.type.RawTensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An engine that gives back nothing but shows every tensor; the outputs are among those.
 *
 * @param graph names the inputs, in order, and the outputs
 * @param closing gives back what it holds outside of Java
 */
record ShowingEngine(Graph graph, Execution execution, Runnable closing) implements RunningEngine {

    /** One inference that shows the tensor of every node. */
    @FunctionalInterface
    interface Execution {
        void run(List<RawTensor> inputs, TensorObserver each);
    }

    @Override
    public List<RawTensor> run(List<RawTensor> inputs, TensorObserver each) {
        Map<String, RawTensor> tensors = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            tensors.put(graph.inputs().get(i).name(), inputs.get(i));
        }
        execution.run(inputs, (name, words) -> {
            tensors.put(name, words);
            each.tensor(name, words);
        });
        return graph.outputs().stream().map(tensors::get).toList();
    }

    @Override
    public void close() {
        closing.run();
    }
}
