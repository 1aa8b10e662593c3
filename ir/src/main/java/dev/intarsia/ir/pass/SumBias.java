package dev.intarsia.ir.pass;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.Scale;
import java.util.List;

/**
 * The bias of a sum of products, whether it has one or not.
 *
 * @param type that it has, or would have: words of the products' scale
 */
record SumBias(Quantized type) {

    static SumBias of(QuantizedNode node) {
        if (node.hasOperand(2)) {
            return new SumBias(node.operandElement(2));
        }
        double input = node.operandElement(0).scale().at(0);
        Scale weights = node.operandElement(1).scale();
        Scale scale = weights.isPerTensor()
                ? Scale.perTensor(input * weights.at(0))
                : Scale.perAxis(
                        weights.factors().stream().map(factor -> input * factor).toList(), 0);
        return new SumBias(new Quantized(IntFormat.I32, scale, 0));
    }

    /** The scale of some output channels of a type that has one for each, or one for all. */
    static Scale selected(Scale scale, List<Integer> channels) {
        return scale.isPerTensor()
                ? scale
                : Scale.perAxis(channels.stream().map(scale::at).toList(), scale.axis());
    }
}
