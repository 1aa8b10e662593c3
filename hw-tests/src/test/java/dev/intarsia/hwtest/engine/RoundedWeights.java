package dev.intarsia.hwtest.engine;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A network of 8 bits with weights of fewer, rounded to the nearest: what it answers may be worth little, what it takes is the same. */
final class RoundedWeights {

    private static final int BITS = 8;

    private RoundedWeights() {}

    /** Weights and biases of all sums of products with so many steps fewer, each of which is worth as many times as much. */
    static QuantizedGraph of(QuantizedGraph quantized, int bits) {
        Graph graph = quantized.graph();
        IntFormat format = new IntFormat(true, bits);
        int lost = BITS - bits;
        Map<String, Constant> changed = new HashMap<>();
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (!(node.arithmetic().orElseThrow() instanceof NodeArithmetic.Accumulate sum)) {
                nodes.add(node);
                continue;
            }
            for (String operand : node.operands().subList(1, node.operands().size())) {
                Constant constant = graph.constant(operand).orElseThrow();
                IntFormat to = constant.type().quantized().format().bits() > BITS
                        ? constant.type().quantized().format()
                        : format;
                changed.put(operand, rounded(constant, to, lost));
            }
            Rescaling output = new Rescaling(
                    sum.output().form(),
                    sum.output().parameters().stream()
                            .map(p -> new ScaleParameters(p.multiplier(), p.shift() - lost))
                            .toList());
            nodes.add(new Node(
                    node.name(),
                    node.op(),
                    node.operands(),
                    node.type(),
                    Optional.of(new NodeArithmetic.Accumulate(sum.accumulation(), output, sum.clamp())),
                    node.location()));
        }
        List<Constant> constants = graph.constants().stream()
                .map(c -> changed.getOrDefault(c.name(), c))
                .toList();
        return new QuantizedGraph(
                new Graph(graph.name(), graph.inputs(), constants, nodes, graph.outputs()), quantized.profile());
    }

    private static Constant rounded(Constant constant, IntFormat format, int lost) {
        RawTensor words = (RawTensor) constant.value();
        long[] rounded = words.toArray();
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = Math.clamp(Rounding.HALF_UP.shiftRight(rounded[i], lost), -format.max(), format.max());
        }
        Quantized type = constant.type().quantized();
        Scale scale = new Scale(
                type.scale().factors().stream().map(s -> Math.scalb(s, lost)).toList(),
                type.scale().axis());
        return new Constant(
                constant.name(),
                new TensorType(
                        new Quantized(format, scale, type.zeroPoint()),
                        constant.type().shape()),
                RawTensor.of(format, words.shape(), rounded),
                constant.location());
    }
}
