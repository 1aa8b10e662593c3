package dev.intarsia.hwtest.tflite;

import com.google.flatbuffers.FlatBufferBuilder;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An operator as TensorFlow Lite stores it.
 *
 * <p>Source of all numbers: tensorflow/lite/schema/schema.fbs of TensorFlow 2.18.
 *
 * @param builtin its number in {@code BuiltinOperator}
 * @param optionsTable the number of its table of options in {@code BuiltinOptions}
 * @param options the fields of that table, in its order
 * @param operands where its tensors come from, in its order
 * @param results the shapes of all its results where there may be several, else nothing
 * @param own which of them is the layer's
 */
record TfliteOperator(
        int builtin,
        int optionsTable,
        List<Field> options,
        List<Operand> operands,
        List<List<Integer>> results,
        int own) {

    private static final byte PADDING_SAME = 0;
    private static final int INT32 = 2;
    private static final byte PADDING_VALID = 1;

    TfliteOperator {
        options = List.copyOf(options);
        operands = List.copyOf(operands);
        results = List.copyOf(results);
    }

    /** An operator of one result. */
    TfliteOperator(int builtin, int optionsTable, List<Field> options, List<Operand> operands) {
        this(builtin, optionsTable, options, operands, List.of(), 0);
    }

    /** With several results of which the layer's is one. */
    TfliteOperator among(List<List<Integer>> shapes, int which) {
        return new TfliteOperator(builtin, optionsTable, options, operands, shapes, which);
    }

    /** A field of an options table. */
    sealed interface Field {
        record Byte(int value) implements Field {}

        record Int(int value) implements Field {}

        record Bool(boolean value) implements Field {}

        record Real(float value) implements Field {}

        record Ints(List<Integer> values) implements Field {}

        /** A field that newer versions of the format do not have any more. */
        record Gone() implements Field {}
    }

    /** An operand: one of the layer's own, or a list of numbers that we hold as an attribute and TensorFlow Lite as a tensor. */
    sealed interface Operand {
        /** The layer's operand of this index, missing if it has none. */
        record Own(int index) implements Operand {}

        /** The layer's bias; zeros where it has none and the operator insists on one. */
        record Bias(int index) implements Operand {}

        /** The layer's depthwise weights, [K, R, S, 1], which TensorFlow Lite holds as [1, R, S, K]. */
        record Depthwise(int index) implements Operand {}

        record Numbers(List<Integer> sizes, List<Integer> words) implements Operand {}

        /** A number of the type of the result. */
        record OfResult(double number) implements Operand {}
    }

    /** What is done to a result at last, {@code ActivationFunctionType}. */
    enum Activation {
        NONE(0),
        RELU(1),
        RELU6(3);

        private final int number;

        Activation(int number) {
            this.number = number;
        }

        private Field field() {
            return new Field.Byte(number);
        }
    }

    /** Sliding of a window: what the options of convolutions and pools share. */
    record Slide(boolean same, int strideHeight, int strideWidth, int dilationHeight, int dilationWidth) {
        private Field padding() {
            return new Field.Byte(same ? PADDING_SAME : PADDING_VALID);
        }
    }

    private static final List<Operand> ONE = List.of(new Operand.Own(0));
    private static final List<Operand> TWO = List.of(new Operand.Own(0), new Operand.Own(1));
    private static final List<Operand> WEIGHTED = List.of(new Operand.Own(0), new Operand.Own(1), new Operand.Own(2));

    private static final List<Operand> BIASED = List.of(new Operand.Own(0), new Operand.Own(1), new Operand.Bias(2));

    static TfliteOperator convolution(Slide slide, Activation activation) {
        return new TfliteOperator(
                3,
                1,
                List.of(
                        slide.padding(),
                        new Field.Int(slide.strideWidth),
                        new Field.Int(slide.strideHeight),
                        activation.field(),
                        new Field.Int(slide.dilationWidth),
                        new Field.Int(slide.dilationHeight)),
                BIASED);
    }

    static TfliteOperator depthwise(Slide slide, int depthMultiplier, Activation activation) {
        return new TfliteOperator(
                4,
                2,
                List.of(
                        slide.padding(),
                        new Field.Int(slide.strideWidth),
                        new Field.Int(slide.strideHeight),
                        new Field.Int(depthMultiplier),
                        activation.field(),
                        new Field.Int(slide.dilationWidth),
                        new Field.Int(slide.dilationHeight)),
                List.of(new Operand.Own(0), new Operand.Depthwise(1), new Operand.Own(2)));
    }

    static TfliteOperator fullyConnected(Activation activation) {
        return new TfliteOperator(9, 8, List.of(activation.field()), WEIGHTED);
    }

    /** Weights that are words beside real activations. */
    static TfliteOperator hybridDense(Activation activation, boolean asymmetric) {
        return new TfliteOperator(
                9,
                8,
                List.of(activation.field(), new Field.Gone(), new Field.Gone(), new Field.Bool(asymmetric)),
                WEIGHTED);
    }

    /** Addition of scales that are no powers of two. */
    static TfliteOperator add(Activation activation) {
        return new TfliteOperator(0, 11, List.of(activation.field(), new Field.Bool(false)), TWO);
    }

    static TfliteOperator maxPool(Slide slide, int height, int width, Activation activation) {
        return pool(17, slide, height, width, activation);
    }

    static TfliteOperator averagePool(Slide slide, int height, int width, Activation activation) {
        return pool(1, slide, height, width, activation);
    }

    private static TfliteOperator pool(int builtin, Slide slide, int height, int width, Activation activation) {
        return new TfliteOperator(
                builtin,
                5,
                List.of(
                        slide.padding(),
                        new Field.Int(slide.strideWidth),
                        new Field.Int(slide.strideHeight),
                        new Field.Int(width),
                        new Field.Int(height),
                        activation.field()),
                ONE);
    }

    static TfliteOperator softmax() {
        return new TfliteOperator(25, 9, List.of(new Field.Real(1)), ONE);
    }

    static TfliteOperator relu() {
        return new TfliteOperator(19, 0, List.of(), ONE);
    }

    /** Bounds of −1 and 1. */
    static TfliteOperator reluOne() {
        return new TfliteOperator(20, 0, List.of(), ONE);
    }

    static TfliteOperator relu6() {
        return new TfliteOperator(21, 0, List.of(), ONE);
    }

    static TfliteOperator quantize() {
        return new TfliteOperator(114, 0, List.of(), ONE);
    }

    static TfliteOperator reshape(List<Integer> shape) {
        return new TfliteOperator(
                22, 0, List.of(), List.of(new Operand.Own(0), new Operand.Numbers(List.of(shape.size()), shape)));
    }

    static TfliteOperator pad(int top, int bottom, int left, int right) {
        return new TfliteOperator(
                34,
                0,
                List.of(),
                List.of(
                        new Operand.Own(0),
                        new Operand.Numbers(List.of(4, 2), List.of(0, 0, top, bottom, left, right, 0, 0))));
    }

    static TfliteOperator subtract(Activation activation) {
        return new TfliteOperator(41, 28, List.of(activation.field(), new Field.Bool(false)), TWO);
    }

    static TfliteOperator multiply(Activation activation) {
        return new TfliteOperator(18, 21, List.of(activation.field()), TWO);
    }

    static TfliteOperator maximum() {
        return new TfliteOperator(55, 0, List.of(), TWO);
    }

    static TfliteOperator minimum() {
        return new TfliteOperator(57, 0, List.of(), TWO);
    }

    static TfliteOperator prelu() {
        return new TfliteOperator(54, 0, List.of(), TWO);
    }

    static TfliteOperator leakyRelu(float alpha) {
        return new TfliteOperator(98, 75, List.of(new Field.Real(alpha)), ONE);
    }

    /** A function of one number without options. */
    static TfliteOperator function(int builtin) {
        return new TfliteOperator(builtin, 0, List.of(), ONE);
    }

    /** Mean 40, greatest 82, least 89. */
    static TfliteOperator reduce(int builtin, List<Integer> axes, boolean keep) {
        return new TfliteOperator(
                builtin, 27, List.of(new Field.Bool(keep)), List.of(new Operand.Own(0), numbers(axes)));
    }

    /** The place of the greatest or least along an axis, as int32. */
    static TfliteOperator place(boolean greatest, int axis) {
        return new TfliteOperator(
                greatest ? 56 : 79,
                greatest ? 40 : 57,
                List.of(new Field.Byte(INT32)),
                List.of(new Operand.Own(0), numbers(List.of(axis))));
    }

    /** Output shape, weights, image, bias, in TensorFlow Lite's order. */
    static TfliteOperator transposeConvolution(Slide slide, List<Integer> shape) {
        return new TfliteOperator(
                67,
                49,
                List.of(slide.padding(), new Field.Int(slide.strideWidth), new Field.Int(slide.strideHeight)),
                List.of(numbers(shape), new Operand.Own(1), new Operand.Own(0), new Operand.Own(2)));
    }

    static TfliteOperator concat(int axis, int count) {
        return new TfliteOperator(
                2,
                10,
                List.of(new Field.Int(axis), Activation.NONE.field()),
                IntStream.range(0, count).<Operand>mapToObj(Operand.Own::new).toList());
    }

    static TfliteOperator transpose(List<Integer> order) {
        return withNumbers(39, order);
    }

    static TfliteOperator tile(List<Integer> repeats) {
        return withNumbers(69, repeats);
    }

    static TfliteOperator expand(List<Integer> shape) {
        return withNumbers(130, shape);
    }

    static TfliteOperator gather(int axis, List<Integer> indices) {
        return new TfliteOperator(
                36, 23, List.of(new Field.Int(axis), new Field.Int(0)), List.of(new Operand.Own(0), numbers(indices)));
    }

    /** Begin, end and step for each axis. */
    static TfliteOperator stridedSlice(List<Integer> begin, List<Integer> end, List<Integer> step) {
        return new TfliteOperator(
                45,
                32,
                Collections.nCopies(5, new Field.Int(0)),
                List.of(new Operand.Own(0), numbers(begin), numbers(end), numbers(step)));
    }

    /** Mirrored, with or without the border itself. */
    static TfliteOperator mirrorPad(boolean symmetric, List<Integer> sides) {
        return new TfliteOperator(
                100,
                77,
                List.of(new Field.Byte(symmetric ? 1 : 0)),
                List.of(new Operand.Own(0), new Operand.Numbers(List.of(sides.size() / 2, 2), sides)));
    }

    static TfliteOperator padAxes(List<Integer> sides) {
        return new TfliteOperator(
                34,
                0,
                List.of(),
                List.of(new Operand.Own(0), new Operand.Numbers(List.of(sides.size() / 2, 2), sides)));
    }

    static TfliteOperator resizeNearest(int height, int width, boolean alignCorners, boolean halfPixel) {
        return new TfliteOperator(
                97,
                74,
                List.of(new Field.Bool(alignCorners), new Field.Bool(halfPixel)),
                List.of(new Operand.Own(0), numbers(List.of(height, width))));
    }

    /** The first two fields of its options are gone. */
    static TfliteOperator resizeBilinear(int height, int width, boolean alignCorners, boolean halfPixel) {
        return new TfliteOperator(
                23,
                15,
                List.of(new Field.Gone(), new Field.Gone(), new Field.Bool(alignCorners), new Field.Bool(halfPixel)),
                List.of(new Operand.Own(0), numbers(List.of(height, width))));
    }

    static TfliteOperator squeeze(List<Integer> axes) {
        return new TfliteOperator(43, 30, List.of(new Field.Ints(axes)), ONE);
    }

    static TfliteOperator expandDims(int axis) {
        return withNumbers(70, List.of(axis));
    }

    static TfliteOperator slice(List<Integer> begin, List<Integer> size) {
        return new TfliteOperator(65, 0, List.of(), List.of(new Operand.Own(0), numbers(begin), numbers(size)));
    }

    /** Equal parts; see {@link #among}. */
    static TfliteOperator split(int axis, int parts) {
        return new TfliteOperator(
                49,
                35,
                List.of(new Field.Int(parts)),
                List.of(new Operand.Numbers(List.of(), List.of(axis)), new Operand.Own(0)));
    }

    static TfliteOperator splitBySizes(List<Integer> sizes, int axis) {
        return new TfliteOperator(
                102,
                79,
                List.of(new Field.Int(sizes.size())),
                List.of(new Operand.Own(0), numbers(sizes), new Operand.Numbers(List.of(), List.of(axis))));
    }

    static TfliteOperator pack(int axis, int count) {
        return new TfliteOperator(
                83,
                59,
                List.of(new Field.Int(count), new Field.Int(axis)),
                IntStream.range(0, count).<Operand>mapToObj(Operand.Own::new).toList());
    }

    static TfliteOperator unpack(int axis, int count) {
        return new TfliteOperator(88, 64, List.of(new Field.Int(count), new Field.Int(axis)), ONE);
    }

    static TfliteOperator padWith(List<Integer> sides, double number) {
        return new TfliteOperator(
                60,
                0,
                List.of(),
                List.of(
                        new Operand.Own(0),
                        new Operand.Numbers(List.of(sides.size() / 2, 2), sides),
                        new Operand.OfResult(number)));
    }

    static TfliteOperator spaceToDepth(int block) {
        return new TfliteOperator(26, 19, List.of(new Field.Int(block)), ONE);
    }

    static TfliteOperator depthToSpace(int block) {
        return new TfliteOperator(5, 94, List.of(new Field.Int(block)), ONE);
    }

    static TfliteOperator divide(Activation activation) {
        return new TfliteOperator(42, 29, List.of(activation.field()), TWO);
    }

    /** An operator of two operands without options. */
    static TfliteOperator pair(int builtin) {
        return new TfliteOperator(builtin, 0, List.of(), TWO);
    }

    private static Operand numbers(List<Integer> words) {
        return new Operand.Numbers(List.of(words.size()), words);
    }

    private static TfliteOperator withNumbers(int builtin, List<Integer> numbers) {
        return new TfliteOperator(builtin, 0, List.of(), List.of(new Operand.Own(0), numbers(numbers)));
    }

    /** The version that a model has to name: 1, but for an operator that only later ones of the registry have. */
    int version() {
        return builtin == 130 ? 2 : 1;
    }

    /** Adds the table of options; 0 for none. */
    int addOptions(FlatBufferBuilder builder) {
        if (optionsTable == 0) {
            return 0;
        }
        List<Integer> lists =
                options.stream().map(field -> list(field, builder)).toList();
        builder.startTable(options.size());
        for (int i = 0; i < options.size(); i++) {
            switch (options.get(i)) {
                case Field.Byte(int value) -> builder.addByte(i, (byte) value, 0);
                case Field.Int(int value) -> builder.addInt(i, value, Integer.MIN_VALUE);
                case Field.Bool(boolean value) -> builder.addBoolean(i, value, !value);
                case Field.Real(float value) -> builder.addFloat(i, value, Float.NaN);
                case Field.Ints list -> builder.addOffset(i, lists.get(i), 0);
                case Field.Gone gone -> {}
            }
        }
        return builder.endTable();
    }

    /** What a table refers to is written before it. */
    private static int list(Field field, FlatBufferBuilder builder) {
        if (!(field instanceof Field.Ints(List<Integer> values))) {
            return 0;
        }
        builder.startVector(4, values.size(), 4);
        values.reversed().forEach(builder::addInt);
        return builder.endVector();
    }
}
