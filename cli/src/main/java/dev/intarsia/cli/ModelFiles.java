package dev.intarsia.cli;

import dev.intarsia.frontend.model.ModelReader;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.frontend.onnx.OnnxBindings;
import dev.intarsia.frontend.onnx.OnnxReader;
import dev.intarsia.frontend.tflite.TfliteReader;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
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
     * @param shaped the same with shapes of inputs that the file leaves open; empty where a file leaves none open
     */
    private record Kind(
            String suffix,
            Function<Path, ReadModel> reader,
            Optional<BiFunction<Path, Map<String, List<Integer>>, ReadModel>> shaped) {}

    private static final List<Kind> KINDS = List.of(
            new Kind(".inta", ModelReader::read, Optional.empty()),
            new Kind(".tflite", TfliteReader::read, Optional.empty()),
            new Kind(
                    ".onnx",
                    OnnxReader::read,
                    Optional.of((path, shapes) ->
                            OnnxReader.read(path, OnnxBindings.ofShapes(shapes)).model())));

    private ModelFiles() {}

    /**
     * The model of a file.
     *
     * @throws InvalidInputException with everything that is wrong with it
     */
    public static ReadModel read(Path model) {
        return kind(model).reader().apply(model);
    }

    /**
     * The model of a file that leaves sizes open.
     *
     * @param shapes the sizes of inputs' axes, the batch included, by the inputs' names
     * @throws InvalidInputException with everything that is wrong with it, or when files of its kind leave no size open
     */
    public static ReadModel read(Path model, Map<String, List<Integer>> shapes) {
        return kind(model)
                .shaped()
                .orElseThrow(() -> InvalidInputException.of(
                        new ModelNode(model.toString(), ""),
                        "shapes were given, but the file says all sizes itself",
                        "leave --shape out"))
                .apply(model, shapes);
    }

    private static Kind kind(Path model) {
        String name = model.toString().toLowerCase(Locale.ROOT);
        return KINDS.stream()
                .filter(kind -> name.endsWith(kind.suffix()))
                .findFirst()
                .orElseThrow(() -> InvalidInputException.of(
                        new ModelNode(model.toString(), ""),
                        "the name does not say which kind of model this is",
                        "models end in " + suffixes()));
    }

    private static String suffixes() {
        return KINDS.stream().map(Kind::suffix).collect(Collectors.joining(", "));
    }
}
