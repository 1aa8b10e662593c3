package dev.intarsia.hwtest.corpus;

import dev.intarsia.frontend.data.NpzReader;
import dev.intarsia.frontend.data.NpzWriter;
import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.data.NumericType;
import dev.intarsia.frontend.model.ModelReader;
import dev.intarsia.frontend.model.ModelWriter;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * A quantized model, some inputs, and the words that have to come out.
 *
 * @param comments the model's first lines: where the words come from, and which target refuses the model with which message
 * @param graph the model
 * @param inferences in the order of the files
 */
public record CorpusCase(List<String> comments, QuantizedGraph graph, List<Inference> inferences) {

    private static final String MODEL = "model.inta";
    private static final String INPUT = "input.npz";
    private static final String EXPECTED = "expected.npz";
    private static final String SOURCE = "# words: ";
    private static final String REFUSAL = " refuses: ";

    /**
     * One inference.
     *
     * @param inputs in the graph's order, without batch axis
     * @param expected the graph's outputs by name, without batch axis
     */
    public record Inference(List<RawTensor> inputs, Map<String, RawTensor> expected) {}

    public CorpusCase {
        comments = List.copyOf(comments);
        inferences = List.copyOf(inferences);
        if (comments.isEmpty() || !comments.getFirst().startsWith(SOURCE)) {
            throw new IllegalArgumentException("the first line says where the words come from: '" + SOURCE + "…'");
        }
    }

    /** The folder of the corpus. */
    public static Path folder() {
        return Path.of(System.getProperty("intarsia.root"), "corpus");
    }

    /** The names of all cases: the corpus' folders. */
    public static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    /** The message with which each target refuses the model, by the target's name. */
    public Map<String, String> refusals() {
        Map<String, String> refusals = new LinkedHashMap<>();
        for (String comment : comments) {
            int refuses = comment.indexOf(REFUSAL);
            if (refuses > 0) {
                refusals.put(comment.substring(2, refuses), comment.substring(refuses + REFUSAL.length()));
            }
        }
        return refusals;
    }

    /** The first line of a model whose words come from there. */
    public static String sourceLine(String source) {
        return SOURCE + source;
    }

    /** The line that says that a target refuses a model. */
    public static String refusalLine(String target, String message) {
        return "# " + target + REFUSAL + message;
    }

    public static CorpusCase read(String name) throws IOException {
        Path folder = folder().resolve(name);
        List<String> comments = Files.readAllLines(folder.resolve(MODEL)).stream()
                .takeWhile(line -> line.startsWith("#"))
                .toList();
        QuantizedGraph graph =
                ModelReader.read(folder.resolve(MODEL)).quantized().orElseThrow();
        SequencedMap<String, NumericArray> inputs = arrays(folder.resolve(INPUT));
        SequencedMap<String, NumericArray> outputs = arrays(folder.resolve(EXPECTED));
        List<Inference> inferences = new ArrayList<>();
        int count = outputs.firstEntry().getValue().shape().size(0);
        for (int i = 0; i < count; i++) {
            List<RawTensor> words = new ArrayList<>();
            graph.graph().inputs().forEach(input -> words.add(word(graph, inputs, input.name(), inferences.size())));
            Map<String, RawTensor> expected = new LinkedHashMap<>();
            graph.graph()
                    .outputs()
                    .forEach(output -> expected.put(output, word(graph, outputs, output, inferences.size())));
            inferences.add(new Inference(words, expected));
        }
        return new CorpusCase(comments, graph, inferences);
    }

    private static SequencedMap<String, NumericArray> arrays(Path file) {
        Diagnostics diagnostics = new Diagnostics();
        SequencedMap<String, NumericArray> arrays =
                NpzReader.read(file, diagnostics).orElseGet(LinkedHashMap::new);
        diagnostics.stopOnErrors();
        return arrays;
    }

    private static RawTensor word(
            QuantizedGraph graph, Map<String, NumericArray> arrays, String tensor, int inference) {
        Quantized type = graph.graph().type(tensor).quantized();
        Shape shape = graph.graph().type(tensor).shape().withoutFirst();
        NumericArray array = arrays.get(tensor);
        if (array == null || !array.at(inference).shape().equals(shape)) {
            throw new IllegalArgumentException("the words of " + tensor + " are [inferences, …" + shape + "]");
        }
        return RawTensor.owning(type.format(), shape, array.at(inference).words());
    }

    /** Writes the case's files, all anew. */
    public void write(String name) throws IOException {
        Path folder = Files.createDirectories(folder().resolve(name));
        ModelWriter.write(graph, folder.resolve(MODEL));
        String text = Files.readString(folder.resolve(MODEL));
        Files.writeString(folder.resolve(MODEL), String.join("\n", comments) + "\n\n" + text);
        SequencedMap<String, NumericArray> inputs = new LinkedHashMap<>();
        for (int i = 0; i < graph.graph().inputs().size(); i++) {
            int input = i;
            inputs.put(
                    graph.graph().inputs().get(i).name(),
                    stacked(inferences.stream()
                            .map(inference -> inference.inputs().get(input))
                            .toList()));
        }
        Files.write(folder.resolve(INPUT), NpzWriter.npz(inputs));
        SequencedMap<String, NumericArray> outputs = new LinkedHashMap<>();
        for (String output : graph.graph().outputs()) {
            outputs.put(
                    output,
                    stacked(inferences.stream()
                            .map(inference -> inference.expected().get(output))
                            .toList()));
        }
        Files.write(folder.resolve(EXPECTED), NpzWriter.npz(outputs));
    }

    private static NumericArray stacked(List<RawTensor> tensors) {
        RawTensor first = tensors.getFirst();
        List<Integer> sizes = new ArrayList<>(List.of(tensors.size()));
        sizes.addAll(first.shape().sizes());
        long[] words = new long[tensors.size() * first.shape().elements()];
        for (int i = 0; i < tensors.size(); i++) {
            System.arraycopy(
                    tensors.get(i).toArray(),
                    0,
                    words,
                    i * first.shape().elements(),
                    first.shape().elements());
        }
        return NumericArray.ofWords(NumericType.holding(first.format()), new Shape(sizes), words);
    }
}
