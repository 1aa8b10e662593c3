package dev.intarsia.frontend.onnx.file;

import java.util.List;
import java.util.Optional;

/** The value of an attribute. */
public sealed interface OnnxAttribute {

    record Whole(long value) implements OnnxAttribute {}

    record Real(float value) implements OnnxAttribute {}

    record Text(String value) implements OnnxAttribute {}

    /** A tensor; empty when it could not be read, which has then been reported. */
    record Array(Optional<OnnxTensor> value) implements OnnxAttribute {}

    record Wholes(List<Long> values) implements OnnxAttribute {
        public Wholes {
            values = List.copyOf(values);
        }
    }

    record Reals(List<Float> values) implements OnnxAttribute {
        public Reals {
            values = List.copyOf(values);
        }
    }

    record Texts(List<String> values) implements OnnxAttribute {
        public Texts {
            values = List.copyOf(values);
        }
    }

    /** A graph, a sparse tensor, a type: read over. */
    record Other() implements OnnxAttribute {}
}
