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
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One number of all that lie along some axes.
 *
 * @param reduction which number
 * @param axes from 0, batch axis included
 * @param keep whether the axes stay, with one place each
 */
public record Reduce(Reduction reduction, List<Integer> axes, boolean keep) implements Quantizable {

    /** One line of the list of operators for each way to reduce that has integers. */
    public static final List<OpSyntax> WITH_INTEGERS = Arrays.stream(Reduction.values())
            .filter(Reduce::hasIntegers)
            .map(Reduce::syntax)
            .toList();

    /** The same for the others. */
    public static final List<OpSyntax> REAL_ONLY = Arrays.stream(Reduction.values())
            .filter(reduction -> !hasIntegers(reduction))
            .map(Reduce::syntax)
            .toList();

    private static boolean hasIntegers(Reduction reduction) {
        return reduction == Reduction.MEAN || reduction == Reduction.MAX || reduction == Reduction.MIN;
    }

    private static OpSyntax syntax(Reduction reduction) {
        return new OpSyntax(
                reduction.mnemonic(),
                List.of(Operand.tensor("x")),
                List.of(
                        Lists.parameter("axes"),
                        new OpSyntax.Parameter("keep", OpSyntax.Kind.WHOLE_NUMBER, List.of(), WindowSyntax.number(0))),
                reduction.summary() + " along some axes",
                arguments -> new Reduce(reduction, Lists.read(arguments, "axes"), arguments.whole("keep") != 0));
    }

    public Reduce {
        axes = List.copyOf(axes);
        if (axes.isEmpty()
                || new HashSet<>(axes).size() != axes.size()
                || axes.stream().anyMatch(axis -> axis < 0)) {
            throw new IllegalArgumentException("axes are counted from 0 and named once, found " + axes);
        }
    }

    @Override
    public String mnemonic() {
        return reduction.mnemonic();
    }

    @Override
    public List<Attribute> attributes() {
        List<Attribute> attributes = new ArrayList<>(List.of(Lists.attribute("axes", axes)));
        if (keep) {
            attributes.add(new Attribute("keep", WindowSyntax.number(1)));
        }
        return attributes;
    }

    @Override
    public Set<Capability> capabilities() {
        return axes.contains(0) ? Set.of(Capability.MIXES_BATCH) : Set.of();
    }

    @Override
    public Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        if (!rule.hasOperands(1, 1)
                || axes.stream().anyMatch(axis -> rule.axis(0, axis).isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(result(rule.operand(0), keep));
    }

    private Shape result(Shape operand, boolean kept) {
        List<Integer> sizes = new ArrayList<>();
        for (int axis = 0; axis < operand.rank(); axis++) {
            if (!axes.contains(axis)) {
                sizes.add(operand.size(axis));
            } else if (kept) {
                sizes.add(1);
            }
        }
        return new Shape(sizes);
    }

    @Override
    public Form form() {
        return reduction == Reduction.MAX || reduction == Reduction.MIN ? Form.BOUND : Form.MEAN;
    }

    @Override
    public void check(QuantizedNode node, Diagnostics diagnostics) {
        IntegerRule rule = new IntegerRule(node, diagnostics);
        rule.require(
                hasIntegers(reduction),
                mnemonic() + " has no integers of its own",
                "convert to real numbers before it and back behind it");
        rule.require(!axes.contains(0), mnemonic() + " along the batch axis", "a kernel computes one inference");
        if (form() == Form.BOUND) {
            rule.arithmetic(NodeArithmetic.Bound.class).ifPresent(rule::bound);
        } else {
            rule.arithmetic(NodeArithmetic.Mean.class).ifPresent(mean -> {
                rule.perTensor(0);
                rule.perTensor(mean.output(), "output");
                rule.clampInside(mean.clamp());
            });
        }
    }

    @Override
    public Kernel lower(QuantizedNode node) {
        return LowerPooling.reduce(node, axes, reduction);
    }

    @Override
    public RealTensor real(List<RealTensor> operands) {
        RealTensor x = operands.getFirst();
        Shape shape = x.shape();
        Shape kept = result(shape, true);
        int[] strides = kept.strides();
        double[] sums = new double[kept.elements()];
        Arrays.fill(sums, reduction.start());
        int[] place = new int[shape.rank()];
        for (int i = 0; i < shape.elements(); i++) {
            int to = 0;
            for (int axis = 0; axis < place.length; axis++) {
                to += axes.contains(axis) ? 0 : place[axis] * strides[axis];
            }
            sums[to] = reduction.add(sums[to], x.at(i));
            for (int axis = place.length - 1; axis >= 0 && ++place[axis] == shape.size(axis); axis--) {
                place[axis] = 0;
            }
        }
        float[] result = new float[sums.length];
        for (int i = 0; i < sums.length; i++) {
            result[i] = (float) reduction.finish(sums[i], shape.elements() / sums.length);
        }
        return RealTensor.owning(result(shape, keep), result);
    }
}
