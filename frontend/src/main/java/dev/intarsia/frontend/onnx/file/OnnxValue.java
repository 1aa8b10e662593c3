package dev.intarsia.frontend.onnx.file;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An input or an output.
 *
 * @param type empty when it is no tensor, or of a type that is not read
 * @param dims the sizes of its axes; empty when the file does not say how many there are
 */
public record OnnxValue(String name, Optional<DataType> type, Optional<List<Dimension>> dims) {

    public OnnxValue {
        Objects.requireNonNull(name, "name");
        dims = dims.map(List::copyOf);
    }

    /** The size of an axis: a number, a name for a number, or nothing. */
    public sealed interface Dimension {

        record Size(long size) implements Dimension {}

        record Symbol(String name) implements Dimension {}

        record Unknown() implements Dimension {}
    }
}
