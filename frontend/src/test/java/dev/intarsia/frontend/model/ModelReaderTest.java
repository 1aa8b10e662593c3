package dev.intarsia.frontend.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.text.SourceText;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.Span;
import dev.intarsia.ir.graph.GraphPrinter;
import dev.intarsia.ir.op.Operators;
import dev.intarsia.ir.type.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelReaderTest {

    private static ReadModel read(String text, String... arrays) {
        SequencedMap<String, NumericArray> weights = new LinkedHashMap<>();
        for (String name : arrays) {
            weights.put(name, NumericArray.ofSingles(Shape.of(3, 4), new float[12]));
        }
        return ModelReader.read(SourceText.of("m.inta", text), Operators.ALL, weights);
    }

    @Test
    void callsAmongOperandsGetNamesOfTheirOwn() {
        String printed = GraphPrinter.print(read("""
                                model m
                                weights "m.npz"
                                input x: real[1, 4]
                                relu1 = relu(x)
                                output softmax(dense(relu(relu1), w)), relu1
                                """, "w").graph()).text();
        assertEquals("""
                model m
                weights "m.npz"

                input x: real[1, 4]

                relu1    = relu(x)
                relu2    = relu(relu1)
                dense1   = dense(relu2, w)
                softmax1 = softmax(dense1)

                output softmax1, relu1
                """, printed);
    }

    @Test
    void statementsContinueInBracketsAndOnIndentedLines() {
        ReadModel model = read("""
                model m
                input x: real[1,
                4]
                  from u8       # of the data
                  scale 1/255
                y = relu(
                    x
                )
                output y
                """);
        assertEquals("x", model.graph().nodes().getFirst().operands().getFirst());
        assertEquals(
                1.0 / 255,
                model.graph().inputs().getFirst().preprocessing().orElseThrow().scale());
    }

    @Test
    void keyWordsAreNames() {
        ReadModel model = read("model model\ninput input: real[1, 4]\noutput = relu(input)\noutput output\n");
        assertEquals("model", model.graph().name());
        assertEquals(List.of("output"), model.graph().outputs());
    }

    @Test
    void placesAreThoseOfTheText() {
        ReadModel model = read("model m\ninput x: real[1, 4]\n\ny = relu(x)\noutput y");
        assertEquals(
                new Span("m.inta", 4, 1, 1, "y = relu(x)"),
                model.graph().nodes().getFirst().location());
    }

    @Test
    void columnsCountCodePoints() {
        InvalidInputException refusal = assertThrows(
                InvalidInputException.class,
                () -> read("model m\ninput `\ud83d\ude00`: real[1, 0]\noutput `\ud83d\ude00`"));
        assertEquals("m.inta:2:20", refusal.diagnostics().getFirst().location().describe());
    }

    @Test
    void filesThatAreNoText(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("m.inta");
        assertEquals(file + ": error: there is no such file\n", refusal(file));
        Files.write(file, new byte[] {'m', (byte) 0xff});
        assertEquals(file + ": error: the file is not a text in UTF-8\n  help: save it in UTF-8\n", refusal(file));
    }

    private static String refusal(Path file) {
        return assertThrows(InvalidInputException.class, () -> ModelReader.read(file))
                .getMessage();
    }
}
