package dev.intarsia.ir.graph;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.List;
import java.util.Optional;

/**
 * A node of a quantized graph together with what it reads.
 *
 * @param node the node; its arithmetic is present
 * @param operandTypes the types of its operands
 * @param constants the words of those operands that are constants
 */
public record QuantizedNode(Node node, List<TensorType> operandTypes, List<Optional<RawTensor>> constants) {

    public QuantizedNode {
        operandTypes = List.copyOf(operandTypes);
        constants = List.copyOf(constants);
    }

    public String name() {
        return node.name();
    }

    /** The element type of the result. */
    public Quantized element() {
        return node.type().quantized();
    }

    /** The shape of one inference of the result: without the batch axis. */
    public Shape shape() {
        return node.type().shape().withoutFirst();
    }

    public boolean hasOperand(int index) {
        return index < operandTypes.size();
    }

    public Quantized operandElement(int index) {
        return operandTypes.get(index).quantized();
    }

    /** The shape of an operand: without the batch axis if it is not a constant. */
    public Shape operandShape(int index) {
        Shape shape = operandTypes.get(index).shape();
        return constants.get(index).isPresent() ? shape : shape.withoutFirst();
    }

    /** The words of an operand that is known to be a constant. */
    public RawTensor constant(int index) {
        return constants.get(index).orElseThrow();
    }

    /** The same node with its sums kept in another way; a node that sums no products is what it was. */
    public QuantizedNode withAccumulation(Accumulation accumulation) {
        return arithmetic() instanceof NodeArithmetic.Accumulate(Accumulation own, Rescaling output, Clamp clamp)
                ? new QuantizedNode(
                        new Node(
                                node.name(),
                                node.op(),
                                node.operands(),
                                node.type(),
                                Optional.of(new NodeArithmetic.Accumulate(accumulation, output, clamp)),
                                node.location()),
                        operandTypes,
                        constants)
                : this;
    }

    public NodeArithmetic arithmetic() {
        return node.arithmetic().orElseThrow();
    }
}
