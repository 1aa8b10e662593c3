package dev.intarsia.ir.op;

import dev.intarsia.ir.arithmetic.TableForm;
import dev.intarsia.ir.arithmetic.Tables;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.AttributeValue;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.graph.Sloped;
import dev.intarsia.ir.graph.Tabulated;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A function of one number applied to each element.
 *
 * @param function which
 * @param parameters its numbers, in the order of its settings
 */
public record Elementwise(Function function, List<Double> parameters) implements Tabulated, Sloped {

    /** One line of the list of operators for each function. */
    public static final List<OpSyntax> SYNTAXES =
            Arrays.stream(Function.values()).map(Elementwise::syntax).toList();

    private static OpSyntax syntax(Function function) {
        return new OpSyntax(
                function.mnemonic(),
                List.of(Operand.tensor("x")),
                function.settings().stream()
                        .map(setting -> new OpSyntax.Parameter(
                                setting.name(),
                                OpSyntax.Kind.REAL_NUMBER,
                                List.of(),
                                new AttributeValue.RealNumber(setting.standard())))
                        .toList(),
                function.summary(),
                arguments -> new Elementwise(
                        function,
                        function.settings().stream()
                                .map(setting -> arguments.real(setting.name()))
                                .toList()));
    }

    public Elementwise {
        parameters = List.copyOf(parameters);
        if (parameters.size() != function.settings().size()
                || parameters.stream().anyMatch(p -> !Double.isFinite(p))) {
            throw new IllegalArgumentException(function.mnemonic() + " has "
                    + function.settings().size() + " finite numbers, found " + parameters);
        }
    }

    /** With the numbers that the function has by default. */
    public Elementwise(Function function) {
        this(
                function,
                function.settings().stream().map(Function.Setting::standard).toList());
    }

    @Override
    public String mnemonic() {
        return function.mnemonic();
    }

    @Override
    public List<Attribute> attributes() {
        List<Attribute> attributes = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            Function.Setting setting = function.settings().get(i);
            if (parameters.get(i) != setting.standard()) {
                attributes.add(new Attribute(setting.name(), new AttributeValue.RealNumber(parameters.get(i))));
            }
        }
        return attributes;
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.ELEMENTWISE);
    }

    @Override
    public Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        return rule.hasOperands(1, 1) ? Optional.of(rule.operand(0)) : Optional.empty();
    }

    /** The function's value at a number, in float64. */
    double at(double x) {
        return function.at(x, numbers());
    }

    private double[] numbers() {
        return parameters.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Override
    public Form form() {
        return function == Function.LEAKY_RELU ? Form.SLOPES : Form.TABLE;
    }

    @Override
    public double slope() {
        return parameters.getFirst();
    }

    @Override
    public Optional<long[]> table(Quantized from, Quantized to, TableForm form) {
        return from.scale().isPerTensor() && to.scale().isPerTensor()
                ? function.table(numbers(), words(from), words(to), form)
                : Optional.empty();
    }

    private static Tables.Words words(Quantized type) {
        return new Tables.Words(type.format(), type.scale().at(0), type.zeroPoint());
    }

    @Override
    public void check(QuantizedNode node, Diagnostics diagnostics) {
        IntegerRule rule = new IntegerRule(node, diagnostics);
        if (form() == Form.SLOPES) {
            rule.arithmetic(NodeArithmetic.Slopes.class).ifPresent(rule::slopes);
        } else {
            rule.arithmetic(NodeArithmetic.Table.class).ifPresent(rule::table);
        }
    }

    @Override
    public Kernel lower(QuantizedNode node) {
        return form() == Form.SLOPES ? LowerElementwise.slopes(node) : LowerElementwise.table(node);
    }

    @Override
    public RealTensor real(List<RealTensor> operands) {
        float[] values = operands.getFirst().toArray();
        double[] numbers = numbers();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) function.at(values[i], numbers);
        }
        return RealTensor.owning(operands.getFirst().shape(), values);
    }
}
