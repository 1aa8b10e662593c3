package dev.intarsia.hwtest.verify;

import dev.intarsia.frontend.data.NpzReader;
import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.model.ModelReader;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what {@link GoldenPack#files} wrote. */
public final class GoldenPackReader {

    private final Path folder;
    private final Diagnostics diagnostics = new Diagnostics();

    private GoldenPackReader(Path folder) {
        this.folder = folder;
    }

    /**
     * The pack of a folder.
     *
     * @throws InvalidInputException when a file is missing, damaged, of another version, or does not fit the others
     */
    public static GoldenPack read(Path folder) {
        return new GoldenPackReader(folder).read();
    }

    /**
     * Refuses vectors that were recorded for another network.
     *
     * @throws InvalidInputException when they were
     */
    public static void check(GoldenPack pack, Path folder, QuantizedGraph graph) {
        Map<String, byte[]> recorded = GoldenPack.model(pack.graph());
        Map<String, byte[]> given = GoldenPack.model(graph);
        boolean same = recorded.keySet().equals(given.keySet())
                && recorded.entrySet().stream().allMatch(e -> Arrays.equals(e.getValue(), given.get(e.getKey())));
        if (!same) {
            throw InvalidInputException.of(
                    new ModelNode(folder.toString(), ""),
                    "these vectors were recorded for another network than the one that is given",
                    "give the one that is kept beside them: " + folder.resolve(GoldenPack.MODEL)
                            + "; or record anew with --record");
        }
    }

    private GoldenPack read() {
        int samples = samples(lines());
        diagnostics.stopOnErrors();
        QuantizedGraph graph = ModelReader.read(folder.resolve(GoldenPack.MODEL))
                .quantized()
                .orElseThrow(() -> InvalidInputException.of(
                        new ModelNode(folder.resolve(GoldenPack.MODEL).toString(), ""),
                        "this network is not one of integers",
                        "record the vectors anew with --record"));
        Graph g = graph.graph();
        Map<String, TensorType> inputTypes = new LinkedHashMap<>();
        g.inputs().forEach(input -> inputTypes.put(input.name(), input.type()));
        Map<String, TensorType> nodeTypes = new LinkedHashMap<>();
        g.nodes().forEach(node -> nodeTypes.put(node.name(), node.type()));
        Map<String, List<RawTensor>> inputs = tensors(GoldenPack.INPUTS, inputTypes, samples);
        Map<String, List<RawTensor>> nodes = tensors(GoldenPack.TENSORS, nodeTypes, samples);
        diagnostics.stopOnErrors();
        List<List<RawTensor>> vectors = new ArrayList<>();
        List<Map<String, RawTensor>> words = new ArrayList<>();
        for (int sample = 0; sample < samples; sample++) {
            int own = sample;
            vectors.add(g.inputs().stream()
                    .map(Input::name)
                    .map(name -> inputs.get(name).get(own))
                    .toList());
            Map<String, RawTensor> shown = new LinkedHashMap<>();
            g.nodes().stream()
                    .map(Node::name)
                    .forEach(name -> shown.put(name, nodes.get(name).get(own)));
            words.add(shown);
        }
        return new GoldenPack(graph, vectors, words);
    }

    private List<String> lines() {
        Path file = folder.resolve(GoldenPack.PACK);
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw InvalidInputException.of(
                    new ModelNode(folder.toString(), ""),
                    "this is no folder of recorded vectors: it has no readable " + GoldenPack.PACK,
                    "verify with --record " + folder + " writes one");
        }
    }

    /** Checks the version and every digest; gives the number of samples. */
    private int samples(List<String> lines) {
        ModelNode place = new ModelNode(folder.resolve(GoldenPack.PACK).toString(), "");
        if (lines.isEmpty() || !lines.getFirst().equals(GoldenPack.VERSION)) {
            diagnostics.error(
                    place,
                    "these vectors are in the form '" + (lines.isEmpty() ? "" : lines.getFirst())
                            + "', but this version reads '" + GoldenPack.VERSION + "'",
                    "record them anew with --record");
            return 0;
        }
        int samples = 0;
        for (String line : lines.subList(1, lines.size())) {
            String[] words = line.split(" ");
            if (words.length == 2 && words[0].equals("samples") && words[1].matches("[1-9][0-9]{0,8}")) {
                samples = Integer.parseInt(words[1]);
            } else if (words.length == 3 && words[0].equals("sha256")) {
                digest(words[2], words[1]);
            } else {
                diagnostics.error(place, "there is a line '" + line + "', which means nothing here", "record anew");
            }
        }
        if (samples == 0) {
            diagnostics.error(place, "there is no line that says how many samples there are", "record anew");
        }
        return samples;
    }

    private void digest(String name, String expected) {
        Path file = folder.resolve(name);
        try {
            if (!Digests.sha256(Files.readAllBytes(file)).equals(expected)) {
                diagnostics.error(
                        new ModelNode(file.toString(), ""),
                        "the file was changed since it was recorded, or is damaged",
                        "copy the folder again, or record anew with --record");
            }
        } catch (IOException e) {
            diagnostics.error(new ModelNode(file.toString(), ""), "the file cannot be read", "copy the folder again");
        }
    }

    /** For each tensor the words of each sample. */
    private Map<String, List<RawTensor>> tensors(String name, Map<String, TensorType> types, int samples) {
        Path file = folder.resolve(name);
        Map<String, List<RawTensor>> tensors = new LinkedHashMap<>();
        NpzReader.read(file, diagnostics)
                .ifPresent(arrays -> types.forEach((tensor, type) -> {
                    NumericArray array = arrays.get(tensor);
                    List<Integer> sizes = new ArrayList<>(type.shape().sizes());
                    sizes.set(0, samples);
                    if (array == null || array.type().isReal() || !array.shape().equals(new Shape(sizes))) {
                        diagnostics.error(
                                new ModelNode(file.toString(), "array '" + tensor + "'"),
                                "expected words of the shape " + new Shape(sizes) + ", found "
                                        + (array == null ? "none" : array.toString()),
                                "record anew with --record");
                    } else {
                        tensors.put(tensor, words(array, type.quantized().format(), samples));
                    }
                }));
        return tensors;
    }

    private List<RawTensor> words(NumericArray array, IntFormat format, int samples) {
        List<RawTensor> words = new ArrayList<>();
        for (int sample = 0; sample < samples; sample++) {
            NumericArray one = array.at(sample);
            words.add(RawTensor.owning(format, one.shape(), one.words()));
        }
        return words;
    }
}
