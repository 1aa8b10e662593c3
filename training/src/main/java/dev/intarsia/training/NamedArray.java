package dev.intarsia.training;

import java.util.Arrays;

/**
 * A member of an {@code .npz} file.
 *
 * @param name without the ending {@code .npy}
 * @param shape in C order
 * @param data the elements in C order
 */
public record NamedArray(String name, int[] shape, Data data) {

    /** The elements, by their type. The arrays are not copied: an {@code NamedArray} owns what it is given. */
    public sealed interface Data {
        /** {@code <f4}. */
        record Floats(float[] values) implements Data {}

        /** {@code |u1}. */
        record Bytes(byte[] values) implements Data {}

        /** Number of elements. */
        default int length() {
            return switch (this) {
                case Floats(float[] values) -> values.length;
                case Bytes(byte[] values) -> values.length;
            };
        }
    }

    public NamedArray {
        if (sizeOf(shape) != data.length()) {
            throw new IllegalArgumentException(
                    name + ": shape " + Arrays.toString(shape) + " does not hold " + data.length() + " elements");
        }
    }

    /** A float32 array. */
    public static NamedArray of(String name, int[] shape, float[] values) {
        return new NamedArray(name, shape, new Data.Floats(values));
    }

    /** An unsigned-byte array. */
    public static NamedArray of(String name, int[] shape, byte[] values) {
        return new NamedArray(name, shape, new Data.Bytes(values));
    }

    /** The elements of a float32 array. */
    public float[] floats() {
        return switch (data) {
            case Data.Floats(float[] values) -> values;
            case Data.Bytes other -> throw new IllegalStateException(name + " holds bytes, not float32");
        };
    }

    /** The elements of a byte array. */
    public byte[] bytes() {
        return switch (data) {
            case Data.Bytes(byte[] values) -> values;
            case Data.Floats other -> throw new IllegalStateException(name + " holds float32, not bytes");
        };
    }

    /** Number of elements of a shape. */
    static long sizeOf(int[] shape) {
        long size = 1;
        for (int extent : shape) {
            size *= extent;
        }
        return size;
    }
}
