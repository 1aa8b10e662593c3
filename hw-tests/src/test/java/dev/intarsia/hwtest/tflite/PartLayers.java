package dev.intarsia.hwtest.tflite;

import dev.intarsia.hwtest.tflite.LayerSketch.Interval;
import dev.intarsia.hwtest.tflite.TfliteOperator.Activation;
import dev.intarsia.ir.op.PadAxes;
import dev.intarsia.ir.op.Reshape;
import dev.intarsia.ir.op.Slice;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Layers that give a part of a tensor, or its words under another shape. Each method is one attempt at a random layer; empty when what was drawn
 * does not fit together.
 */
final class PartLayers {

    private PartLayers() {}

    static Optional<ReferenceLayer> squeeze(LayerDraw draw) {
        int axis = draw.upTo(3);
        Shape from = with(draw.image(8), axis, 1);
        return draw.kept(
                from, Activation.NONE, new Reshape(without(from, axis)), TfliteOperator.squeeze(List.of(axis)));
    }

    static Optional<ReferenceLayer> expandDims(LayerDraw draw) {
        int axis = draw.upTo(3);
        Shape to = with(draw.image(8), axis, 1);
        return draw.kept(
                without(to, axis),
                Activation.NONE,
                new Reshape(to),
                TfliteOperator.expandDims(draw.oneIn(2) ? axis : axis - to.rank()));
    }

    /** From a first place on, so many along each axis, or all that are left. */
    static Optional<ReferenceLayer> slice(LayerDraw draw) {
        Shape image = draw.image(8);
        List<Integer> begin = new ArrayList<>(List.of(0));
        List<Integer> size = new ArrayList<>(List.of(1));
        List<Integer> stated = new ArrayList<>(List.of(1));
        for (int axis = 1; axis < 4; axis++) {
            int first = draw.upTo(image.size(axis)) - 1;
            int left = image.size(axis) - first;
            boolean all = draw.oneIn(3);
            begin.add(first);
            size.add(all ? left : draw.upTo(left));
            stated.add(all ? -1 : size.getLast());
        }
        return draw.kept(
                image,
                Activation.NONE,
                new Slice(List.of(0, 1, 2, 3), begin, size, List.of(1, 1, 1, 1)),
                TfliteOperator.slice(begin, stated));
    }

    static Optional<ReferenceLayer> split(LayerDraw draw) {
        int axis = draw.upTo(3);
        int parts = draw.upTo(4);
        int size = draw.upTo(3);
        Shape whole = with(draw.image(8), axis, parts * size);
        int own = draw.upTo(parts) - 1;
        List<List<Integer>> shapes = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            shapes.add(with(whole, axis, size).sizes());
        }
        return draw.kept(
                whole,
                Activation.NONE,
                part(axis, own * size, size),
                TfliteOperator.split(axis, parts).among(shapes, own));
    }

    /** Parts of unequal sizes, one of which may be left open. */
    static Optional<ReferenceLayer> splitBySizes(LayerDraw draw) {
        int axis = draw.upTo(3);
        int parts = draw.upTo(4);
        List<Integer> sizes = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            sizes.add(draw.upTo(3));
        }
        int whole = sizes.stream().mapToInt(Integer::intValue).sum();
        Shape image = with(draw.image(8), axis, whole);
        int own = draw.upTo(parts) - 1;
        List<Integer> stated = new ArrayList<>(sizes);
        if (draw.oneIn(2)) {
            stated.set(draw.upTo(parts) - 1, -1);
        }
        int first = sizes.subList(0, own).stream().mapToInt(Integer::intValue).sum();
        return draw.kept(
                image,
                Activation.NONE,
                part(axis, first, sizes.get(own)),
                TfliteOperator.splitBySizes(stated, axis)
                        .among(
                                sizes.stream()
                                        .map(size -> with(image, axis, size).sizes())
                                        .toList(),
                                own));
    }

    private static Slice part(int axis, int first, int size) {
        return new Slice(List.of(axis), List.of(first), List.of(size), List.of(1));
    }

    static Optional<ReferenceLayer> pack(LayerDraw draw) {
        int axis = draw.upTo(3);
        int count = draw.upTo(4);
        Shape result = with(draw.image(8), axis, count);
        Interval interval = draw.interval(draw.magnitude(-1, 3));
        LayerSketch sketch = draw.sketch();
        for (int i = 0; i < count; i++) {
            sketch.input(without(result, axis), interval);
        }
        return sketch.layer(new MovesTo(result), TfliteOperator.pack(axis, count), Activation.NONE, interval);
    }

    static Optional<ReferenceLayer> unpack(LayerDraw draw) {
        int axis = draw.upTo(3);
        int count = draw.upTo(4);
        Shape whole = with(draw.image(8), axis, count);
        Shape part = without(whole, axis);
        int own = draw.upTo(count) - 1;
        List<List<Integer>> shapes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            shapes.add(part.sizes());
        }
        return draw.kept(
                whole,
                Activation.NONE,
                new MovesTo(part),
                TfliteOperator.unpack(axis, count).among(shapes, own));
    }

    /** A number of one's own all around. */
    static Optional<ReferenceLayer> padWith(LayerDraw draw) {
        List<Integer> before = List.of(0, draw.upTo(3) - 1, draw.upTo(3) - 1, draw.upTo(3) - 1);
        List<Integer> after = List.of(0, draw.upTo(3) - 1, draw.upTo(3) - 1, draw.upTo(3) - 1);
        List<Integer> sides = new ArrayList<>();
        for (int axis = 0; axis < 4; axis++) {
            sides.add(before.get(axis));
            sides.add(after.get(axis));
        }
        double number = draw.magnitude(-2, 2) * (draw.oneIn(2) ? -1 : 1);
        return draw.kept(
                draw.image(5),
                Activation.NONE,
                new PadAxes(before, after, PadAxes.Border.CONSTANT, number),
                TfliteOperator.padWith(sides, number));
    }

    static Optional<ReferenceLayer> spaceToDepth(LayerDraw draw) {
        int block = draw.upTo(3);
        Shape to = draw.image(5);
        Shape from = Shape.of(1, to.size(1) * block, to.size(2) * block, to.size(3));
        return draw.kept(
                from,
                Activation.NONE,
                new MovesTo(with(to, 3, to.size(3) * block * block)),
                TfliteOperator.spaceToDepth(block));
    }

    static Optional<ReferenceLayer> depthToSpace(LayerDraw draw) {
        int block = draw.upTo(3);
        Shape from = draw.image(5);
        Shape to = Shape.of(1, from.size(1) * block, from.size(2) * block, from.size(3));
        return draw.kept(
                with(from, 3, from.size(3) * block * block),
                Activation.NONE,
                new MovesTo(to),
                TfliteOperator.depthToSpace(block));
    }

    private static Shape with(Shape shape, int axis, int size) {
        List<Integer> sizes = new ArrayList<>(shape.sizes());
        sizes.set(axis, size);
        return new Shape(sizes);
    }

    private static Shape without(Shape shape, int axis) {
        List<Integer> sizes = new ArrayList<>(shape.sizes());
        sizes.remove(axis);
        return new Shape(sizes);
    }
}
