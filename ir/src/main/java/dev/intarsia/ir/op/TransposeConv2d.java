package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.graph.Quantizable;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The convolution's reverse: each pixel of an image [n, h, w, C] spreads the weights [K, R, S, C ÷ groups] over the result, one stride
 * from its neighbour's:
 * {@code y[v, u, k] = bias[k] + Σ x[i, j, c] · w[k, r, s, c]} over all {@code i · stride + r · dilation − top = v} and the same for columns.
 *
 * @param strideHeight rows of the result from pixel to pixel
 * @param dilationHeight rows of the result from weight to weight
 * @param top rows that are cut off in front
 * @param left columns that are cut off in front
 * @param height of the result
 * @param width of the result
 * @param groups input and output channels fall into so many groups
 */
public record TransposeConv2d(
        int strideHeight,
        int strideWidth,
        int dilationHeight,
        int dilationWidth,
        int top,
        int left,
        int height,
        int width,
        int groups)
        implements Quantizable {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "transpose_conv2d",
            List.of(Operand.tensor("image"), Operand.weight("weights"), Operand.optionalWeight("bias")),
            List.of(
                    WindowSyntax.STRIDE,
                    WindowSyntax.DILATION,
                    new OpSyntax.Parameter("cut", OpSyntax.Kind.WHOLE_NUMBERS, List.of(), WindowSyntax.number(0)),
                    Lists.parameter("size"),
                    new OpSyntax.Parameter("groups", OpSyntax.Kind.WHOLE_NUMBER, List.of(), WindowSyntax.number(1))),
            "the convolution's reverse, with weights [k, r, s, c]",
            arguments -> new TransposeConv2d(
                    WindowSyntax.inside("stride", arguments.wholes("stride", 2).get(0), 1),
                    WindowSyntax.inside("stride", arguments.wholes("stride", 2).get(1), 1),
                    WindowSyntax.inside(
                            "dilation", arguments.wholes("dilation", 2).get(0), 1),
                    WindowSyntax.inside(
                            "dilation", arguments.wholes("dilation", 2).get(1), 1),
                    WindowSyntax.inside("cut", arguments.wholes("cut", 2).get(0), 0),
                    WindowSyntax.inside("cut", arguments.wholes("cut", 2).get(1), 0),
                    WindowSyntax.inside("size", arguments.wholes("size", 2).get(0), 1),
                    WindowSyntax.inside("size", arguments.wholes("size", 2).get(1), 1),
                    WindowSyntax.inside("groups", arguments.whole("groups"), 1)));

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public List<Attribute> attributes() {
        List<Attribute> attributes = new ArrayList<>();
        add(attributes, "stride", strideHeight, strideWidth, 1);
        add(attributes, "dilation", dilationHeight, dilationWidth, 1);
        add(attributes, "cut", top, left, 0);
        attributes.add(Lists.attribute("size", List.of(height, width)));
        if (groups != 1) {
            attributes.add(new Attribute("groups", WindowSyntax.number(groups)));
        }
        return attributes;
    }

    private static void add(List<Attribute> attributes, String name, int vertical, int horizontal, int standard) {
        if (vertical != standard || horizontal != standard) {
            attributes.add(Lists.attribute(name, List.of(vertical, horizontal)));
        }
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of();
    }

    @Override
    public Form form() {
        return Form.ACCUMULATE;
    }

    @Override
    public Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        if (!rule.hasOperands(2, 3) || !rule.isImage(0) || !rule.weightsFit(groups)) {
            return Optional.empty();
        }
        return Optional.of(
                Shape.of(rule.operand(0).size(0), height, width, rule.operand(1).size(0)));
    }

    @Override
    public RealTensor real(List<RealTensor> operands) {
        RealTensor image = operands.get(0);
        Shape shape = image.shape();
        Shape w = operands.get(1).shape();
        float[] weights = operands.get(1).toArray();
        int outputs = w.size(0);
        int inputs = w.size(3);
        Shape result = Shape.of(shape.size(0), height, width, outputs);
        double[] sums = new double[result.elements()];
        for (int pixel = 0; pixel < shape.elements() / shape.size(3); pixel++) {
            int column = pixel % shape.size(2);
            int row = pixel / shape.size(2) % shape.size(1);
            int n = pixel / shape.size(2) / shape.size(1);
            for (int tap = 0; tap < w.size(1) * w.size(2); tap++) {
                int v = row * strideHeight + tap / w.size(2) * dilationHeight - top;
                int u = column * strideWidth + tap % w.size(2) * dilationWidth - left;
                if (v < 0 || v >= height || u < 0 || u >= width) {
                    continue;
                }
                int to = ((n * height + v) * width + u) * outputs;
                for (int k = 0; k < outputs; k++) {
                    int from = pixel * shape.size(3) + k / (outputs / groups) * inputs;
                    int weight = (k * w.size(1) * w.size(2) + tap) * inputs;
                    for (int c = 0; c < inputs; c++) {
                        sums[to + k] += (double) image.at(from + c) * weights[weight + c];
                    }
                }
            }
        }
        float[] values = new float[sums.length];
        for (int i = 0; i < values.length; i++) {
            values[i] =
                    (float) (sums[i] + (operands.size() > 2 ? operands.get(2).at(i % outputs) : 0));
        }
        return RealTensor.owning(result, values);
    }

    @Override
    public void check(QuantizedNode node, Diagnostics diagnostics) {
        new IntegerRule(node, diagnostics).sumOfProducts();
    }

    @Override
    public Kernel lower(QuantizedNode node) {
        return LowerSum.transposed(node, this);
    }
}
