package dev.intarsia.frontend.model;

import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.grammar.IntaParser;
import dev.intarsia.frontend.text.Suggestion;
import dev.intarsia.ir.diagnostic.Span;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads calls: the operator, its operands, and calls among these. Adds nodes and constants to the scope. */
final class NodeReader {

    private final TermReader terms;
    private final TypeReader types;
    private final OperatorReader operators;
    private final ArithmeticReader arithmetics;
    private final ConstantReader constants;
    private final Weights weights;
    private final Scope scope;
    private final Map<String, Integer> definitions;
    private final Set<String> missing = new HashSet<>();
    private final Set<String> generated = new HashSet<>();

    /**
     * A reader.
     *
     * @param definitions the line of each definition in the whole text
     */
    NodeReader(
            TermReader terms,
            List<OpSyntax> operators,
            Weights weights,
            Scope scope,
            Map<String, Integer> definitions) {
        this.terms = terms;
        this.types = new TypeReader(terms, weights);
        this.operators = new OperatorReader(terms, operators);
        this.arithmetics = new ArithmeticReader(terms, types);
        this.constants = new ConstantReader(terms, types, weights);
        this.weights = weights;
        this.scope = scope;
        this.definitions = definitions;
    }

    /** The names that were used and are not defined anywhere. */
    Set<String> missing() {
        return missing;
    }

    /** Adds the node of a definition to the scope, or marks its name as wrong. */
    void define(IntaParser.NodeContext statement) {
        String name = terms.name(statement.name());
        Optional<TensorType> written =
                statement.type() == null ? Optional.empty() : types.type(statement.type(), name, false);
        Optional<NodeArithmetic> arithmetic = statement.arithmetic() == null
                ? Optional.empty()
                : arithmetics.arithmetic(statement.arithmetic(), name);
        boolean whole = written.isPresent() == (statement.type() != null)
                && arithmetic.isPresent() == (statement.arithmetic() != null);
        Span place = terms.source().span(statement.name());
        Optional<Node> node = call(statement.call(), name, place).flatMap(made -> typed(made, statement, written));
        if (whole && node.isPresent()) {
            Node made = node.get();
            scope.add(new Node(made.name(), made.op(), made.operands(), made.type(), arithmetic, place));
        } else {
            scope.fail(name);
        }
    }

    private Optional<Node> typed(Node made, IntaParser.NodeContext statement, Optional<TensorType> written) {
        if (written.isEmpty()) {
            return Optional.of(made);
        }
        Shape shape = made.type().shape();
        if (!shape.equals(written.get().shape())) {
            terms.error(statement.type().shape(), made.op().mnemonic() + " gives the shape " + shape, "write " + shape);
            return Optional.empty();
        }
        return Optional.of(
                new Node(made.name(), made.op(), made.operands(), written.get(), made.arithmetic(), made.location()));
    }

    /** The node of a call, on real numbers. */
    private Optional<Node> call(IntaParser.CallContext call, String name, Span place) {
        Optional<OpSyntax> syntax = operators.syntax(call);
        Optional<Op> op = syntax.flatMap(s -> operators.operator(call, s));
        List<IntaParser.OperandContext> written = call.argument().stream()
                .filter(argument -> argument.operand() != null)
                .map(IntaParser.ArgumentContext::operand)
                .toList();
        boolean counted = syntax.isPresent() && counts(call, syntax.get(), written);
        List<String> operands = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            boolean constant = counted && syntax.get().operand(i).constant();
            operand(written.get(i), constant).ifPresent(operands::add);
        }
        if (!counted || op.isEmpty() || operands.size() < written.size()) {
            return Optional.empty();
        }
        List<Shape> shapes = operands.stream()
                .map(operand -> scope.type(operand).orElseThrow().shape())
                .toList();
        return shape(op.get(), shapes, call)
                .map(shape -> Node.real(name, op.get(), operands, TensorType.real(shape), place));
    }

    private Optional<Shape> shape(Op op, List<Shape> operands, IntaParser.CallContext call) {
        try {
            return op.shape(operands, terms.source().span(call), terms.diagnostics());
        } catch (IllegalArgumentException | ArithmeticException e) {
            terms.error(call, op.mnemonic() + " cannot give this shape: " + e.getMessage(), "");
            return Optional.empty();
        }
    }

    private boolean counts(IntaParser.CallContext call, OpSyntax syntax, List<IntaParser.OperandContext> written) {
        long needed = syntax.operands().stream()
                .filter(operand -> !operand.optional())
                .count();
        if (written.size() >= needed && written.size() <= syntax.mostOperands()) {
            return true;
        }
        int most = syntax.mostOperands();
        String expected = most == Integer.MAX_VALUE
                ? "at least " + needed
                : needed == most ? Long.toString(needed) : needed + " to " + most;
        List<String> names = syntax.operands().stream()
                .map(operand -> operand.optional()
                        ? "[" + operand.name() + "]"
                        : operand.repeated() ? operand.name() + ", …" : operand.name())
                .toList();
        terms.error(
                call,
                syntax.mnemonic() + " takes " + expected + (expected.equals("1") ? " operand" : " operands")
                        + ", found " + written.size(),
                "write " + syntax.mnemonic() + "(" + String.join(", ", names) + ")");
        return false;
    }

    /** The name of an operand. A call gets a name and a node of its own. */
    Optional<String> operand(IntaParser.OperandContext operand, boolean constant) {
        if (operand.call() != null) {
            return nested(operand.call(), constant);
        }
        String name = terms.name(operand.name());
        if (scope.hasFailed(name)) {
            return Optional.empty();
        }
        if (scope.type(name).isPresent()) {
            return known(operand, name, constant);
        }
        if (definitions.containsKey(name)) {
            weights.take(name);
            terms.error(
                    operand.name(),
                    "'" + name + "' is used before it is defined in line " + definitions.get(name),
                    "move its definition up");
            return Optional.empty();
        }
        Optional<Constant> made = constant(operand, name);
        made.ifPresentOrElse(scope::add, () -> scope.fail(name));
        return made.map(Constant::name);
    }

    private Optional<String> known(IntaParser.OperandContext operand, String name, boolean constant) {
        if (operand.type() != null) {
            terms.error(
                    operand.type(),
                    "the type of '" + name + "' has been given before",
                    "write it where the name is first used, and only there");
            return Optional.empty();
        }
        if (constant && !scope.isConstant(name)) {
            terms.error(
                    operand,
                    "'" + name + "' is computed, but this operand has to be a constant",
                    "write the name of an array in the weights");
            return Optional.empty();
        }
        return Optional.of(name);
    }

    private Optional<Constant> constant(IntaParser.OperandContext operand, String name) {
        Optional<NumericArray> array = weights.take(name);
        if (array.isPresent()) {
            return constants.constant(
                    name, array.get(), operand.type(), terms.source().span(operand.name()));
        }
        if (weights.readable()) {
            missing.add(name);
            List<String> known = new ArrayList<>(scope.computed());
            known.addAll(weights.unused());
            String near = Suggestion.near(name, known);
            terms.error(
                    operand.name(),
                    weights.exist()
                            ? "'" + name + "' is not defined, and " + weights.file() + " has no such array"
                            : "'" + name + "' is not defined",
                    near.isEmpty() && !weights.exist()
                            ? "for weights, write weights \"….npz\" behind the first line"
                            : near);
        }
        return Optional.empty();
    }

    private Optional<String> nested(IntaParser.CallContext call, boolean constant) {
        if (constant) {
            terms.error(call, "this operand has to be a constant", "write the name of an array in the weights");
            return Optional.empty();
        }
        Optional<Node> node =
                call(call, unusedName(terms.name(call.name())), terms.source().span(call));
        node.ifPresent(scope::add);
        return node.map(Node::name);
    }

    private String unusedName(String mnemonic) {
        int i = 1;
        while (definitions.containsKey(mnemonic + i) || weights.contain(mnemonic + i) || !generated.add(mnemonic + i)) {
            i++;
        }
        return mnemonic + i;
    }

    /** Adds a constant that is declared ahead of its uses. */
    void declare(IntaParser.ConstantContext statement) {
        String name = terms.name(statement.name());
        Optional<NumericArray> array = weights.take(name);
        if (array.isEmpty() && weights.readable()) {
            missing.add(name);
            terms.error(
                    statement.name(),
                    weights.exist()
                            ? weights.file() + " has no array '" + name + "'"
                            : "the model names no file with the array '" + name + "'",
                    weights.exist()
                            ? Suggestion.near(name, weights.unused())
                            : "write weights \"….npz\" behind the first line");
        }
        array.flatMap(a -> constants.constant(
                        name, a, statement.type(), terms.source().span(statement.name())))
                .ifPresentOrElse(scope::add, () -> scope.fail(name));
    }
}
