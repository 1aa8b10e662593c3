package dev.intarsia.hwtest.verify;

import dev.intarsia.frontend.data.NpzWriter;
import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.data.NumericType;
import dev.intarsia.frontend.model.ModelWriter;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.GraphPrinter;
import dev.intarsia.ir.graph.GraphText;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Vectors with all words that they give: the file form of a verification.
 *
 * <p>A folder: {@code model.inta} with {@code model.npz}, {@code inputs.npz} with an array for each input and {@code tensors.npz} with an
 * array for each node, samples outermost, and {@code pack.txt}, which says the version of this form and the SHA-256 of the others.
 *
 * @param graph the network
 * @param inputs for each sample its inputs in the graph's order
 * @param tensors for each sample the words of every node, by its name
 */
public record GoldenPack(QuantizedGraph graph, List<List<RawTensor>> inputs, List<Map<String, RawTensor>> tensors) {

    /** The form that this version writes and reads. */
    static final String VERSION = "intarsia golden vectors 1";

    static final String PACK = "pack.txt";
    static final String MODEL = "model.inta";
    static final String WEIGHTS = "model.npz";
    static final String INPUTS = "inputs.npz";
    static final String TENSORS = "tensors.npz";

    public GoldenPack {
        inputs = List.copyOf(inputs);
        tensors = List.copyOf(tensors);
        if (inputs.size() != tensors.size() || inputs.isEmpty()) {
            throw new IllegalArgumentException("as many samples as words of samples, and at least one");
        }
    }

    /** The words as a reference for others. */
    public Reference reference() {
        return Reference.recorded("recorded words", tensors);
    }

    /** The content of each file, by its name. */
    public SequencedMap<String, byte[]> files() {
        SequencedMap<String, byte[]> files = new LinkedHashMap<>();
        files.putAll(model(graph));
        Graph g = graph.graph();
        SequencedMap<String, NumericArray> in = new LinkedHashMap<>();
        for (int i = 0; i < g.inputs().size(); i++) {
            int own = i;
            Input input = g.inputs().get(i);
            in.put(
                    input.name(),
                    stacked(
                            input.type(),
                            inputs.stream().map(all -> all.get(own)).toList()));
        }
        files.put(INPUTS, NpzWriter.npz(in));
        SequencedMap<String, NumericArray> out = new LinkedHashMap<>();
        for (Node node : g.nodes()) {
            out.put(
                    node.name(),
                    stacked(
                            node.type(),
                            tensors.stream().map(all -> all.get(node.name())).toList()));
        }
        files.put(TENSORS, NpzWriter.npz(out));
        StringBuilder pack = new StringBuilder(VERSION + "\n");
        pack.append("samples ").append(inputs.size()).append('\n');
        files.forEach((name, content) -> pack.append("sha256 ")
                .append(Digests.sha256(content))
                .append(' ')
                .append(name)
                .append('\n'));
        files.putFirst(PACK, pack.toString().getBytes(StandardCharsets.UTF_8));
        return files;
    }

    /** The two files of a network, always the same bytes for the same network. */
    static SequencedMap<String, byte[]> model(QuantizedGraph graph) {
        GraphText printed = GraphPrinter.print(graph, WEIGHTS);
        SequencedMap<String, byte[]> files = new LinkedHashMap<>();
        files.put(MODEL, printed.text().getBytes(StandardCharsets.UTF_8));
        if (!printed.arrays().isEmpty()) {
            files.put(WEIGHTS, NpzWriter.npz(ModelWriter.arrays(printed)));
        }
        return files;
    }

    private static NumericArray stacked(TensorType type, List<RawTensor> samples) {
        Shape one = type.shape().withoutFirst();
        List<Integer> sizes = new ArrayList<>(one.sizes());
        sizes.addFirst(samples.size());
        long[] words = new long[samples.size() * one.elements()];
        for (int sample = 0; sample < samples.size(); sample++) {
            System.arraycopy(samples.get(sample).toArray(), 0, words, sample * one.elements(), one.elements());
        }
        return NumericArray.ofWords(NumericType.holding(type.quantized().format()), new Shape(sizes), words);
    }
}
