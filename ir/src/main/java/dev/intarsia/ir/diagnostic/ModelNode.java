package dev.intarsia.ir.diagnostic;

import java.util.Objects;

/**
 * A named part of a file that has no lines: a node of an ONNX model, an array in an {@code .npz}, a flag of the command line.
 *
 * @param file the file's name as the user wrote it
 * @param part what in it, for example {@code node conv1}
 */
public record ModelNode(String file, String part) implements Location {

    public ModelNode {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(part, "part");
    }

    @Override
    public String describe() {
        return part.isEmpty() ? file : file + ", " + part;
    }

    @Override
    public String citation() {
        return new ModelNode(file.substring(file.lastIndexOf('/') + 1), part).describe();
    }
}
