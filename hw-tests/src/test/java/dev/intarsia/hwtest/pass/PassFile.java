package dev.intarsia.hwtest.pass;

import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.data.NumericType;
import dev.intarsia.frontend.model.ModelReader;
import dev.intarsia.frontend.model.ModelWriter;
import dev.intarsia.frontend.text.SourceText;
import dev.intarsia.ir.graph.GraphPrinter;
import dev.intarsia.ir.graph.GraphText;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.op.Operators;
import dev.intarsia.ir.type.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A file that says what a pass makes of a graph: a line {@code pass: NAME}, a model with its arrays, a line {@code becomes}, a model with its
 * arrays. An array is a line {@code NAME = TYPE[SHAPE] numbers}, its type as NumPy has it.
 *
 * @param pass the name
 * @param before the graph that it is given
 * @param before's text as it stands in the file
 * @param after the text that it should give
 */
record PassFile(String pass, QuantizedGraph before, String given, String after) {

    private static final String BECOMES = "\nbecomes\n";

    static PassFile read(String name, String text) {
        int end = text.indexOf('\n');
        int becomes = text.indexOf(BECOMES);
        String given = text.substring(end + 1, becomes < 0 ? text.length() : becomes);
        StringBuilder model = new StringBuilder();
        SequencedMap<String, NumericArray> arrays = new LinkedHashMap<>();
        for (String line : given.split("\n")) {
            if (line.matches("\\S+ = [a-z]\\d\\[.*")) {
                array(line, arrays);
            } else {
                model.append(line).append('\n');
            }
        }
        QuantizedGraph graph = ModelReader.read(SourceText.of(name, model.toString()), Operators.ALL, arrays)
                .quantized()
                .orElseThrow();
        String after = becomes < 0 ? "" : text.substring(becomes + BECOMES.length());
        return new PassFile(text.substring("pass: ".length(), end), graph, given, after);
    }

    private static void array(String line, SequencedMap<String, NumericArray> arrays) {
        String[] parts = line.split(" = |\\[|\\] ?", 4);
        NumericType type = NumericType.of(parts[1]).orElseThrow();
        Shape shape = Shape.of(
                Arrays.stream(parts[2].split(", ")).mapToInt(Integer::parseInt).toArray());
        String[] numbers = parts[3].strip().split(" ");
        arrays.put(
                parts[0],
                type.isReal()
                        ? NumericArray.ofDoubles(
                                shape,
                                Arrays.stream(numbers)
                                        .mapToDouble(Double::parseDouble)
                                        .toArray())
                        : NumericArray.ofWords(
                                type,
                                shape,
                                Arrays.stream(numbers)
                                        .mapToLong(Long::parseLong)
                                        .toArray()));
    }

    /** The file with another graph as what comes out. */
    String with(QuantizedGraph result) {
        return "pass: " + pass + "\n" + given + BECOMES + text(result);
    }

    static String text(QuantizedGraph graph) {
        GraphText printed = GraphPrinter.print(graph);
        StringBuilder text = new StringBuilder(printed.text());
        ModelWriter.arrays(printed)
                .forEach((name, array) -> text.append(name)
                        .append(" = ")
                        .append(array.type().code())
                        .append(array.shape())
                        .append(numbers(array))
                        .append('\n'));
        return text.toString();
    }

    private static String numbers(NumericArray array) {
        return IntStream.range(0, array.elements())
                .mapToObj(i -> array.type().isReal() ? Double.toString(array.number(i)) : Long.toString(array.word(i)))
                .collect(Collectors.joining(" ", " ", ""));
    }
}
