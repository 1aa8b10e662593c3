package dev.intarsia.ir.op;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.diagnostic.Diagnostic;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A quantized node, built operand by operand. All shapes are those of the graph, batch axis included. */
public final class NodeDraft {

    private static final ModelNode HERE = new ModelNode("m.inta", "y");

    private final List<String> operands = new ArrayList<>();
    private final List<TensorType> types = new ArrayList<>();
    private final List<Optional<RawTensor>> constants = new ArrayList<>();

    public static Quantized type(IntFormat format, double scale, long zero) {
        return new Quantized(format, Scale.perTensor(scale), zero);
    }

    public NodeDraft input(String name, Quantized type, int... shape) {
        operands.add(name);
        types.add(new TensorType(type, Shape.of(shape)));
        constants.add(Optional.empty());
        return this;
    }

    /** A constant whose words are 1, 2, 3, … */
    public NodeDraft constant(String name, Quantized type, int... shape) {
        Shape sizes = Shape.of(shape);
        long[] words = new long[sizes.elements()];
        for (int i = 0; i < words.length; i++) {
            words[i] = i + 1;
        }
        operands.add(name);
        types.add(new TensorType(type, sizes));
        constants.add(Optional.of(RawTensor.of(type.format(), sizes, words)));
        return this;
    }

    public QuantizedNode node(String name, Op op, Quantized type, Shape shape, NodeArithmetic arithmetic) {
        Node node = new Node(name, op, operands, new TensorType(type, shape), Optional.of(arithmetic), HERE);
        return new QuantizedNode(node, types, constants);
    }

    /** What the operator's rule for integers says. */
    static List<String> messages(QuantizedNode node) {
        Diagnostics diagnostics = new Diagnostics();
        node.node().op().check(node, diagnostics);
        return diagnostics.found().stream().map(Diagnostic::message).toList();
    }
}
