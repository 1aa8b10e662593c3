package dev.intarsia.frontend.model;

import dev.intarsia.frontend.data.NpzReader;
import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.text.SourceOrder;
import dev.intarsia.frontend.text.SourceText;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.op.Operators;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** Reads models in text form. */
public final class ModelReader {

    private ModelReader() {}

    /**
     * Reads a model and the weights beside it.
     *
     * @param path an {@code .inta} file; the file of weights that it names lies in the same folder unless it has a path
     * @throws InvalidInputException with everything that is wrong with either file
     */
    public static ReadModel read(Path path) {
        Diagnostics diagnostics = new Diagnostics();
        SourceText source = SourceText.read(path);
        Optional<ReadModel> model = new GraphBuilder(source, diagnostics)
                .build(Operators.ALL, file -> NpzReader.read(path.resolveSibling(file), diagnostics));
        SourceOrder.stopOnErrors(diagnostics);
        return model.orElseThrow();
    }

    /**
     * Reads a model from a text.
     *
     * @param operators those that it may use
     * @param arrays its weights, if it names a file of weights
     * @throws InvalidInputException with everything that is wrong
     */
    public static ReadModel read(
            SourceText source, List<OpSyntax> operators, SequencedMap<String, NumericArray> arrays) {
        Diagnostics diagnostics = new Diagnostics();
        Optional<ReadModel> model = new GraphBuilder(source, diagnostics).build(operators, file -> Optional.of(arrays));
        SourceOrder.stopOnErrors(diagnostics);
        return model.orElseThrow();
    }
}
