package dev.intarsia.frontend.text;

import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Lexer;
import org.antlr.v4.runtime.Token;

/** Splits a text into statements, before any grammar looks at it. */
public final class Statements {

    private Statements() {}

    /** Each line is a statement. */
    public static List<Statement> ofLines(Lexer lexer) {
        return split(lexer, false);
    }

    /**
     * A statement ends with its line, unless a bracket is open or the next line is indented. A line that starts with {@code name =}
     * in the first column begins a statement even where a bracket was never closed.
     */
    public static List<Statement> ofIndentation(Lexer lexer) {
        return split(lexer, true);
    }

    private static List<Statement> split(Lexer lexer, boolean continued) {
        lexer.removeErrorListeners();
        List<Token> tokens =
                lexer.getAllTokens().stream().map(Token.class::cast).toList();
        List<Statement> statements = new ArrayList<>();
        List<Token> current = new ArrayList<>();
        int depth = 0;
        int deepest = 0;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            boolean newLine = i > 0 && token.getLine() > tokens.get(i - 1).getLine();
            boolean begins = newLine
                    && (!continued || token.getCharPositionInLine() == 0 && (depth == 0 || definesName(tokens, i)));
            if (begins) {
                statements.add(new Statement(current, deepest));
                current.clear();
                depth = 0;
                deepest = 0;
            }
            current.add(token);
            switch (token.getText()) {
                case "(", "[" -> deepest = Math.max(deepest, ++depth);
                case ")", "]" -> depth = Math.max(0, depth - 1);
                default -> {}
            }
        }
        if (!current.isEmpty()) {
            statements.add(new Statement(current, deepest));
        }
        return statements;
    }

    private static boolean definesName(List<Token> tokens, int i) {
        return i + 1 < tokens.size() && tokens.get(i + 1).getText().equals("=");
    }
}
