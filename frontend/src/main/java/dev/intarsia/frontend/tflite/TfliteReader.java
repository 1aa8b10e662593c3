package dev.intarsia.frontend.tflite;

import dev.intarsia.frontend.data.InputFile;
import dev.intarsia.frontend.flatbuffer.DamagedException;
import dev.intarsia.frontend.flatbuffer.FlatBuffer;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads models of TensorFlow Lite. */
public final class TfliteReader {

    private TfliteReader() {}

    /** The operators that are read, in the order of their table. */
    public static List<SupportedOperator> operators() {
        return OperatorTable.ROWS.stream()
                .map(row -> new SupportedOperator(BuiltinNames.number(row.name()), row.name()))
                .toList();
    }

    /**
     * Reads a model.
     *
     * @param path a {@code .tflite} file
     * @throws InvalidInputException with everything that is wrong with it or not supported
     */
    public static ReadModel read(Path path) {
        ModelNode place = new ModelNode(path.toString(), "");
        byte[] content;
        try {
            if (Files.size(path) > Integer.MAX_VALUE - 8) {
                throw InvalidInputException.of(place, "the file has more than 2 GiB", "");
            }
            content = Files.readAllBytes(path);
        } catch (IOException e) {
            throw InvalidInputException.of(place, InputFile.reason(e), "");
        }
        String name = path.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return read(content, dot > 0 ? name.substring(0, dot) : name, path.toString());
    }

    /**
     * Reads a model.
     *
     * @param content the whole file, which must not change afterwards
     * @param name what the model is called
     * @param file the file's name, for messages
     * @throws InvalidInputException with everything that is wrong with it or not supported
     */
    public static ReadModel read(byte[] content, String name, String file) {
        ModelNode place = new ModelNode(file, "");
        FlatBuffer bytes = FlatBuffer.of(content);
        if (!bytes.identifier().equals(Optional.of(TfliteFile.IDENTIFIER))) {
            throw InvalidInputException.of(
                    place,
                    "this is no model of TensorFlow Lite: it has not the letters " + TfliteFile.IDENTIFIER
                            + " at its fifth byte",
                    "");
        }
        Diagnostics diagnostics = new Diagnostics();
        try {
            return new TfliteImporter(new TfliteFile(bytes), name, file, diagnostics).model();
        } catch (DamagedException e) {
            diagnostics.error(place, "the file is damaged: " + e.getMessage(), "copy it again from where it came");
            throw new InvalidInputException(diagnostics.found());
        }
    }

    /**
     * What the tensors of a model are called in its graph, by the names that the file has for them; of equal names the last one.
     *
     * @param content the whole file of a model that can be read
     */
    public static Map<String, String> names(byte[] content) {
        TfliteFile file = new TfliteFile(FlatBuffer.of(content));
        TensorNames names = new TensorNames(file);
        Map<String, String> named = new HashMap<>();
        for (int tensor = 0; tensor < file.tensors(); tensor++) {
            named.put(file.tensorName(tensor), names.of(tensor));
        }
        return named;
    }
}
