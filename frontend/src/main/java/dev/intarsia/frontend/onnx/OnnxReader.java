package dev.intarsia.frontend.onnx;

import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.frontend.onnx.file.OnnxFile;
import dev.intarsia.frontend.onnx.file.OnnxModel;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads models in ONNX, operator sets 7 and later. */
public final class OnnxReader {

    private OnnxReader() {}

    /** The operators that are read, in the order of their table. */
    public static List<SupportedOperator> operators() {
        return OperatorTable.all().stream()
                .map(row -> new SupportedOperator(row.domain(), row.name(), row.summary()))
                .toList();
    }

    /**
     * Reads a model; a symbolic size of a batch axis becomes 1.
     *
     * @throws InvalidInputException with everything that is wrong with it or not supported
     */
    public static ReadModel read(Path path) {
        return read(path, OnnxBindings.NONE).model();
    }

    /**
     * Reads a model with sizes and inputs that are fixed.
     *
     * @throws InvalidInputException with everything that is wrong with it or not supported
     */
    public static OnnxImport read(Path path, OnnxBindings bindings) {
        Diagnostics diagnostics = new Diagnostics();
        Optional<OnnxModel> model = OnnxFile.readModel(path, diagnostics);
        diagnostics.stopOnErrors();
        return Importer.read(path, model.orElseThrow(), bindings);
    }

    /**
     * Reads a model.
     *
     * @param content the whole file
     * @param path what the file is called, for the graph's name and for messages; it is not opened
     * @throws InvalidInputException with everything that is wrong with it or not supported
     */
    public static ReadModel read(byte[] content, Path path) {
        Diagnostics diagnostics = new Diagnostics();
        Optional<OnnxModel> model = OnnxFile.model(content, path.toString(), diagnostics);
        diagnostics.stopOnErrors();
        return Importer.read(path, model.orElseThrow(), OnnxBindings.NONE).model();
    }
}
