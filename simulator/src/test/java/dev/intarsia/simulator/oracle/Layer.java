package dev.intarsia.simulator.oracle;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A quantized graph of one node called {@code y}, built operand by operand. Shapes are given without the batch axis of 1. */
public final class Layer {

    private static final ModelNode HERE = new ModelNode("test", "");

    private final List<Input> inputs = new ArrayList<>();
    private final List<Constant> constants = new ArrayList<>();
    private final List<String> operands = new ArrayList<>();
    private final Map<String, RawTensor> words = new HashMap<>();

    public static Quantized type(IntFormat format, double scale, long zero) {
        return new Quantized(format, Scale.perTensor(scale), zero);
    }

    public static Shape batched(Shape shape) {
        List<Integer> sizes = new ArrayList<>(List.of(1));
        sizes.addAll(shape.sizes());
        return new Shape(sizes);
    }

    public Layer input(String name, Quantized type, Shape shape, long... values) {
        inputs.add(new Input(name, new TensorType(type, batched(shape)), Optional.empty(), HERE));
        operands.add(name);
        words.put(name, RawTensor.of(type.format(), shape, values));
        return this;
    }

    /** The same input again as another operand. */
    public Layer again(String name) {
        operands.add(name);
        return this;
    }

    public Layer constant(String name, Quantized type, Shape shape, long... values) {
        constants.add(
                new Constant(name, new TensorType(type, shape), RawTensor.of(type.format(), shape, values), HERE));
        operands.add(name);
        return this;
    }

    public Program program(Op op, Quantized type, Shape shape, NodeArithmetic arithmetic) {
        Node node = new Node("y", op, operands, new TensorType(type, batched(shape)), Optional.of(arithmetic), HERE);
        return Lower.lower(
                new QuantizedGraph(new Graph("layer", inputs, constants, List.of(node), List.of("y")), "test"));
    }

    /** The words that the oracle gives. */
    public long[] run(Op op, Quantized type, Shape shape, NodeArithmetic arithmetic) {
        return run(program(op, type, shape, arithmetic));
    }

    public long[] run(Program program) {
        List<long[]> results = new ArrayList<>();
        new Oracle()
                .run(
                        program,
                        inputs.stream().map(input -> words.get(input.name())).toList(),
                        (name, tensor) -> results.add(tensor.toArray()));
        return results.getLast();
    }
}
