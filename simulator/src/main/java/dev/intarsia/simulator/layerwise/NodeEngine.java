package dev.intarsia.simulator.layerwise;

import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.oracle.Oracle;
import java.util.Map;
import java.util.Optional;

/** One node of a quantized graph, which runs by itself. One instance serves all threads. */
public final class NodeEngine {

    private final QuantizedNode node;
    private final Optional<SumLayer> sum;
    private final Kernel kernel;

    private NodeEngine(QuantizedNode node) {
        this.node = node;
        this.sum = SumLayer.of(node);
        this.kernel = node.node().op().lower(node);
    }

    public static NodeEngine of(QuantizedNode node) {
        return new NodeEngine(node);
    }

    /** The node's words, from those of what it reads. */
    public RawTensor run(Map<String, RawTensor> operands) {
        if (sum.isPresent() && node.node().arithmetic().orElseThrow() instanceof NodeArithmetic.Accumulate accumulate) {
            SumLayer layer = sum.get();
            return layer.words(layer.accumulate(operands.get(layer.input()), accumulate.accumulation()));
        }
        return new Oracle().run(kernel, operands).get(node.name());
    }
}
