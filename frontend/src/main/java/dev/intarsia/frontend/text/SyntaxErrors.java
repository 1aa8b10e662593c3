package dev.intarsia.frontend.text;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.NoViableAltException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.ATNConfig;
import org.antlr.v4.runtime.atn.Transition;
import org.antlr.v4.runtime.misc.IntervalSet;

/** Parses one statement and reports its first mistake in the user's words: what was found, and what could have stood there. */
public final class SyntaxErrors extends BaseErrorListener {

    private static final int DEEPEST = 64;

    private final SourceText source;
    private final Diagnostics diagnostics;
    private boolean failed;

    private SyntaxErrors(SourceText source, Diagnostics diagnostics) {
        this.source = source;
        this.diagnostics = diagnostics;
    }

    /**
     * Parses a statement.
     *
     * @param parser for this statement's tokens
     * @param rule the rule that takes the whole statement
     * @return empty when it has a mistake, which has then been reported
     */
    public static <P extends Parser, T extends ParserRuleContext> Optional<T> parse(
            Statement statement, P parser, Function<P, T> rule, SourceText source, Diagnostics diagnostics) {
        if (statement.deepest() > DEEPEST) {
            diagnostics.error(
                    source.span(statement.first()),
                    "more than " + DEEPEST + " brackets are open at once",
                    "give the inner values names of their own");
            return Optional.empty();
        }
        SyntaxErrors errors = new SyntaxErrors(source, diagnostics);
        parser.removeErrorListeners();
        parser.addErrorListener(errors);
        T tree = rule.apply(parser);
        return errors.failed ? Optional.empty() : Optional.of(tree);
    }

    @Override
    public void syntaxError(
            Recognizer<?, ?> recognizer,
            Object symbol,
            int line,
            int column,
            String message,
            RecognitionException exception) {
        if (failed) {
            return;
        }
        failed = true;
        Parser parser = (Parser) recognizer;
        Token found = exception == null || exception.getOffendingToken() == null
                ? (Token) symbol
                : exception.getOffendingToken();
        Span place = found.getType() == Token.EOF ? endOfStatement(found) : source.span(found);
        String what =
                found.getType() == Token.EOF ? "the statement ends too early" : "unexpected '" + found.getText() + "'";
        diagnostics.error(place, what, "expected " + words(parser, expected(parser, exception)));
    }

    private Span endOfStatement(Token end) {
        Span at = source.span(end);
        return new Span(at.file(), at.line(), at.column(), 1, at.sourceLine());
    }

    /** What could have stood at the place of the mistake; where ANTLR looked ahead, what its dead ends still hoped for. */
    private static IntervalSet expected(Parser parser, RecognitionException exception) {
        if (exception instanceof NoViableAltException dead && dead.getDeadEndConfigs() != null) {
            IntervalSet hoped = new IntervalSet();
            for (ATNConfig config : dead.getDeadEndConfigs()) {
                for (Transition transition : config.state.getTransitions()) {
                    if (transition.label() != null) {
                        hoped.addAll(transition.label());
                    }
                }
            }
            if (!hoped.isNil()) {
                return hoped;
            }
        }
        return exception == null || exception.getExpectedTokens() == null
                ? parser.getExpectedTokens()
                : exception.getExpectedTokens();
    }

    private static String words(Parser parser, IntervalSet expected) {
        Set<String> words = new TreeSet<>();
        boolean anyWord = expected.toList().stream().anyMatch(type -> is(parser, type, "NAME"));
        for (int type : expected.toList()) {
            String literal = parser.getVocabulary().getLiteralName(type);
            if (type == Token.EOF) {
                words.add("the end of the statement");
            } else if (is(parser, type, "NAME")) {
                words.add("a name");
            } else if (is(parser, type, "NUMBER")) {
                words.add("a number");
            } else if (is(parser, type, "STRING")) {
                words.add("a text in double quotes");
            } else if (literal != null && !(anyWord && Character.isLetter(literal.charAt(1)))) {
                words.add(literal);
            }
        }
        List<String> list = new ArrayList<>(words);
        return list.size() < 2
                ? String.join("", list)
                : String.join(", ", list.subList(0, list.size() - 1)) + " or " + list.getLast();
    }

    private static boolean is(Parser parser, int type, String symbol) {
        return symbol.equals(parser.getVocabulary().getSymbolicName(type));
    }
}
