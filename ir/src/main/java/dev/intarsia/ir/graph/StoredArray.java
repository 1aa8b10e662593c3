package dev.intarsia.ir.graph;

import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.List;

/** An array that stands beside the text of a graph, in its {@code .npz}. */
public sealed interface StoredArray {

    Shape shape();

    /** Stored words: a quantized constant, multipliers or shifts. */
    record Words(RawTensor tensor) implements StoredArray {
        @Override
        public Shape shape() {
            return tensor.shape();
        }
    }

    /** Numbers in float32: a real constant. */
    record Singles(RealTensor tensor) implements StoredArray {
        @Override
        public Shape shape() {
            return tensor.shape();
        }
    }

    /** A row of numbers in float64: scales. */
    record Doubles(List<Double> values) implements StoredArray {
        public Doubles {
            values = List.copyOf(values);
        }

        @Override
        public Shape shape() {
            return Shape.of(values.size());
        }
    }
}
