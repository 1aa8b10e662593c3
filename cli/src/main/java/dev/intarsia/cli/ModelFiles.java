package dev.intarsia.cli;

import dev.intarsia.frontend.model.ModelReader;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.frontend.onnx.OnnxReader;
import dev.intarsia.frontend.tflite.TfliteReader;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The kinds of model files, each known by the ending of its name. */
public final class ModelFiles {

    /** What commands say of their operand. */
    public static final String DESCRIPTION = "A model: .inta, .tflite or .onnx.";

    /**
     * A kind of model file.
     *
     * @param suffix how its name ends, in small letters, with the dot
     * @param reader reads a file; throws {@link InvalidInputException} with everything that is wrong with it
     */
    private record Kind(String suffix, Function<Path, ReadModel> reader) {}

    private static final List<Kind> KINDS = List.of(
            new Kind(".inta", ModelReader::read),
            new Kind(".tflite", TfliteReader::read),
            new Kind(".onnx", OnnxReader::read));

    private ModelFiles() {}

    /**
     * The model of a file.
     *
     * @throws InvalidInputException with everything that is wrong with it
     */
    public static ReadModel read(Path model) {
        String name = model.toString().toLowerCase(Locale.ROOT);
        return KINDS.stream()
                .filter(kind -> name.endsWith(kind.suffix()))
                .findFirst()
                .orElseThrow(() -> InvalidInputException.of(
                        new ModelNode(model.toString(), ""),
                        "the name does not say which kind of model this is",
                        "models end in " + suffixes()))
                .reader()
                .apply(model);
    }

    private static String suffixes() {
        return KINDS.stream().map(Kind::suffix).collect(Collectors.joining(", "));
    }
}
