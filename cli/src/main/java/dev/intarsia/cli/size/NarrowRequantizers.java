package dev.intarsia.cli.size;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.NodeArithmetic.Accumulate;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.TensorType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Gives the layers with sums narrower biases, narrower multipliers, or another rounding.
 *
 * <ul>
 *   <li><b>bias</b>: words of so many bits; what does not fit saturates.
 *   <li><b>multiplier</b>: signed, of so many bits: the nearest one, halves up. A multiplier that is rounded to n bits gives the words
 *       that a datapath with an n-bit multiplier and a shift that is smaller by as much gives.
 *   <li><b>rounding</b>: the product is rounded once, in this way.
 * </ul>
 */
public final class NarrowRequantizers {

    private final Datapath datapath;
    private final Map<String, Integer> biasBits = new HashMap<>();

    private NarrowRequantizers(Datapath datapath) {
        this.datapath = datapath;
    }

    /** The changed network; the same where the datapath asks for nothing of this. */
    public static QuantizedGraph apply(QuantizedGraph graph, Datapath datapath) {
        boolean asked = datapath.settings().stream()
                .anyMatch(s -> s.key() == Key.BIAS || s.key() == Key.MULTIPLIER || s.key() == Key.ROUNDING);
        return asked ? new NarrowRequantizers(datapath).changed(graph) : graph;
    }

    private QuantizedGraph changed(QuantizedGraph quantized) {
        Graph graph = quantized.graph();
        List<Node> nodes = graph.nodes().stream().map(this::node).toList();
        List<Constant> constants = graph.constants().stream().map(this::bias).toList();
        return new QuantizedGraph(
                new Graph(graph.name(), graph.inputs(), constants, nodes, graph.outputs()), quantized.profile());
    }

    private Node node(Node node) {
        if (!(node.arithmetic().orElse(null) instanceof Accumulate(var accumulation, Rescaling output, Clamp clamp))) {
            return node;
        }
        if (node.operands().size() > 2) {
            datapath.number(Key.BIAS, node.name())
                    .ifPresent(bits -> biasBits.merge(node.operands().get(2), bits, Math::min));
        }
        NodeArithmetic changed = new Accumulate(accumulation, rescaling(node.name(), output), clamp);
        return new Node(node.name(), node.op(), node.operands(), node.type(), Optional.of(changed), node.location());
    }

    private Rescaling rescaling(String layer, Rescaling output) {
        if (!(output.form() instanceof MultiplyShift form)) {
            return output; // has no integer multiplier
        }
        Optional<Integer> bits = datapath.number(Key.MULTIPLIER, layer);
        List<ScaleParameters> parameters = bits.map(width -> output.parameters().stream()
                        .map(p -> rounded(p, form.multiplierBits(), width))
                        .toList())
                .orElse(output.parameters());
        MultiplyShift rounding = datapath.of(Key.ROUNDING, layer)
                .filter(mode -> !Key.isProfiles(mode))
                .flatMap(Rounding::parse)
                .map(mode -> new MultiplyShift(form.multiplierBits(), false, mode))
                .orElse(form);
        return new Rescaling(rounding, parameters);
    }

    /** The nearest multiplier whose low bits are 0, so that the others are a multiplier of fewer bits. */
    static ScaleParameters rounded(ScaleParameters own, int bits, int width) {
        int less = bits - width;
        if (less <= 0) {
            return own;
        }
        long nearest = Rounding.HALF_UP.shiftRight(own.multiplier(), less) << less;
        return new IntFormat(true, bits).contains(nearest)
                ? new ScaleParameters(nearest, own.shift())
                : new ScaleParameters(nearest / 2, own.shift() - 1);
    }

    private Constant bias(Constant constant) {
        Integer bits = biasBits.get(constant.name());
        Quantized own = constant.type().quantized();
        if (bits == null || own.format().bits() <= bits) {
            return constant;
        }
        IntFormat format = new IntFormat(true, bits);
        RawTensor words = constant.raw();
        return new Constant(
                constant.name(),
                new TensorType(
                        new Quantized(format, own.scale(), own.zeroPoint()),
                        constant.type().shape()),
                RawTensor.owning(
                        format,
                        words.shape(),
                        LongStream.of(words.toArray())
                                .map(word -> Overflow.SATURATE.narrow(word, format))
                                .toArray()),
                constant.location());
    }
}
