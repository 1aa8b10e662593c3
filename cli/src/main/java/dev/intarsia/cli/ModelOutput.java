package dev.intarsia.cli;

import dev.intarsia.frontend.data.NpzWriter;
import dev.intarsia.frontend.model.ModelWriter;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.GraphPrinter;
import dev.intarsia.ir.graph.GraphText;
import dev.intarsia.ir.graph.QuantizedGraph;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** A model in text form with its weights beside it, as a command writes it. */
public final class ModelOutput {

    private static final String SUFFIX = ".inta";

    private final Path text;

    private ModelOutput(Path text) {
        this.text = text;
    }

    /** The files for a text of this name; empty when it does not end as the names of models in text form do. */
    public static Optional<ModelOutput> at(Path text) {
        return text.toString().endsWith(SUFFIX) ? Optional.of(new ModelOutput(text)) : Optional.empty();
    }

    /** Writes both files or none. */
    public void write(QuantizedGraph graph) {
        write(graph, files -> {});
    }

    /** Writes both files and what is added to them, or nothing. */
    public void write(QuantizedGraph graph, Consumer<OutputFile> more) {
        write(GraphPrinter::print, graph, more);
    }

    /** Writes both files or none. */
    public void write(Graph graph) {
        write(GraphPrinter::print, graph, files -> {});
    }

    private <G> void write(BiFunction<G, String, GraphText> printer, G graph, Consumer<OutputFile> more) {
        String name = text.getFileName().toString();
        String weights = name.substring(0, name.length() - SUFFIX.length()) + ".npz";
        GraphText printed = printer.apply(graph, weights);
        try (OutputFile files = new OutputFile()) {
            if (!printed.arrays().isEmpty()) {
                byte[] arrays = NpzWriter.npz(ModelWriter.arrays(printed));
                files.write(text.resolveSibling(weights), out -> out.write(arrays));
            }
            files.write(text, printed.text());
            more.accept(files);
            files.commit();
        }
    }
}
