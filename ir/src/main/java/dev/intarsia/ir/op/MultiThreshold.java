package dev.intarsia.ir.op;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.AttributeValue;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.Counting;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How many thresholds an element has reached, scaled: {@code factor · #{t : x[…, c] ≥ thresholds[c, t]} + offset}. Thresholds are one row
 * for each channel, the last axis, or one row for all.
 *
 * <p>In integers, the thresholds are words of the operand's scale, and {@code factor} and {@code offset} whole numbers of steps of the result.
 *
 * @param factor the worth of one threshold
 * @param offset the result below all thresholds
 */
public record MultiThreshold(double factor, double offset) implements Op, Counting {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "multi_threshold",
            List.of(Operand.tensor("x"), Operand.weight("thresholds")),
            List.of(
                    new OpSyntax.Parameter(
                            "factor", OpSyntax.Kind.REAL_NUMBER, List.of(), new AttributeValue.RealNumber(1)),
                    new OpSyntax.Parameter(
                            "offset", OpSyntax.Kind.REAL_NUMBER, List.of(), new AttributeValue.RealNumber(0))),
            "how many thresholds an element has reached",
            arguments -> new MultiThreshold(arguments.real("factor"), arguments.real("offset")));

    public MultiThreshold {
        if (!Double.isFinite(factor) || !Double.isFinite(offset)) {
            throw new IllegalArgumentException("factor and offset are finite, found " + factor + " and " + offset);
        }
    }

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public List<Attribute> attributes() {
        List<Attribute> attributes = new ArrayList<>();
        if (factor != 1) {
            attributes.add(new Attribute("factor", new AttributeValue.RealNumber(factor)));
        }
        if (offset != 0) {
            attributes.add(new Attribute("offset", new AttributeValue.RealNumber(offset)));
        }
        return attributes;
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of();
    }

    @Override
    public Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        if (!rule.hasOperands(2, 2) || !rule.hasAxes(1, 2, "thresholds [c, t]", "give one row for each channel")) {
            return Optional.empty();
        }
        int rows = rule.operand(1).size(0);
        if (rule.operand(0).rank() == 0 || rows != 1 && rows != rule.operand(0).size(-1)) {
            return rule.refuse(
                    "there are thresholds for " + rows + " channels, but the operand is " + rule.operand(0),
                    "give one row for each channel, the last axis, or one row for all");
        }
        return Optional.of(rule.operand(0));
    }

    @Override
    public void check(QuantizedNode node, Diagnostics diagnostics) {
        IntegerRule rule = new IntegerRule(node, diagnostics);
        rule.arithmetic(NodeArithmetic.Count.class).ifPresent(count -> {
            rule.perTensor(0);
            if (!rule.require(node.constants().get(1).isPresent(), "the thresholds are not constant", "")) {
                return;
            }
            Quantized x = node.operandElement(0);
            Quantized thresholds = node.operandElement(1);
            rule.require(
                    thresholds.scale().equals(x.scale()) && thresholds.zeroPoint() == x.zeroPoint(),
                    "the thresholds have another scale or zero point than the words that reach them",
                    "give both one scale and one zero point");
            IntFormat format = node.element().format();
            long last = first(node) + step(node) * node.constant(1).shape().size(1);
            rule.require(
                    format.contains(first(node)) && format.contains(last),
                    "the words go from " + first(node) + " to " + last + ", outside of " + format,
                    "count in words that hold all thresholds");
        });
    }

    @Override
    public long first(QuantizedNode node) {
        return node.element().zeroPoint() + steps(offset, node);
    }

    @Override
    public long step(QuantizedNode node) {
        return steps(factor, node);
    }

    private static long steps(double real, QuantizedNode node) {
        return Rounding.HALF_EVEN.round(real / node.element().scale().at(0));
    }

    /** {@code count = 0; for t: count += thresholds[c, t] ≤ x; first + step · count}. */
    @Override
    public Kernel lower(QuantizedNode node) {
        Draft draft = new Draft(node);
        Nest nest = Nest.over(node.shape());
        Buffer thresholds = draft.operand(1);
        int each = thresholds.shape().size(1);
        Buffer count = draft.register("count", new IntFormat(false, 32 - Integer.numberOfLeadingZeros(each)));
        Index row =
                thresholds.shape().size(0) == 1 ? Index.of(0) : nest.indices().getLast();
        Expr reached = new Expr.Compare(
                Expr.Comparison.LESS_OR_EQUAL,
                Expr.load(thresholds, row, Index.of("t")),
                Expr.load(draft.tensor(0), nest.places()));
        IntFormat format = node.element().format();
        Expr word = Expr.load(count).times(Expr.of(step(node))).plus(first(node));
        return draft.kernel(nest.around(List.of(
                Stmt.store(count, Expr.of(0)),
                Stmt.loop(
                        "t",
                        each,
                        Stmt.store(count, Expr.load(count).plus(reached).min(Expr.of(each)))),
                Stmt.store(draft.output(), word.clamp(format.min(), format.max()), nest.places()))));
    }

    @Override
    public RealTensor real(List<RealTensor> operands) {
        float[] values = operands.get(0).toArray();
        float[] thresholds = operands.get(1).toArray();
        int rows = operands.get(1).shape().size(0);
        int each = operands.get(1).shape().size(1);
        for (int i = 0; i < values.length; i++) {
            int row = i % rows * each;
            int reached = 0;
            for (int t = row; t < row + each; t++) {
                reached += values[i] >= thresholds[t] ? 1 : 0;
            }
            values[i] = (float) (factor * reached + offset);
        }
        return RealTensor.owning(operands.get(0).shape(), values);
    }
}
