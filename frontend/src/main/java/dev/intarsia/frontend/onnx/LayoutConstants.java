package dev.intarsia.frontend.onnx;

import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.Tensor;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Constants with their elements in another order.
 *
 * @param constants those of the new graph; what is made is added
 * @param types likewise
 */
record LayoutConstants(Map<String, Constant> constants, Map<String, TensorType> types) {

    /** The constant that an operand is, or that it is converted from. */
    static Optional<Constant> source(Graph graph, String operand) {
        return graph.constant(operand)
                .or(() -> graph.node(operand)
                        .filter(node -> node.op().capabilities().contains(Capability.CONVERTS))
                        .flatMap(node -> graph.constant(node.operands().getFirst())));
    }

    /** Axes in another order, counted as if there were missing axes of 1 in front. */
    String reordered(Constant constant, List<Integer> order) {
        Shape own = constant.type().shape();
        List<Integer> sizes = new ArrayList<>(Collections.nCopies(order.size() - own.rank(), 1));
        sizes.addAll(own.sizes());
        Shape padded = new Shape(sizes);
        List<Integer> to = new ArrayList<>(AxisOrder.apply(order, padded).sizes());
        while (!to.isEmpty() && to.getFirst() == 1) {
            to.removeFirst();
        }
        Shape shape = new Shape(to);
        if (AxisOrder.keepsElements(order, padded) && shape.equals(own)) {
            return constant.name();
        }
        return put(constant, shape, AxisOrder.positions(order, padded), -1);
    }

    /** The last axis in another order: column i of the constant comes to {@code columns[i]}. */
    String columns(Constant constant, int[] columns) {
        Shape shape = constant.type().shape();
        int[] from = new int[shape.elements()];
        for (int position = 0; position < from.length; position++) {
            int row = position / columns.length * columns.length;
            from[row + columns[position % columns.length]] = position;
        }
        return put(constant, shape, from, constantAxis(constant));
    }

    private static int constantAxis(Constant constant) {
        return constant.type().isReal()
                ? -1
                : constant.type().quantized().scale().axis();
    }

    private String put(Constant constant, Shape shape, int[] from, int scaleAxis) {
        Tensor value = switch (constant.value()) {
            case RealTensor real -> {
                float[] values = new float[from.length];
                for (int i = 0; i < from.length; i++) {
                    values[i] = real.at(from[i]);
                }
                yield RealTensor.owning(shape, values);
            }
            case RawTensor raw -> {
                long[] words = new long[from.length];
                for (int i = 0; i < from.length; i++) {
                    words[i] = raw.at(from[i]);
                }
                yield RawTensor.owning(raw.format(), shape, words);
            }
        };
        TensorType type = constant.type().isReal()
                ? TensorType.real(shape)
                : new TensorType(element(constant.type().quantized(), scaleAxis), shape);
        String name = constant.name() + "/ordered";
        for (int number = 2;
                constants.containsKey(name) && !constants.get(name).value().equals(value);
                number++) {
            name = constant.name() + "/ordered_" + number;
        }
        constants.put(name, new Constant(name, type, value, constant.location()));
        types.put(name, type);
        return name;
    }

    private static Quantized element(Quantized element, int scaleAxis) {
        Scale scale = element.scale();
        return scale.isPerTensor()
                ? element
                : new Quantized(element.format(), Scale.perAxis(scale.factors(), scaleAxis), element.zeroPoint());
    }
}
