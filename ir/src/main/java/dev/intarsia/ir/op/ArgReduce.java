package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.graph.Quantizable;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * At which place along an axis the greatest or least element lies.
 *
 * @param greatest whether it is the greatest
 * @param axis from 0, or from the end where it is negative
 * @param keep whether the axis stays, with one place
 * @param last whether of equal elements the last counts, else the first
 */
public record ArgReduce(boolean greatest, int axis, boolean keep, boolean last) implements Quantizable {

    public static final OpSyntax MAX_SYNTAX = syntax("arg_max", true);
    public static final OpSyntax MIN_SYNTAX = syntax("arg_min", false);

    private static OpSyntax syntax(String mnemonic, boolean greatest) {
        return new OpSyntax(
                mnemonic,
                List.of(Operand.tensor("x")),
                List.of(
                        Lists.axis(-1),
                        new OpSyntax.Parameter("keep", OpSyntax.Kind.WHOLE_NUMBER, List.of(), WindowSyntax.number(0)),
                        new OpSyntax.Parameter("last", OpSyntax.Kind.WHOLE_NUMBER, List.of(), WindowSyntax.number(0))),
                "place of the " + (greatest ? "greatest" : "least") + " element along an axis",
                arguments -> new ArgReduce(
                        greatest,
                        Math.toIntExact(arguments.whole("axis")),
                        arguments.whole("keep") != 0,
                        arguments.whole("last") != 0));
    }

    @Override
    public String mnemonic() {
        return (greatest ? MAX_SYNTAX : MIN_SYNTAX).mnemonic();
    }

    @Override
    public List<Attribute> attributes() {
        List<Attribute> attributes = new ArrayList<>();
        if (axis != -1) {
            attributes.add(new Attribute("axis", WindowSyntax.number(axis)));
        }
        if (keep) {
            attributes.add(new Attribute("keep", WindowSyntax.number(1)));
        }
        if (last) {
            attributes.add(new Attribute("last", WindowSyntax.number(1)));
        }
        return attributes;
    }

    @Override
    public Set<Capability> capabilities() {
        return axis == 0 ? Set.of(Capability.MIXES_BATCH) : Set.of();
    }

    @Override
    public Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        return rule.hasOperands(1, 1) && rule.axis(0, axis).isPresent()
                ? Optional.of(result(rule.operand(0)))
                : Optional.empty();
    }

    private int along(Shape operand) {
        return axis < 0 ? axis + operand.rank() : axis;
    }

    private Shape result(Shape operand) {
        List<Integer> sizes = new ArrayList<>(operand.sizes());
        if (keep) {
            sizes.set(along(operand), 1);
        } else {
            sizes.remove(along(operand));
        }
        return new Shape(sizes);
    }

    @Override
    public Form form() {
        return Form.PLACE;
    }

    @Override
    public void check(QuantizedNode node, Diagnostics diagnostics) {
        IntegerRule rule = new IntegerRule(node, diagnostics);
        Shape operand = node.operandTypes().getFirst().shape();
        rule.require(along(operand) != 0, mnemonic() + " along the batch axis", "a kernel computes one inference");
        rule.perTensor(0);
        Quantized result = node.element();
        rule.require(
                result.zeroPoint() == 0
                        && result.scale().isPerTensor()
                        && result.scale().at(0) == 1
                        && result.format().contains(operand.size(along(operand)) - 1L),
                mnemonic() + " gives the numbers of " + operand.size(along(operand))
                        + " places, found words of " + result.format() + " with the scale "
                        + result.scale().factors() + " and the zero point " + result.zeroPoint(),
                "give its result scale 1, zero point 0 and a format that holds them, as i32");
        rule.arithmetic(NodeArithmetic.Place.class);
    }

    @Override
    public Kernel lower(QuantizedNode node) {
        return LowerPlace.lower(node, along(node.operandTypes().getFirst().shape()), greatest, last);
    }

    @Override
    public RealTensor real(List<RealTensor> operands) {
        RealTensor x = operands.getFirst();
        Shape shape = x.shape();
        int size = shape.size(along(shape));
        int stride = shape.strides()[along(shape)];
        float[] result = new float[shape.elements() / size];
        for (int i = 0; i < result.length; i++) {
            int first = i / stride * stride * size + i % stride;
            int best = 0;
            for (int j = 1; j < size; j++) {
                int order = Float.compare(x.at(first + j * stride), x.at(first + best * stride));
                if (greatest ? order > 0 : order < 0) {
                    best = j;
                } else if (last && order == 0) {
                    best = j;
                }
            }
            result[i] = best;
        }
        return RealTensor.owning(result(shape), result);
    }
}
