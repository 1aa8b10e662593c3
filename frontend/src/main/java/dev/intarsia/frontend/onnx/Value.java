package dev.intarsia.frontend.onnx;

import dev.intarsia.frontend.onnx.file.DataType;
import dev.intarsia.frontend.onnx.file.OnnxTensor;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a name of the file stands for while the graph is made. */
sealed interface Value {

    /**
     * A tensor that is known without an input: an initializer, or what follows from initializers and shapes.
     *
     * @param stored the words that it was quantized to, where the file has them
     */
    record Known(OnnxTensor tensor, Optional<Weights.Stored> stored) implements Value {
        Known(OnnxTensor tensor) {
            this(tensor, Optional.empty());
        }
    }

    /**
     * A tensor of the graph.
     *
     * @param tensor its name in the graph
     * @param type the type that the file gives it; the graph's own type is real or quantized
     * @param dims its sizes as the file counts its axes
     */
    record Flowing(String tensor, DataType type, List<Integer> dims) implements Value {
        public Flowing {
            Objects.requireNonNull(tensor, "tensor");
            dims = List.copyOf(dims);
        }

        int rank() {
            return dims.size();
        }

        int size(int axis) {
            return dims.get(axis < 0 ? axis + rank() : axis);
        }

        Flowing withType(DataType newType) {
            return new Flowing(tensor, newType, dims);
        }
    }

    /** The result of a node that could not be read, which has been reported: what depends on it keeps silent. */
    record Broken() implements Value {}
}
