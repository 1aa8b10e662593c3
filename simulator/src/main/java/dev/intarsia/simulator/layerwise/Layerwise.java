package dev.intarsia.simulator.layerwise;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.oracle.Oracle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A network that is run a layer at a time. One instance serves all threads. */
public final class Layerwise {

    private final Program program;
    private final List<QuantizedNode> nodes;
    private final List<Optional<SumLayer>> sums;

    private Layerwise(Program program) {
        this.program = program;
        this.nodes = program.meaning().quantizedNodes();
        this.sums = nodes.stream().map(SumLayer::of).toList();
    }

    public static Layerwise of(Program program) {
        return new Layerwise(program);
    }

    /** How many layers it has: as many as the graph has nodes. */
    public int layers() {
        return nodes.size();
    }

    /** The name of a layer and of its tensor. */
    public String name(int layer) {
        return nodes.get(layer).name();
    }

    /** A layer as a sum of products, where it is one. */
    public Optional<SumLayer> sum(int layer) {
        return sums.get(layer);
    }

    /** Every tensor of one inference, the inputs among them, with the accumulations that the graph says. */
    public Map<String, RawTensor> run(List<RawTensor> inputs) {
        Map<String, RawTensor> tensors = given(inputs);
        for (int layer = 0; layer < nodes.size(); layer++) {
            int own = layer;
            tensors.put(
                    name(layer),
                    sums.get(layer)
                            .map(sum -> sum.words(sum.accumulate(tensors.get(sum.input()), accumulation(own))))
                            .orElseGet(() -> byOracle(own, tensors)));
        }
        return tensors;
    }

    private Accumulation accumulation(int layer) {
        return ((NodeArithmetic.Accumulate) nodes.get(layer).arithmetic()).accumulation();
    }

    private Map<String, RawTensor> given(List<RawTensor> inputs) {
        Map<String, RawTensor> tensors = new HashMap<>();
        List<Input> names = program.meaning().graph().inputs();
        for (int i = 0; i < names.size(); i++) {
            tensors.put(names.get(i).name(), inputs.get(i));
        }
        return tensors;
    }

    private RawTensor byOracle(int layer, Map<String, RawTensor> tensors) {
        Kernel kernel = program.kernels().get(layer);
        return new Oracle().run(kernel, tensors).get(name(layer));
    }
}
