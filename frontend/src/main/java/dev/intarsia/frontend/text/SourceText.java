package dev.intarsia.frontend.text;

import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.diagnostic.Span;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/**
 * A text that is read, and where everything in it stands.
 *
 * @param file its name as the user wrote it
 */
public record SourceText(String file, String text, List<String> lines) {

    private static final long LARGEST_BYTES = 64L << 20;

    public SourceText {
        lines = List.copyOf(lines);
    }

    public static SourceText of(String file, String text) {
        return new SourceText(file, text, List.of(text.split("\r?\n", -1)));
    }

    /**
     * Reads a file in UTF-8.
     *
     * @throws InvalidInputException when there is no such file, or it is not text
     */
    public static SourceText read(Path path) {
        ModelNode place = new ModelNode(path.toString(), "");
        try {
            if (Files.size(path) > LARGEST_BYTES) {
                throw InvalidInputException.of(place, "the file is larger than 64 MiB", "weights belong into an .npz");
            }
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            return of(path.toString(), text.startsWith("\ufeff") ? text.substring(1) : text);
        } catch (NoSuchFileException e) {
            throw InvalidInputException.of(place, "there is no such file", "");
        } catch (CharacterCodingException e) {
            throw InvalidInputException.of(place, "the file is not a text in UTF-8", "save it in UTF-8");
        } catch (IOException e) {
            throw InvalidInputException.of(place, "the file cannot be read: " + e.getMessage(), "");
        }
    }

    /** The stretch from one token to another; to the end of the first one's line if the other is on a later line. */
    public Span span(Token first, Token last) {
        String line = line(first.getLine());
        int column = first.getCharPositionInLine() + 1;
        int end = last.getLine() == first.getLine()
                ? last.getCharPositionInLine() + length(last)
                : line.stripTrailing().codePointCount(0, line.stripTrailing().length());
        return new Span(file, first.getLine(), column, Math.max(1, end - column + 1), line);
    }

    public Span span(Token token) {
        return span(token, token);
    }

    public Span span(ParserRuleContext tree) {
        return span(tree.getStart(), tree.getStop() == null ? tree.getStart() : tree.getStop());
    }

    /** What is written there; its first line only. */
    public String text(ParserRuleContext tree) {
        Span span = span(tree);
        int start = span.sourceLine().offsetByCodePoints(0, span.column() - 1);
        return span.sourceLine().substring(start, span.sourceLine().offsetByCodePoints(start, span.length()));
    }

    /** The first place of the file. */
    public Span beginning() {
        return new Span(file, 1, 1, 1, line(1));
    }

    private String line(int number) {
        return number <= lines.size() ? lines.get(number - 1) : "";
    }

    private static int length(Token token) {
        return token.getType() == Token.EOF
                ? 0
                : token.getText().codePointCount(0, token.getText().length());
    }
}
