package dev.intarsia.ir.type;

import dev.intarsia.ir.arithmetic.IntFormat;
import java.util.Arrays;
import java.util.Objects;

/** Stored words, row-major, each a value of one integer format. Does not change once made. */
public final class RawTensor implements Tensor {

    private final IntFormat format;
    private final Shape shape;
    private final long[] words;

    private RawTensor(IntFormat format, Shape shape, long[] words) {
        this.format = Objects.requireNonNull(format, "format");
        this.shape = shape;
        this.words = words;
        if (words.length != shape.elements()) {
            throw new IllegalArgumentException(words.length + " words for the shape " + shape);
        }
        for (long word : words) {
            if (!format.contains(word)) {
                throw new IllegalArgumentException(word + " is no value of " + format);
            }
        }
    }

    /** A tensor of a copy of these words. */
    public static RawTensor of(IntFormat format, Shape shape, long... words) {
        return new RawTensor(format, shape, words.clone());
    }

    /** A tensor that takes the array over: the caller must not change it afterwards. */
    public static RawTensor owning(IntFormat format, Shape shape, long[] words) {
        return new RawTensor(format, shape, words);
    }

    public IntFormat format() {
        return format;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    /** The word at a row-major position. */
    public long at(int position) {
        return words[position];
    }

    /** A copy of all words. */
    public long[] toArray() {
        return words.clone();
    }

    /** The same words in another shape of as many elements. */
    public RawTensor reshaped(Shape newShape) {
        return new RawTensor(format, newShape, words);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RawTensor that
                && format.equals(that.format)
                && shape.equals(that.shape)
                && Arrays.equals(words, that.words);
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + Arrays.hashCode(words);
    }

    @Override
    public String toString() {
        return format + shape.toString();
    }
}
