package dev.intarsia.ir.type;

import java.util.Objects;

/** What a tensor's elements are, and how many along each axis. */
public record TensorType(ElementType element, Shape shape) {

    public TensorType {
        Objects.requireNonNull(element, "element");
        Objects.requireNonNull(shape, "shape");
        if (element instanceof Quantized q
                && !q.scale().isPerTensor()
                && (q.scale().axis() >= shape.rank()
                        || q.scale().factors().size() != shape.size(q.scale().axis()))) {
            throw new IllegalArgumentException("as many scale factors as the axis is long: " + shape);
        }
    }

    public static TensorType real(Shape shape) {
        return new TensorType(Real.REAL, shape);
    }

    public boolean isReal() {
        return element instanceof Real;
    }

    /**
     * The element type of a tensor that is known to be quantized.
     *
     * @throws IllegalStateException when it is real
     */
    public Quantized quantized() {
        if (element instanceof Quantized quantized) {
            return quantized;
        }
        throw new IllegalStateException("a real tensor where a quantized one is needed");
    }

    public TensorType withShape(Shape newShape) {
        return new TensorType(element, newShape);
    }
}
