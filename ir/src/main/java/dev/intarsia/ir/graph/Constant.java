package dev.intarsia.ir.graph;

import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Tensor;
import dev.intarsia.ir.type.TensorType;
import java.util.Objects;

/** A tensor that is known: a weight, a bias. Real elements for a real type, stored words for a quantized one. */
public record Constant(String name, TensorType type, Tensor value, Location location) {

    public Constant {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(location, "location");
        boolean fits = switch (value) {
            case RealTensor r -> type.isReal();
            case RawTensor r ->
                !type.isReal() && r.format().equals(type.quantized().format());
        };
        if (!fits || !value.shape().equals(type.shape())) {
            throw new IllegalArgumentException(name + ": the value " + value + " is not of the type " + type);
        }
    }

    public static Constant real(String name, RealTensor value, Location location) {
        return new Constant(name, TensorType.real(value.shape()), value, location);
    }

    /** The elements of a real constant. */
    public RealTensor real() {
        return (RealTensor) value;
    }

    /** The words of a quantized constant. */
    public RawTensor raw() {
        return (RawTensor) value;
    }
}
