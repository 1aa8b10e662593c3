package dev.intarsia.ir.type;

import java.util.Arrays;

/** Real numbers, row-major. Does not change once made. */
public final class RealTensor implements Tensor {

    private final Shape shape;
    private final float[] values;

    private RealTensor(Shape shape, float[] values) {
        if (values.length != shape.elements()) {
            throw new IllegalArgumentException(values.length + " values for the shape " + shape);
        }
        this.shape = shape;
        this.values = values;
    }

    /** A tensor of a copy of these values. */
    public static RealTensor of(Shape shape, float... values) {
        return new RealTensor(shape, values.clone());
    }

    /** A tensor that takes the array over: the caller must not change it afterwards. */
    public static RealTensor owning(Shape shape, float[] values) {
        return new RealTensor(shape, values);
    }

    @Override
    public Shape shape() {
        return shape;
    }

    /** The element at a row-major position. */
    public float at(int position) {
        return values[position];
    }

    /** A copy of all elements. */
    public float[] toArray() {
        return values.clone();
    }

    /** The same elements in another shape of as many elements. */
    public RealTensor reshaped(Shape newShape) {
        return new RealTensor(newShape, values);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RealTensor that && shape.equals(that.shape) && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "real" + shape;
    }
}
