package dev.intarsia.ir.plan;

import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Kernel;
import java.util.stream.Collectors;

/** One line for people that says what a node does. */
final class Summary {

    private Summary() {}

    /** For example {@code conv2d 28×28×1 → 14×14×16, stride: 2}. */
    static String of(Node node, Kernel kernel) {
        String inputs = kernel.inputs().stream().map(Summary::shape).collect(Collectors.joining(" and "));
        String attributes = node.op().attributes().stream().map(a -> ", " + a).collect(Collectors.joining());
        return node.op().mnemonic() + " " + inputs + " → "
                + shape(kernel.outputs().getFirst()) + attributes;
    }

    private static String shape(Buffer buffer) {
        return buffer.shape().sizes().stream().map(String::valueOf).collect(Collectors.joining("×"));
    }
}
