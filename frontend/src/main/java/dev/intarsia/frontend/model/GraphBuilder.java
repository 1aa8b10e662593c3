package dev.intarsia.frontend.model;

import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.grammar.IntaLexer;
import dev.intarsia.frontend.grammar.IntaParser;
import dev.intarsia.frontend.text.SourceText;
import dev.intarsia.frontend.text.Statement;
import dev.intarsia.frontend.text.Statements;
import dev.intarsia.frontend.text.Suggestion;
import dev.intarsia.frontend.text.SyntaxErrors;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Span;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.GraphVerifier;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.Preprocessing;
import dev.intarsia.ir.text.Spelling;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/** Makes a graph of the statements of one text, and reports all that is wrong with them. */
final class GraphBuilder {

    private final SourceText source;
    private final TermReader terms;
    private final Diagnostics diagnostics;
    private final Scope scope = new Scope();
    private final List<IntaParser.StatementContext> statements = new ArrayList<>();
    /** The line of the first definition of each name. */
    private final Map<String, Integer> definitions = new HashMap<>();
    /** Every name in a statement that could not be parsed. */
    private final Set<String> mentioned = new HashSet<>();
    /** The first words of the statements that could not be parsed. */
    private final Set<String> broken = new HashSet<>();

    GraphBuilder(SourceText source, Diagnostics diagnostics) {
        this.source = source;
        this.diagnostics = diagnostics;
        this.terms = new TermReader(source, diagnostics);
    }

    /**
     * The model, if nothing is wrong with it.
     *
     * @param arrays reads the file of weights that the text names; empty when it is damaged, which has then been reported
     */
    Optional<ReadModel> build(
            List<OpSyntax> operators, Function<String, Optional<SequencedMap<String, NumericArray>>> arrays) {
        parse();
        if (statements.isEmpty() && broken.isEmpty()) {
            diagnostics.error(source.beginning(), "the file is empty", "begin it with model NAME");
            return Optional.empty();
        }
        String name = modelName();
        Optional<String> profile = profile();
        Weights weights = weights(arrays);
        NodeReader nodes = new NodeReader(terms, operators, weights, scope, definitions);
        TypeReader types = new TypeReader(terms, weights);
        Set<String> defined = new HashSet<>();
        List<String> outputs = new ArrayList<>();
        for (IntaParser.StatementContext statement : statements) {
            if (statement.input() != null && isNew(statement.input().name(), defined)) {
                input(statement.input(), types);
            } else if (statement.constant() != null
                    && isNew(statement.constant().name(), defined)) {
                nodes.declare(statement.constant());
            } else if (statement.node() != null && isNew(statement.node().name(), defined)) {
                nodes.define(statement.node());
            }
        }
        the("output", IntaParser.StatementContext::outputs).ifPresent(o -> outputs(o, nodes, outputs));
        if (!scope.hasInputs() && statements.stream().noneMatch(s -> s.input() != null) && !begins("input")) {
            diagnostics.error(beginning(), "the model has no input", "write input NAME: real[1, …]");
        }
        weights.reportUnused(source.file(), mentioned, nodes.missing(), diagnostics);
        if (diagnostics.hasErrors()) {
            return Optional.empty();
        }
        Graph graph = scope.graph(name, outputs);
        profile.ifPresent(p -> GraphVerifier.verifyQuantized(graph, diagnostics));
        return diagnostics.hasErrors() ? Optional.empty() : Optional.of(new ReadModel(graph, profile));
    }

    private void parse() {
        for (Statement statement : Statements.ofIndentation(new IntaLexer(CharStreams.fromString(source.text())))) {
            Optional<IntaParser.StatementContext> tree = SyntaxErrors.parse(
                    statement, new IntaParser(statement.stream()), IntaParser::statement, source, diagnostics);
            tree.ifPresentOrElse(this::add, () -> addFailed(statement));
        }
    }

    private void add(IntaParser.StatementContext statement) {
        statements.add(statement);
        IntaParser.NameContext name = statement.input() != null
                ? statement.input().name()
                : statement.constant() != null
                        ? statement.constant().name()
                        : statement.node() != null ? statement.node().name() : null;
        if (name != null) {
            definitions.putIfAbsent(spelled(name.getText()), name.getStart().getLine());
        }
    }

    /** Whatever a broken statement may have defined or used counts as known, so that nothing else is reported because of it. */
    private void addFailed(Statement statement) {
        for (Token token : statement.tokens()) {
            String name = spelled(token.getText());
            mentioned.add(name);
            mentioned.add(name + ".scale");
            for (String part : List.of("", ".left", ".right")) {
                mentioned.add(name + part + ".multiplier");
                mentioned.add(name + part + ".shift");
            }
        }
        int first = List.of("input", "constant").contains(statement.first().getText()) ? 1 : 0;
        if (first < statement.tokens().size()) {
            scope.fail(spelled(statement.tokens().get(first).getText()));
        }
        broken.add(statement.first().getText());
    }

    private Span beginning() {
        return statements.isEmpty()
                ? source.beginning()
                : source.span(statements.getFirst().getStart());
    }

    private boolean begins(String word) {
        return broken.contains(word);
    }

    private static String spelled(String text) {
        try {
            return Spelling.read(text);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** The one statement of a kind; more than one is reported, and so is none where it is needed. */
    private <T extends ParserRuleContext> Optional<T> the(String word, Function<IntaParser.StatementContext, T> part) {
        List<T> all = statements.stream()
                .flatMap(statement -> Optional.ofNullable(part.apply(statement)).stream())
                .toList();
        for (T more : all.stream().skip(1).toList()) {
            terms.error(
                    more,
                    "there is a second line with " + word,
                    word.equals("output") ? "write all outputs in one line, with commas between them" : "remove it");
        }
        if (all.isEmpty() && word.equals("output") && !begins(word)) {
            diagnostics.error(beginning(), "the model has no output", "end it with output NAME");
        }
        return all.stream().findFirst();
    }

    private String modelName() {
        Optional<IntaParser.ModelContext> model = the("model", IntaParser.StatementContext::model);
        boolean first = !statements.isEmpty() && statements.getFirst().model() != null;
        if (!first && !begins("model")) {
            diagnostics.error(
                    model.map(source::span).orElse(beginning()),
                    model.isPresent() ? "the line with model is not the first one" : "the model has no name",
                    "begin the file with model NAME");
        }
        return model.map(m -> terms.name(m.name())).orElse("");
    }

    private Optional<String> profile() {
        Optional<IntaParser.ProfileContext> profile = the("profile", IntaParser.StatementContext::profile);
        Optional<String> name = profile.map(p -> terms.name(p.name()));
        if (name.isPresent() && ArithmeticProfile.named(name.get()).isEmpty()) {
            List<String> known = ArithmeticProfile.all().stream()
                    .map(ArithmeticProfile::name)
                    .toList();
            terms.error(
                    profile.get().name(),
                    "there is no arithmetic profile '" + name.get() + "'",
                    Suggestion.among(name.get(), "the profiles", known));
        }
        return name;
    }

    private Weights weights(Function<String, Optional<SequencedMap<String, NumericArray>>> arrays) {
        Optional<IntaParser.WeightsContext> weights = the("weights", IntaParser.StatementContext::weights);
        if (weights.isEmpty()) {
            return begins("weights") ? Weights.unreadable("") : Weights.none();
        }
        String file = spelled(weights.get().STRING().getText());
        if (file.isEmpty() || file.indexOf('\0') >= 0) {
            terms.error(weights.get(), "this is no name of a file", "write weights \"model.npz\"");
            return Weights.unreadable(file);
        }
        return arrays.apply(file).map(found -> Weights.of(file, found)).orElseGet(() -> Weights.unreadable(file));
    }

    private boolean isNew(IntaParser.NameContext written, Set<String> defined) {
        String name = spelled(written.getText());
        if (defined.add(name)) {
            if (scope.type(name).isPresent()) {
                terms.error(
                        written,
                        "'" + name + "' has been used for an array of the weights before",
                        "give the two different names");
                return false;
            }
            return true;
        }
        terms.error(
                written,
                "'" + name + "' is defined twice",
                "give it another name; the first definition is in line " + definitions.get(name));
        return false;
    }

    private void input(IntaParser.InputContext statement, TypeReader types) {
        String name = terms.name(statement.name());
        Optional<TensorType> type = types.type(statement.type(), name, false);
        boolean raw = statement.preprocessing() == null;
        var preprocessing = raw || type.isEmpty()
                ? Optional.<Preprocessing>empty()
                : types.preprocessing(statement.preprocessing(), type.get());
        if (type.isPresent() && (raw || preprocessing.isPresent())) {
            scope.add(new Input(name, type.get(), preprocessing, source.span(statement.name())));
        } else {
            scope.fail(name);
        }
    }

    private void outputs(IntaParser.OutputsContext statement, NodeReader nodes, List<String> outputs) {
        for (IntaParser.OperandContext operand : statement.operand()) {
            Optional<String> output = nodes.operand(operand, false);
            if (output.isPresent() && outputs.contains(output.get())) {
                terms.error(operand, "the output '" + output.get() + "' is given twice", "remove one of them");
            }
            output.ifPresent(outputs::add);
        }
    }
}
