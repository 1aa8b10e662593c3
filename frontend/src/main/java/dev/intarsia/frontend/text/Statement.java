package dev.intarsia.frontend.text;

import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.Token;

/**
 * The tokens of one statement.
 *
 * @param tokens at least one, none of them the end of the file
 * @param deepest how many brackets are open at most
 */
public record Statement(List<Token> tokens, int deepest) {

    public Statement {
        tokens = List.copyOf(tokens);
    }

    public Token first() {
        return tokens.getFirst();
    }

    public Token last() {
        return tokens.getLast();
    }

    /** The tokens for a parser that takes just this statement. */
    public CommonTokenStream stream() {
        List<Token> list = new ArrayList<>();
        for (Token token : tokens) {
            CommonToken copy = new CommonToken(token);
            copy.setTokenIndex(list.size());
            list.add(copy);
        }
        CommonToken end = new CommonToken(Token.EOF, "");
        end.setLine(last().getLine());
        end.setCharPositionInLine(last().getCharPositionInLine()
                + last().getText().codePointCount(0, last().getText().length()));
        end.setTokenIndex(list.size());
        list.add(end);
        return new CommonTokenStream(new ListTokenSource(list));
    }
}
