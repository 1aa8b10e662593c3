package dev.intarsia.simulator.layerwise;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.type.RawTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A network that is run a layer at a time, several inferences at once. One instance serves all threads. */
public final class LayerwiseBatch {

    private final List<Input> inputs;
    private final List<QuantizedNode> nodes;
    private final List<Optional<SumLayer>> sums = new ArrayList<>();
    private final List<BatchKernel> kernels = new ArrayList<>();

    private LayerwiseBatch(Program program) {
        inputs = program.meaning().graph().inputs();
        nodes = program.meaning().quantizedNodes();
        for (int i = 0; i < nodes.size(); i++) {
            sums.add(SumLayer.of(nodes.get(i)));
            kernels.add(new BatchKernel(program.kernels().get(i)));
        }
    }

    public static LayerwiseBatch of(Program program) {
        return new LayerwiseBatch(program);
    }

    /**
     * Every tensor of several inferences, the inputs among them.
     *
     * @param samples of each inference the inputs, in the graph's order, without a batch axis
     */
    public Map<String, Batch> run(List<List<RawTensor>> samples) {
        Map<String, Batch> tensors = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            int input = i;
            tensors.put(
                    inputs.get(i).name(),
                    Batch.of(samples.stream().map(s -> s.get(input)).toList()));
        }
        for (int i = 0; i < nodes.size(); i++) {
            QuantizedNode node = nodes.get(i);
            BatchKernel kernel = kernels.get(i);
            tensors.put(
                    node.name(),
                    sums.get(i)
                            .map(sum -> words(sum, tensors.get(sum.input()), node))
                            .orElseGet(() -> kernel.run(tensors::get)));
        }
        return tensors;
    }

    private static Batch words(SumLayer sum, Batch x, QuantizedNode node) {
        Accumulation kept = ((NodeArithmetic.Accumulate) node.arithmetic()).accumulation();
        return sum.words(sum.accumulate(x, sum.exact(x), kept), x.samples());
    }
}
