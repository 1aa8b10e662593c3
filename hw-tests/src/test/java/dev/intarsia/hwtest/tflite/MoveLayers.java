package dev.intarsia.hwtest.tflite;

import dev.intarsia.hwtest.tflite.LayerSketch.Interval;
import dev.intarsia.hwtest.tflite.TfliteOperator.Activation;
import dev.intarsia.ir.op.Concat;
import dev.intarsia.ir.op.Expand;
import dev.intarsia.ir.op.Flatten;
import dev.intarsia.ir.op.Gather;
import dev.intarsia.ir.op.Pad;
import dev.intarsia.ir.op.PadAxes;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Reshape;
import dev.intarsia.ir.op.Slice;
import dev.intarsia.ir.op.Tile;
import dev.intarsia.ir.op.Transpose;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Layers that move words and compute nothing. Each method is one attempt at a random layer; empty when what was drawn does not fit together. */
final class MoveLayers {

    private MoveLayers() {}

    static Optional<ReferenceLayer> reshape(LayerDraw draw) {
        Shape from = draw.image(8);
        Shape to = Shape.of(1, from.size(3), from.size(1) * from.size(2));
        return draw.kept(from, Activation.NONE, new Reshape(to), TfliteOperator.reshape(to.sizes()));
    }

    static Optional<ReferenceLayer> flatten(LayerDraw draw) {
        Shape from = draw.image(8);
        return draw.kept(from, Activation.NONE, new Flatten(), TfliteOperator.reshape(List.of(1, from.elements())));
    }

    static Optional<ReferenceLayer> concat(LayerDraw draw) {
        Shape image = draw.image(5);
        int axis = draw.upTo(3);
        int count = draw.upTo(4);
        Interval interval = draw.interval(draw.magnitude(-1, 3));
        LayerSketch sketch = draw.sketch();
        for (int i = 0; i < count; i++) {
            List<Integer> sizes = new ArrayList<>(image.sizes());
            sizes.set(axis, draw.upTo(4));
            sketch.input(new Shape(sizes), interval);
        }
        return sketch.layer(new Concat(axis), TfliteOperator.concat(axis, count), Activation.NONE, interval);
    }

    static Optional<ReferenceLayer> transpose(LayerDraw draw) {
        List<Integer> order = List.of(
                        List.of(0, 3, 1, 2), List.of(0, 2, 3, 1), List.of(0, 2, 1, 3), List.of(0, 3, 2, 1))
                .get(draw.upTo(4) - 1);
        return draw.kept(draw.image(8), Activation.NONE, new Transpose(order), TfliteOperator.transpose(order));
    }

    static Optional<ReferenceLayer> stridedSlice(LayerDraw draw) {
        Shape image = draw.image(8);
        List<Integer> begin = new ArrayList<>();
        List<Integer> size = new ArrayList<>();
        List<Integer> step = new ArrayList<>();
        List<Integer> end = new ArrayList<>();
        for (int axis = 1; axis < 4; axis++) {
            int stride = draw.upTo(3);
            int count = draw.upTo(Math.max(1, image.size(axis) / stride));
            int first = draw.upTo(image.size(axis) - (count - 1) * stride) - 1;
            boolean backwards = draw.oneIn(3);
            begin.add(backwards ? first + (count - 1) * stride : first);
            size.add(count);
            step.add(backwards ? -stride : stride);
            // An end before the first place is one that counts from behind the last.
            end.add(backwards ? first - 1 - image.size(axis) - (first == 0 ? 1 : 0) : first + (count - 1) * stride + 1);
        }
        return draw.kept(
                image,
                Activation.NONE,
                new Slice(List.of(1, 2, 3), begin, size, step),
                TfliteOperator.stridedSlice(withBatch(begin, 0), withBatch(end, 1), withBatch(step, 1)));
    }

    static Optional<ReferenceLayer> gather(LayerDraw draw) {
        Shape image = draw.image(8);
        int axis = draw.upTo(3);
        List<Integer> indices = new ArrayList<>();
        for (int i = draw.upTo(6); i > 0; i--) {
            indices.add(draw.upTo(image.size(axis)) - 1);
        }
        return draw.kept(image, Activation.NONE, new Gather(axis, indices), TfliteOperator.gather(axis, indices));
    }

    static Optional<ReferenceLayer> tile(LayerDraw draw) {
        List<Integer> repeats = List.of(1, draw.upTo(3), draw.upTo(3), draw.upTo(3));
        return draw.kept(draw.image(4), Activation.NONE, new Tile(repeats), TfliteOperator.tile(repeats));
    }

    static Optional<ReferenceLayer> expand(LayerDraw draw) {
        Shape to = draw.image(4);
        Shape from = Shape.of(
                1, draw.oneIn(2) ? 1 : to.size(1), draw.oneIn(2) ? 1 : to.size(2), draw.oneIn(2) ? 1 : to.size(3));
        return draw.kept(from, Activation.NONE, new Expand(to), TfliteOperator.expand(to.sizes()));
    }

    static Optional<ReferenceLayer> padAxes(LayerDraw draw) {
        List<Integer> before = List.of(0, draw.upTo(3) - 1, draw.upTo(3) - 1, draw.upTo(3) - 1);
        List<Integer> after = List.of(0, draw.upTo(3) - 1, draw.upTo(3) - 1, draw.upTo(3) - 1);
        List<Integer> sides = new ArrayList<>();
        for (int axis = 0; axis < 4; axis++) {
            sides.add(before.get(axis));
            sides.add(after.get(axis));
        }
        PadAxes.Border border = List.of(PadAxes.Border.CONSTANT, PadAxes.Border.REFLECT, PadAxes.Border.SYMMETRIC)
                .get(draw.upTo(3) - 1);
        return draw.kept(
                draw.image(5),
                Activation.NONE,
                new PadAxes(before, after, border, 0),
                border == PadAxes.Border.CONSTANT
                        ? TfliteOperator.padAxes(sides)
                        : TfliteOperator.mirrorPad(border == PadAxes.Border.SYMMETRIC, sides));
    }

    static Optional<ReferenceLayer> pad(LayerDraw draw) {
        int top = draw.upTo(4) - 1;
        int bottom = draw.upTo(4) - 1;
        int left = draw.upTo(4) - 1;
        int right = draw.upTo(4) - 1;
        return draw.kept(
                draw.image(6),
                Activation.NONE,
                new Pad(new Padding.Explicit(top, bottom, left, right)),
                TfliteOperator.pad(top, bottom, left, right));
    }

    private static List<Integer> withBatch(List<Integer> others, int first) {
        List<Integer> all = new ArrayList<>(others);
        all.addFirst(first);
        return all;
    }
}
