package dev.intarsia.frontend.onnx;

import static dev.intarsia.frontend.onnx.OnnxOperator.row;

import dev.intarsia.frontend.onnx.Value.Flowing;
import dev.intarsia.frontend.onnx.file.OnnxTensor;
import dev.intarsia.ir.op.Concat;
import dev.intarsia.ir.op.Expand;
import dev.intarsia.ir.op.Gather;
import dev.intarsia.ir.op.PadAxes;
import dev.intarsia.ir.op.Slice;
import dev.intarsia.ir.op.Tile;
import dev.intarsia.ir.op.Where;
import dev.intarsia.ir.type.Real;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Operators that take tensors apart, put them together, or surround them. */
final class PartRows {

    static final List<OnnxOperator> ROWS = List.of(
            row("Concat", "concat", PartRows::concat, node -> {
                List<OnnxTensor> parts = node.allOperands();
                int axis = Application.ownAxis(
                        node.whole("axis", 1), parts.getFirst().rank());
                return List.of(KnownArrays.concat(parts, axis));
            }),
            row("Split", "slice", PartRows::split, PartRows::splitKnown),
            row("Slice", "slice", PartRows::slice, node -> {
                OnnxTensor x = node.known(0, "operand");
                return List.of(KnownArrays.slice(x, slicing(node, x.dims())));
            }),
            row("Gather", "gather", PartRows::gather, node -> {
                OnnxTensor x = node.known(0, "operand");
                OnnxTensor indices = node.knownWords(1, "indices");
                int axis = Application.ownAxis(node.whole("axis", 0), x.rank());
                return List.of(KnownArrays.gather(x, axis, indices.words(), indices.dims()));
            }),
            row("Pad", "pad_axes", PartRows::pad),
            row("Expand", "expand", PartRows::expand, node -> {
                OnnxTensor x = node.known(0, "operand");
                List<Integer> to = MovementRows.dims(node.knownWholes(1, "shape"));
                return List.of(KnownArrays.expand(x, KnownArrays.broadcast(x.dims(), to)));
            }),
            row("Tile", "tile", PartRows::tile),
            row("Where", "where", PartRows::where, PartRows::whereKnown));

    private PartRows() {}

    private static void concat(Application node) {
        List<Flowing> parts = node.tensors();
        Flowing first = parts.stream()
                .filter(part -> node.draft().constant(part.tensor()).isEmpty())
                .findFirst()
                .orElse(parts.getFirst());
        int axis = Application.ownAxis(node.whole("axis", 1), first.rank());
        node.refuseBatch(first, axis);
        node.requireSameBatch(parts);
        List<String> names = new ArrayList<>();
        for (Flowing part : parts) {
            // A known part has no batch axis of its own where the graph has one that the file has not.
            boolean bare = node.draft().type(part.tensor()).shape().rank() < part.rank() + node.leadingAxes();
            List<Integer> outside = new ArrayList<>(part.dims());
            outside.addFirst(1);
            names.add(bare ? node.emitKeeping(GraphOps.reshape(outside), part.tensor()) : part.tensor());
        }
        boolean last = axis == first.rank() - 1;
        Concat op = new Concat(last ? -1 : axis + node.leadingAxes());
        node.result(node.emit(op, node.element(first), names), first.type());
    }

    private static List<Integer> splitSizes(Application node, int size) {
        Optional<List<Long>> written = node.opset() >= 13
                ? (node.has(1) ? Optional.of(node.knownWholes(1, "split")) : Optional.empty())
                : node.wholes("split");
        if (written.isPresent()) {
            long sum = 0;
            for (long part : written.get()) {
                if (part < 0 || part > size - sum) {
                    throw new RefusedException(
                            "it splits an axis of " + size + " into parts of " + written.get(),
                            "its parts make the whole axis");
                }
                sum += part;
            }
            return MovementRows.dims(written.get());
        }
        int parts = node.number("num_outputs", node.outputs());
        if (parts < 1 || parts > size) {
            throw new RefusedException("it splits an axis of " + size + " into " + parts + " parts", "");
        }
        int each = Math.ceilDiv(size, parts);
        List<Integer> sizes = new ArrayList<>(Collections.nCopies(parts - 1, each));
        sizes.add(size - each * (parts - 1));
        return sizes;
    }

    private static void split(Application node) {
        Flowing x = node.tensor(0);
        int axis = Application.ownAxis(node.whole("axis", 0), x.rank());
        node.refuseBatch(x, axis);
        int begin = 0;
        List<Integer> sizes = splitSizes(node, x.size(axis));
        for (int i = 0; i < sizes.size(); i++) {
            int size = sizes.get(i);
            if (node.hasOutput(i)) {
                if (size < 1 || begin + size > x.size(axis)) {
                    throw new RefusedException("its parts are " + sizes, "every part has at least one element");
                }
                String part = node.emitKeeping(Slice.along(axis + node.leadingAxes(), begin, size), x.tensor());
                node.result(i, part, x.type());
            }
            begin += size;
        }
    }

    private static List<OnnxTensor> splitKnown(Application node) {
        OnnxTensor x = node.known(0, "operand");
        int axis = Application.ownAxis(node.whole("axis", 0), x.rank());
        List<OnnxTensor> parts = new ArrayList<>();
        int begin = 0;
        for (int size : splitSizes(node, x.dims().get(axis))) {
            long[] indices = new long[size];
            for (int i = 0; i < size; i++) {
                indices[i] = begin + i;
            }
            parts.add(KnownArrays.gather(x, axis, indices, List.of(size)));
            begin += size;
        }
        return parts;
    }

    private static List<Slicing.Part> slicing(Application node, List<Integer> dims) {
        if (node.opset() < 10) {
            return Slicing.parts(
                    dims,
                    node.wholes("starts").orElse(List.of()),
                    node.wholes("ends").orElse(List.of()),
                    node.wholes("axes"),
                    Optional.empty());
        }
        return Slicing.parts(
                dims,
                node.knownWholes(1, "starts"),
                node.knownWholes(2, "ends"),
                node.has(3) ? Optional.of(node.knownWholes(3, "axes")) : Optional.empty(),
                node.has(4) ? Optional.of(node.knownWholes(4, "steps")) : Optional.empty());
    }

    private static void slice(Application node) {
        Flowing x = node.tensor(0);
        List<Slicing.Part> parts = slicing(node, x.dims());
        List<Integer> axes = IntStream.range(0, x.rank())
                .filter(axis -> !parts.get(axis).isWhole(x.size(axis)))
                .boxed()
                .toList();
        if (axes.isEmpty()) {
            node.result(0, x);
            return;
        }
        axes.forEach(axis -> node.refuseBatch(x, axis));
        if (axes.stream().anyMatch(axis -> parts.get(axis).count() < 1)) {
            throw new RefusedException("its result has no elements", "remove what reads it");
        }
        Slice op = new Slice(
                axes.stream().map(axis -> axis + node.leadingAxes()).toList(),
                axes.stream().map(axis -> parts.get(axis).start()).toList(),
                axes.stream().map(axis -> parts.get(axis).count()).toList(),
                axes.stream()
                        .map(axis -> parts.get(axis).count() == 1
                                ? 1
                                : parts.get(axis).step())
                        .toList());
        node.result(node.emitKeeping(op, x.tensor()), x.type());
    }

    private static void gather(Application node) {
        OnnxTensor indices = node.knownWords(1, "indices");
        Flowing x = node.tensor(0);
        int axis = Application.ownAxis(node.whole("axis", 0), x.rank());
        node.refuseBatch(x, axis);
        int size = x.size(axis);
        List<Integer> places = Arrays.stream(indices.words())
                .mapToObj(index -> {
                    if (index < -size || index >= size) {
                        throw new RefusedException("the index " + index + " lies outside an axis of " + size, "");
                    }
                    return (int) (index < 0 ? index + size : index);
                })
                .toList();
        Application.shape(indices.dims());
        String taken = node.emitKeeping(new Gather(axis + node.leadingAxes(), places), x.tensor());
        List<Integer> dims = new ArrayList<>(x.dims().subList(0, axis));
        List<Integer> flat = new ArrayList<>(x.dims());
        flat.set(axis, places.size());
        dims.addAll(indices.dims());
        dims.addAll(x.dims().subList(axis + 1, x.rank()));
        node.result(0, node.reshape(new Flowing(taken, x.type(), flat), dims));
    }

    private static void pad(Application node) {
        Flowing x = node.tensor(0);
        boolean operands = node.opset() >= 11;
        List<Long> pads = operands
                ? node.knownWholes(1, "pads")
                : node.wholes("pads").orElseThrow(() -> new RefusedException("pads is missing", "export it again"));
        double value = operands ? node.knownNumber(2, "value", 0) : node.real("value", 0);
        List<Integer> axes = node.has(3)
                ? node.knownWholes(3, "axes").stream()
                        .map(axis -> Application.ownAxis(axis, x.rank()))
                        .toList()
                : AxisOrder.identity(x.rank());
        if (pads.size() != 2 * axes.size()) {
            throw new RefusedException("pads is " + pads + " for " + axes.size() + " axes", "export the model again");
        }
        List<Integer> before = new ArrayList<>(Collections.nCopies(x.rank(), 0));
        List<Integer> after = new ArrayList<>(before);
        for (int i = 0; i < axes.size(); i++) {
            before.set(axes.get(i), side(pads.get(i)));
            after.set(axes.get(i), side(pads.get(axes.size() + i)));
        }
        for (int axis = 0; axis < x.rank(); axis++) {
            if (before.get(axis) + after.get(axis) > 0) {
                node.refuseBatch(x, axis);
            }
        }
        if (node.leadingAxes() == 1) {
            before.addFirst(0);
            after.addFirst(0);
        }
        PadAxes.Border border = switch (node.word("mode", "constant")) {
            case "constant" -> PadAxes.Border.CONSTANT;
            case "reflect" -> PadAxes.Border.REFLECT;
            case "edge" -> PadAxes.Border.EDGE;
            case "wrap" -> PadAxes.Border.WRAP;
            case String mode -> throw new RefusedException("the mode is " + mode, "export the model again");
        };
        node.result(node.emitKeeping(new PadAxes(before, after, border, value), x.tensor()), x.type());
    }

    private static int side(long size) {
        if (size < 0) {
            throw new RefusedException("a side is padded by " + size, "cut it off with Slice");
        }
        return Windows.inside("a side", size, 0);
    }

    private static void expand(Application node) {
        Flowing x = node.tensor(0);
        List<Integer> to = KnownArrays.broadcast(x.dims(), MovementRows.dims(node.knownWholes(1, "shape")));
        if (to.equals(x.dims())) {
            node.result(0, x);
            return;
        }
        if (node.leadingAxes() == 0 && (to.size() != x.rank() || !to.getFirst().equals(x.size(0)))) {
            throw new RefusedException("it repeats the batch axis", "");
        }
        List<Integer> aligned = new ArrayList<>(Collections.nCopies(to.size() - x.rank(), 1));
        aligned.addAll(x.dims());
        Flowing same = node.reshape(x, aligned);
        List<Integer> sizes = new ArrayList<>(to);
        if (node.leadingAxes() == 1) {
            sizes.addFirst(1);
        }
        node.result(node.emitKeeping(new Expand(Application.shape(sizes)), same.tensor()), x.type());
    }

    private static void tile(Application node) {
        Flowing x = node.tensor(0);
        List<Integer> repeats = new ArrayList<>(MovementRows.dims(node.knownWholes(1, "repeats")));
        if (repeats.size() != x.rank() || repeats.stream().anyMatch(r -> r < 1)) {
            throw new RefusedException("repeats is " + repeats + " for " + x.dims(), "export the model again");
        }
        if (!repeats.isEmpty() && repeats.getFirst() != 1) {
            node.refuseBatch(x, 0);
        }
        if (node.leadingAxes() == 1) {
            repeats.addFirst(1);
        }
        node.result(node.emitKeeping(new Tile(repeats), x.tensor()), x.type());
    }

    private static void where(Application node) {
        List<Flowing> operands = IntStream.range(0, 3).mapToObj(node::tensor).toList();
        node.requireSameBatch(operands);
        node.result(
                node.emit(
                        new Where(),
                        Real.REAL,
                        operands.stream().map(Flowing::tensor).toList()),
                operands.get(1).type());
    }

    private static List<OnnxTensor> whereKnown(Application node) {
        OnnxTensor condition = node.knownWords(0, "condition");
        OnnxTensor yes = node.known(1, "operand");
        OnnxTensor no = node.known(2, "operand");
        List<OnnxTensor> aligned = KnownArrays.aligned(condition, yes, no);
        OnnxTensor chosen = aligned.getFirst();
        List<Integer> flat = List.of(chosen.elements());
        OnnxTensor both = KnownArrays.concat(
                List.of(aligned.get(1).reshaped(flat), aligned.get(2).reshaped(flat)), 0);
        int count = chosen.elements();
        return List.of(KnownArrays.pick(both, chosen.dims(), i -> chosen.word(i) != 0 ? i : count + i));
    }
}
