package dev.intarsia.ir.op;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Parameter;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A node's kernel while it is being written: gives each buffer a name of its own.
 *
 * <p>Tensors keep their names. A local or a parameter that no tensor of the graph stands for gets the name that it asks for, with
 * underscores behind it if a tensor has that name.
 */
final class Draft {

    private final QuantizedNode node;
    private final Map<String, Buffer> inputs = new LinkedHashMap<>();
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final List<Buffer> locals = new ArrayList<>();
    private final Set<String> names;
    private final Buffer output;

    Draft(QuantizedNode node) {
        this.node = node;
        this.names = new HashSet<>(node.node().operands());
        this.names.add(node.name());
        this.output = Buffer.main(node.name(), node.element().format(), node.shape());
    }

    /** An operand in the shape of one inference: an input, or a parameter where its words are known. */
    Buffer operand(int index) {
        String name = node.node().operands().get(index);
        IntFormat format = node.operandElement(index).format();
        if (node.constants().get(index).isEmpty()) {
            return inputs.computeIfAbsent(name, n -> Buffer.main(n, format, node.operandShape(index)));
        }
        return parameters
                .computeIfAbsent(name, n -> Parameter.of(n, node.constant(index)))
                .buffer();
    }

    /** An operand that is a tensor, not a weight: where its words are known, its batch axis of 1 goes. */
    Buffer tensor(int index) {
        String name = node.node().operands().get(index);
        if (node.constants().get(index).isEmpty()) {
            return operand(index);
        }
        RawTensor words = node.constant(index);
        return parameters
                .computeIfAbsent(
                        name, n -> Parameter.of(n, words.reshaped(words.shape().withoutFirst())))
                .buffer();
    }

    /** The word of an operand at a place of the result that its shape is brought to; see {@link Broadcast}. */
    Expr broadcast(int index, Nest nest) {
        String name = node.node().operands().get(index);
        Buffer buffer = node.constants().get(index).isEmpty()
                ? operand(index)
                : parameters
                        .computeIfAbsent(name, n -> Parameter.of(n, withoutBatch(node.constant(index))))
                        .buffer();
        int missing = node.shape().rank() - buffer.shape().rank();
        Index[] place = new Index[buffer.shape().rank()];
        for (int axis = 0; axis < place.length; axis++) {
            boolean repeats = buffer.shape().size(axis) == 1 && node.shape().size(axis + missing) > 1;
            place[axis] = repeats ? Index.of(0) : nest.indices().get(axis + missing);
        }
        return Expr.load(buffer, place);
    }

    private RawTensor withoutBatch(RawTensor words) {
        return words.shape().rank() > node.shape().rank()
                ? words.reshaped(words.shape().withoutFirst())
                : words;
    }

    Buffer output() {
        return output;
    }

    Buffer parameter(String name, IntFormat format, long[] words) {
        String own = own(name);
        Parameter parameter = Parameter.of(own, RawTensor.owning(format, Shape.of(words.length), words));
        parameters.put(own, parameter);
        return parameter.buffer();
    }

    Buffer register(String name, IntFormat format) {
        Buffer register = Buffer.register(own(name), format);
        locals.add(register);
        return register;
    }

    Buffer local(String name, IntFormat format, Shape shape) {
        Buffer local = Buffer.main(own(name), format, shape);
        locals.add(local);
        return local;
    }

    private String own(String name) {
        String own = name;
        while (!names.add(own)) {
            own += "_";
        }
        return own;
    }

    Kernel kernel(Stmt... body) {
        return kernel(List.of(body));
    }

    Kernel kernel(List<Stmt> body) {
        return new Kernel(
                node.name(),
                List.copyOf(inputs.values()),
                List.copyOf(parameters.values()),
                List.of(output),
                locals,
                body,
                node.node().location());
    }
}
