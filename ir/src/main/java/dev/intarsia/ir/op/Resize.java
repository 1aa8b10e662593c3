package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.AttributeValue;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.graph.Quantizable;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.op.Resampling.Coordinates;
import dev.intarsia.ir.op.Resampling.Method;
import dev.intarsia.ir.op.Resampling.Nearest;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * An image [n, h, w, c] in another size.
 *
 * @param method from which elements a result is made
 * @param coordinates where a result's place lies on the operand
 * @param nearest which neighbour is the nearest; for other methods without meaning
 * @param height of the result
 * @param width of the result
 * @param scaleHeight rows of the result for one of the operand, where it is not the quotient of the sizes; 0 where it is
 * @param scaleWidth the same for columns
 * @param cubic the coefficient of the cubic method
 */
public record Resize(
        Method method,
        Coordinates coordinates,
        Nearest nearest,
        int height,
        int width,
        double scaleHeight,
        double scaleWidth,
        double cubic)
        implements Quantizable {

    private static final double STANDARD_CUBIC = -0.75;

    public static final OpSyntax SYNTAX = new OpSyntax(
            "resize",
            List.of(Operand.tensor("image")),
            List.of(
                    Lists.parameter("size"),
                    word("method", Method.values(), Method::text, "nearest"),
                    word("coordinates", Coordinates.values(), Coordinates::text, "half_pixel"),
                    word("nearest", Nearest.values(), Nearest::text, "round_prefer_ceil"),
                    real("scale_height", 0),
                    real("scale_width", 0),
                    real("cubic", STANDARD_CUBIC)),
            "an image in another size",
            arguments -> new Resize(
                    read(arguments.word("method"), Method.values(), Method::text),
                    read(arguments.word("coordinates"), Coordinates.values(), Coordinates::text),
                    read(arguments.word("nearest"), Nearest.values(), Nearest::text),
                    WindowSyntax.inside("size", arguments.wholes("size", 2).get(0), 1),
                    WindowSyntax.inside("size", arguments.wholes("size", 2).get(1), 1),
                    arguments.real("scale_height"),
                    arguments.real("scale_width"),
                    arguments.real("cubic")));

    private static <E> OpSyntax.Parameter word(String name, E[] values, Function<E, String> text, String standard) {
        List<String> words = Arrays.stream(values).map(text).toList();
        return new OpSyntax.Parameter(name, OpSyntax.Kind.WORD, words, new AttributeValue.Word(standard));
    }

    private static OpSyntax.Parameter real(String name, double standard) {
        return new OpSyntax.Parameter(
                name, OpSyntax.Kind.REAL_NUMBER, List.of(), new AttributeValue.RealNumber(standard));
    }

    private static <E> E read(String word, E[] values, Function<E, String> text) {
        return Arrays.stream(values)
                .filter(value -> text.apply(value).equals(word))
                .findFirst()
                .orElseThrow();
    }

    /**
     * The nearest element, as TensorFlow Lite names what there is.
     *
     * @param alignCorners first and last places meet
     * @param halfPixel the centres of pixels count
     */
    public static Resize nearest(int height, int width, boolean alignCorners, boolean halfPixel) {
        Nearest rounding = alignCorners || halfPixel ? Nearest.ROUND_PREFER_CEIL : Nearest.FLOOR;
        return new Resize(
                Method.NEAREST, coordinates(alignCorners, halfPixel), rounding, height, width, 0, 0, STANDARD_CUBIC);
    }

    /** The mean of four elements by their distances; see {@link #nearest(int, int, boolean, boolean)}. */
    public static Resize bilinear(int height, int width, boolean alignCorners, boolean halfPixel) {
        return new Resize(
                Method.LINEAR,
                coordinates(alignCorners, halfPixel),
                Nearest.ROUND_PREFER_CEIL,
                height,
                width,
                0,
                0,
                STANDARD_CUBIC);
    }

    private static Coordinates coordinates(boolean alignCorners, boolean halfPixel) {
        return alignCorners ? Coordinates.ALIGN_CORNERS : halfPixel ? Coordinates.HALF_PIXEL : Coordinates.ASYMMETRIC;
    }

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public List<Attribute> attributes() {
        List<Attribute> attributes = new ArrayList<>(List.of(Lists.attribute("size", List.of(height, width))));
        if (method != Method.NEAREST) {
            attributes.add(new Attribute("method", new AttributeValue.Word(method.text())));
        }
        if (coordinates != Coordinates.HALF_PIXEL) {
            attributes.add(new Attribute("coordinates", new AttributeValue.Word(coordinates.text())));
        }
        if (nearest != Nearest.ROUND_PREFER_CEIL) {
            attributes.add(new Attribute("nearest", new AttributeValue.Word(nearest.text())));
        }
        addUnless(attributes, "scale_height", scaleHeight, 0);
        addUnless(attributes, "scale_width", scaleWidth, 0);
        addUnless(attributes, "cubic", cubic, STANDARD_CUBIC);
        return attributes;
    }

    private static void addUnless(List<Attribute> attributes, String name, double value, double standard) {
        if (value != standard) {
            attributes.add(new Attribute(name, new AttributeValue.RealNumber(value)));
        }
    }

    @Override
    public Set<Capability> capabilities() {
        return method == Method.NEAREST
                ? Set.of(Capability.MOVES_DATA, Capability.KEEPS_QUANTIZATION)
                : Set.of(Capability.KEEPS_QUANTIZATION);
    }

    @Override
    public Form form() {
        return method == Method.NEAREST ? Form.MOVE : Form.AVERAGE;
    }

    @Override
    public Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        return rule.hasOperands(1, 1) && rule.isImage(0)
                ? Optional.of(Shape.of(
                        rule.operand(0).size(0), height, width, rule.operand(0).size(3)))
                : Optional.empty();
    }

    private Resampling rows(Shape image) {
        return new Resampling(this, image.size(1), height, scaleHeight);
    }

    private Resampling columns(Shape image) {
        return new Resampling(this, image.size(2), width, scaleWidth);
    }

    @Override
    public RealTensor real(List<RealTensor> operands) {
        RealTensor image = operands.getFirst();
        Shape shape = image.shape();
        Shape result = Shape.of(shape.size(0), height, width, shape.size(3));
        Resampling rows = rows(shape);
        Resampling columns = columns(shape);
        int[] rowPlaces = rows.places();
        double[] rowWeights = rows.weights();
        int[] columnPlaces = columns.places();
        double[] columnWeights = columns.weights();
        int taps = rows.taps();
        int channels = shape.size(3);
        float[] values = image.toArray();
        float[] resized = new float[result.elements()];
        for (int i = 0; i < resized.length; i++) {
            int c = i % channels;
            int column = i / channels % width;
            int row = i / channels / width % height;
            int n = i / channels / width / height;
            double sum = 0;
            for (int r = row * taps; r < (row + 1) * taps; r++) {
                for (int s = column * taps; s < (column + 1) * taps; s++) {
                    int pixel = (n * shape.size(1) + rowPlaces[r]) * shape.size(2) + columnPlaces[s];
                    sum += rowWeights[r] * columnWeights[s] * values[pixel * channels + c];
                }
            }
            resized[i] = (float) sum;
        }
        return RealTensor.owning(result, resized);
    }

    @Override
    public void check(QuantizedNode node, Diagnostics diagnostics) {
        IntegerRule rule = new IntegerRule(node, diagnostics);
        if (method == Method.NEAREST) {
            rule.arithmetic(NodeArithmetic.Move.class).ifPresent(move -> rule.keepsQuantization());
            return;
        }
        boolean inFixedPoint = method == Method.LINEAR
                && scaleHeight == 0
                && scaleWidth == 0
                && (coordinates == Coordinates.ASYMMETRIC
                        || coordinates == Coordinates.HALF_PIXEL
                        || coordinates == Coordinates.ALIGN_CORNERS);
        rule.require(
                inFixedPoint,
                "integers of resize are the nearest element, or linear with asymmetric, half_pixel or align_corners and the"
                        + " quotient of the sizes as scale",
                "convert to real numbers before it and back behind it");
        rule.require(
                node.element().format().signed(),
                "unsigned words are resized in real numbers by the engines that have them",
                "quantize to a signed format before it");
        rule.arithmetic(NodeArithmetic.Average.class).ifPresent(rule::average);
    }

    @Override
    public Kernel lower(QuantizedNode node) {
        Shape image = node.operandTypes().getFirst().shape();
        return method == Method.NEAREST
                ? LowerMove.rearrange(
                        node,
                        List.of(
                                AxisMap.identity(0, image.size(0)),
                                new AxisMap(1, rows(image).nearest()),
                                new AxisMap(2, columns(image).nearest()),
                                AxisMap.identity(3, image.size(3))),
                        0)
                : LowerPooling.bilinear(node, coordinates);
    }
}
