package dev.intarsia.frontend.onnx;

import static dev.intarsia.frontend.onnx.OnnxOperator.known;
import static dev.intarsia.frontend.onnx.OnnxOperator.row;

import dev.intarsia.frontend.onnx.Value.Flowing;
import dev.intarsia.frontend.onnx.Value.Known;
import dev.intarsia.frontend.onnx.file.DataType;
import dev.intarsia.frontend.onnx.file.OnnxAttribute;
import dev.intarsia.frontend.onnx.file.OnnxTensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Operators that move elements, or say something about shapes. */
final class MovementRows {

    static final List<OnnxOperator> ROWS = List.of(
            row("Identity", "nothing", node -> node.result(0, node.input(0))),
            row("Dropout", "nothing", MovementRows::dropout),
            known("Constant", "a constant", MovementRows::constant),
            known("ConstantOfShape", "a constant", MovementRows::constantOfShape),
            known("Range", "a constant", MovementRows::range),
            row("Shape", "a constant", node -> node.result(0, shape(node)), node -> List.of(shape(node))),
            row("Size", "a constant", node -> node.result(0, size(node)), node -> List.of(size(node))),
            row("Reshape", "reshape", MovementRows::reshape, node -> {
                OnnxTensor x = node.known(0, "operand");
                return List.of(x.reshaped(newDims(node, x.dims())));
            }),
            row("Flatten", "reshape", MovementRows::flatten, node -> {
                OnnxTensor x = node.known(0, "operand");
                return List.of(x.reshaped(flat(node, x.dims())));
            }),
            row("Squeeze", "reshape", node -> reshaped(node, squeezed(node, node.dims(0))), node -> {
                OnnxTensor x = node.known(0, "operand");
                return List.of(x.reshaped(squeezed(node, x.dims())));
            }),
            row("Unsqueeze", "reshape", node -> reshaped(node, unsqueezed(node, node.dims(0))), node -> {
                OnnxTensor x = node.known(0, "operand");
                return List.of(x.reshaped(unsqueezed(node, x.dims())));
            }),
            row("Transpose", "transpose", MovementRows::transpose),
            row(
                    "Cast",
                    "nothing between real types",
                    MovementRows::cast,
                    node -> List.of(KnownArrays.cast(node.known(0, "operand"), castType(node)))));

    private MovementRows() {}

    private static void dropout(Application node) {
        if (node.knownNumber(2, "training mode", 0) != 0) {
            throw new RefusedException("it is in training mode", "export the model for inference");
        }
        node.result(0, node.input(0));
        if (node.hasOutput(1)) {
            int count = KnownArrays.elements(node.dims(0));
            long[] ones = new long[count];
            java.util.Arrays.fill(ones, 1);
            node.result(1, OnnxTensor.ofWords(DataType.BOOL, node.dims(0), ones));
        }
    }

    private static List<OnnxTensor> constant(Application node) {
        for (String name : List.of("value", "value_float", "value_floats", "value_int", "value_ints")) {
            Optional<OnnxAttribute> attribute = node.attribute(name);
            if (attribute.isPresent()) {
                return List.of(constant(attribute.get()));
            }
        }
        throw new RefusedException("it has no value of numbers", "store the constant as a dense tensor of numbers");
    }

    private static OnnxTensor constant(OnnxAttribute value) {
        return switch (value) {
            case OnnxAttribute.Array a -> a.value().orElseThrow(DependsOnBrokenException::new);
            case OnnxAttribute.Real r -> OnnxTensor.ofNumbers(DataType.FLOAT, List.of(), r.value());
            case OnnxAttribute.Whole w -> OnnxTensor.ofWords(DataType.INT64, List.of(), w.value());
            case OnnxAttribute.Reals r ->
                OnnxTensor.ofNumbers(
                        DataType.FLOAT,
                        List.of(r.values().size()),
                        r.values().stream().mapToDouble(Float::doubleValue).toArray());
            case OnnxAttribute.Wholes w -> OnnxTensor.row(w.values());
            case OnnxAttribute.Text t -> throw new RefusedException("its value is a text", "");
            case OnnxAttribute.Texts t -> throw new RefusedException("its value is texts", "");
            case OnnxAttribute.Other o -> throw new RefusedException("its value is no dense tensor", "");
        };
    }

    private static List<OnnxTensor> constantOfShape(Application node) {
        OnnxTensor zero = OnnxTensor.ofNumbers(DataType.FLOAT, List.of(1), 0);
        OnnxTensor value = node.attribute("value").map(MovementRows::constant).orElse(zero);
        if (value.elements() != 1) {
            throw new RefusedException("its value has " + value.elements() + " elements", "one is needed");
        }
        return List.of(KnownArrays.filled(value, dims(node.knownWholes(0, "shape"))));
    }

    private static List<OnnxTensor> range(Application node) {
        double first = node.knownNumber(0, "start");
        double step = node.knownNumber(2, "step");
        double count = Math.max(0, Math.ceil((node.knownNumber(1, "limit") - first) / step));
        if (!(count <= KnownArrays.MOST_MADE)) {
            throw new RefusedException("its range has " + count + " elements", "");
        }
        double[] numbers = IntStream.range(0, (int) count)
                .mapToDouble(i -> first + i * step)
                .toArray();
        OnnxTensor range = OnnxTensor.ofNumbers(DataType.DOUBLE, List.of(numbers.length), numbers);
        return List.of(KnownArrays.cast(range, node.type(0)));
    }

    private static OnnxTensor shape(Application node) {
        List<Integer> dims = node.dims(0);
        int begin = clampedAxis(node.whole("start", 0), dims.size());
        int end = clampedAxis(node.whole("end", dims.size()), dims.size());
        return OnnxTensor.row(dims.subList(begin, Math.max(begin, end)));
    }

    private static int clampedAxis(long axis, int rank) {
        return Math.clamp(axis < 0 ? axis + rank : axis, 0, rank);
    }

    private static OnnxTensor size(Application node) {
        return OnnxTensor.ofWords(DataType.INT64, List.of(), KnownArrays.elements(node.dims(0)));
    }

    static List<Integer> dims(List<Long> sizes) {
        List<Integer> dims = new ArrayList<>();
        for (long size : sizes) {
            if (size < 0 || size > Integer.MAX_VALUE) {
                throw new RefusedException("a shape is " + sizes, "every size is a number from 0");
            }
            dims.add((int) size);
        }
        return dims;
    }

    private static List<Integer> newDims(Application node, List<Integer> from) {
        List<Long> wanted = node.wholesOrKnown("shape", 1)
                .orElseThrow(() -> new RefusedException("its shape is missing", "export the model again"));
        boolean zeroIsZero = node.number("allowzero", 0) != 0;
        List<Integer> dims = new ArrayList<>();
        int open = -1;
        long given = 1;
        for (int i = 0; i < wanted.size(); i++) {
            long size = wanted.get(i);
            if (size == 0 && !zeroIsZero) {
                size = i < from.size() ? from.get(i) : -2;
            }
            if (size == -1 && open < 0) {
                open = i;
                dims.add(1);
                continue;
            }
            if (size < 0 || size > Integer.MAX_VALUE) {
                throw new RefusedException("its shape is " + wanted + " for " + from, "export the model again");
            }
            dims.add((int) size);
            given *= Math.max(1, size);
        }
        int elements = KnownArrays.elements(from);
        if (open >= 0) {
            dims.set(open, (int) (elements / given));
        }
        if (KnownArrays.elements(dims) != elements) {
            throw new RefusedException(
                    "its shape is " + wanted + ", but the operand " + from + " has " + elements + " elements",
                    "export the model with a batch of 1");
        }
        return dims;
    }

    private static void reshape(Application node) {
        reshaped(node, newDims(node, node.dims(0)));
    }

    private static void reshaped(Application node, List<Integer> dims) {
        switch (node.input(0)) {
            case Known k when k.stored().isEmpty() -> node.result(0, k.tensor().reshaped(dims));
            case Known k -> node.result(0, (Value) new Known(k.tensor().reshaped(dims)));
            case Flowing x -> node.result(0, node.reshape(x, dims));
            case Value.Broken b -> throw new DependsOnBrokenException();
        }
    }

    private static List<Integer> flat(Application node, List<Integer> from) {
        long wanted = node.whole("axis", 1);
        long axis = wanted < 0 ? wanted + from.size() : wanted;
        if (axis < 0 || axis > from.size()) {
            throw new RefusedException("there is no axis " + wanted + " of " + from, "");
        }
        return List.of(
                KnownArrays.elements(from.subList(0, (int) axis)),
                KnownArrays.elements(from.subList((int) axis, from.size())));
    }

    private static void flatten(Application node) {
        reshaped(node, flat(node, node.dims(0)));
    }

    private static List<Integer> squeezed(Application node, List<Integer> from) {
        Optional<List<Long>> axes = node.wholesOrKnown("axes", 1);
        List<Integer> dims = new ArrayList<>();
        List<Integer> dropped = axes.map(list -> list.stream()
                        .map(axis -> Application.axis(axis, from.size()))
                        .toList())
                .orElseGet(() -> IntStream.range(0, from.size())
                        .filter(axis -> from.get(axis) == 1)
                        .boxed()
                        .toList());
        for (int axis = 0; axis < from.size(); axis++) {
            if (!dropped.contains(axis)) {
                dims.add(from.get(axis));
            } else if (from.get(axis) != 1) {
                throw new RefusedException("axis " + axis + " of " + from + " has more than one element", "");
            }
        }
        return dims;
    }

    private static List<Integer> unsqueezed(Application node, List<Integer> from) {
        List<Long> axes = node.wholesOrKnown("axes", 1)
                .orElseThrow(() -> new RefusedException("its axes are missing", "export the model again"));
        int rank = from.size() + axes.size();
        List<Integer> added =
                axes.stream().map(axis -> Application.axis(axis, rank)).toList();
        List<Integer> dims = new ArrayList<>();
        int next = 0;
        for (int axis = 0; axis < rank; axis++) {
            if (added.contains(axis)) {
                dims.add(1);
            } else if (next < from.size()) {
                dims.add(from.get(next++));
            }
        }
        if (dims.size() != rank) {
            throw new RefusedException("its axes are " + axes, "name each axis once");
        }
        return dims;
    }

    private static List<Integer> order(Application node, int rank) {
        List<Integer> backwards =
                new ArrayList<>(IntStream.range(0, rank).boxed().toList());
        Collections.reverse(backwards);
        List<Integer> order = node.wholes("perm")
                .map(list ->
                        list.stream().map(axis -> Application.axis(axis, rank)).toList())
                .orElse(backwards);
        if (order.size() != rank || order.stream().distinct().count() != rank) {
            throw new RefusedException("perm is " + order + " for " + rank + " axes", "export the model again");
        }
        return order;
    }

    private static void transpose(Application node) {
        List<Integer> order = order(node, node.dims(0).size());
        if (node.isKnown(0)) {
            Weights turned = Weights.of(node, 0, "operand").transposed(order);
            node.result(0, (Value) new Known(turned.numbers(), turned.stored()));
        } else {
            node.result(0, node.transpose(node.tensor(0), order));
        }
    }

    private static DataType castType(Application node) {
        int code = node.number("to", 1);
        return DataType.of(code)
                .orElseThrow(() -> new RefusedException("it casts to the type number " + code, "cast to float"));
    }

    private static void cast(Application node) {
        Flowing x = node.tensor(0);
        DataType to = castType(node);
        boolean exact = x.type() == to
                || x.type() == DataType.FLOAT && to == DataType.DOUBLE
                || x.type() == DataType.FLOAT16 && (to == DataType.FLOAT || to == DataType.DOUBLE)
                || x.type() == DataType.DOUBLE && to == DataType.FLOAT
                || x.type() == DataType.BOOL
                || x.type().isWhole() && x.type().bits() <= 16 && to.isReal() && to.bits() >= 32;
        if (!exact) {
            throw new RefusedException(
                    "it casts " + x.type().text() + " to " + to.text(),
                    "between numbers that depend on the input, only casts that change no number are supported");
        }
        node.result(0, x.withType(to));
    }
}
