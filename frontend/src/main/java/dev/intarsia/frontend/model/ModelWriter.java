package dev.intarsia.frontend.model;

import dev.intarsia.frontend.data.NpzWriter;
import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.data.NumericType;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.GraphPrinter;
import dev.intarsia.ir.graph.GraphText;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.StoredArray;
import dev.intarsia.ir.type.RawTensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Writes models in text form, with their weights beside them: both files or none. */
public final class ModelWriter {

    private ModelWriter() {}

    /**
     * Writes a graph to {@code inta} and its weights to the file of the same name that ends in {@code .npz}.
     *
     * @throws IOException when a file cannot be written; neither is then there
     */
    public static void write(Graph graph, Path inta) throws IOException {
        write(GraphPrinter.print(graph, weightsFile(inta)), inta);
    }

    /**
     * Writes a quantized graph to {@code inta} and its weights to the file of the same name that ends in {@code .npz}.
     *
     * @throws IOException when a file cannot be written; neither is then there
     */
    public static void write(QuantizedGraph graph, Path inta) throws IOException {
        write(GraphPrinter.print(graph, weightsFile(inta)), inta);
    }

    private static String weightsFile(Path inta) {
        return inta.getFileName().toString().replaceFirst("\\.inta$", "") + ".npz";
    }

    /** Writes both beside their places first; what then can still fail is only a renaming inside one folder. */
    private static void write(GraphText printed, Path inta) throws IOException {
        Path weights = inta.resolveSibling(weightsFile(inta));
        for (Path file : List.of(inta, weights)) {
            if (Files.isDirectory(file)) {
                throw new FileSystemException(file.toString(), null, "this is a folder");
            }
        }
        Path newText = beside(inta);
        Path newWeights = beside(weights);
        try {
            Files.writeString(newText, printed.text(), StandardCharsets.UTF_8);
            if (!printed.arrays().isEmpty()) {
                Files.write(newWeights, NpzWriter.npz(arrays(printed)));
                Files.move(newWeights, weights, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(newText, inta, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(newText);
            Files.deleteIfExists(newWeights);
        }
    }

    /** A file in the same folder that an interrupted run removes. */
    private static Path beside(Path file) {
        Path part = file.resolveSibling("." + file.getFileName() + ".part");
        part.toFile().deleteOnExit();
        return part;
    }

    /** The arrays of a printed graph as they are stored. */
    public static SequencedMap<String, NumericArray> arrays(GraphText printed) {
        SequencedMap<String, NumericArray> arrays = new LinkedHashMap<>();
        printed.arrays().forEach((name, array) -> arrays.put(name, stored(array)));
        return arrays;
    }

    private static NumericArray stored(StoredArray array) {
        return switch (array) {
            case StoredArray.Words(RawTensor words) ->
                NumericArray.ofWords(NumericType.holding(words.format()), words.shape(), words.toArray());
            case StoredArray.Singles singles ->
                NumericArray.ofSingles(singles.shape(), singles.tensor().toArray());
            case StoredArray.Doubles doubles ->
                NumericArray.ofDoubles(
                        doubles.shape(),
                        doubles.values().stream()
                                .mapToDouble(Double::doubleValue)
                                .toArray());
        };
    }
}
