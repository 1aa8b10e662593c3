package dev.intarsia.frontend.data;

import dev.intarsia.ir.type.Shape;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** An array as it was stored: row-major, little-endian, as small as in its file. Does not change once made. */
public final class NumericArray {

    private final NumericType type;
    private final Shape shape;
    private final byte[] content;
    private final ByteBuffer view;

    private NumericArray(NumericType type, Shape shape, byte[] content) {
        this.type = Objects.requireNonNull(type, "type");
        this.shape = Objects.requireNonNull(shape, "shape");
        this.content = content;
        this.view = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        if (content.length != (long) shape.elements() * type.bytes()) {
            throw new IllegalArgumentException(content.length + " bytes for " + type.code() + shape);
        }
    }

    /** An array that takes the bytes over: the caller must not change them afterwards. */
    public static NumericArray owning(NumericType type, Shape shape, byte[] content) {
        return new NumericArray(type, shape, content);
    }

    /** Words, which must fit the type. */
    public static NumericArray ofWords(NumericType type, Shape shape, long[] words) {
        ByteBuffer bytes = buffer(words.length * type.bytes());
        for (long word : words) {
            switch (type.bytes()) {
                case 1 -> bytes.put((byte) word);
                case 2 -> bytes.putShort((short) word);
                case 4 -> bytes.putInt((int) word);
                default -> bytes.putLong(word);
            }
        }
        return new NumericArray(type, shape, bytes.array());
    }

    public static NumericArray ofSingles(Shape shape, float[] values) {
        ByteBuffer bytes = buffer(values.length * Float.BYTES);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return new NumericArray(NumericType.F4, shape, bytes.array());
    }

    public static NumericArray ofDoubles(Shape shape, double[] values) {
        ByteBuffer bytes = buffer(values.length * Double.BYTES);
        for (double value : values) {
            bytes.putDouble(value);
        }
        return new NumericArray(NumericType.F8, shape, bytes.array());
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    public NumericType type() {
        return type;
    }

    public Shape shape() {
        return shape;
    }

    public int elements() {
        return shape.elements();
    }

    /** The word at a row-major position of an array that is not real; 0 or 1 for a truth value. */
    public long word(int position) {
        return switch (type) {
            case BOOL -> content[position] == 0 ? 0 : 1;
            case U1 -> Byte.toUnsignedLong(content[position]);
            case I1 -> content[position];
            case U2 -> Short.toUnsignedLong(view.getShort(2 * position));
            case I2 -> view.getShort(2 * position);
            case U4 -> Integer.toUnsignedLong(view.getInt(4 * position));
            case I4 -> view.getInt(4 * position);
            case U8, I8 -> view.getLong(8 * position);
            case F2, F4, F8 -> throw new IllegalStateException("an array of real numbers has no words");
        };
    }

    /** The number at a row-major position. */
    public double number(int position) {
        return switch (type) {
            case F2 -> Float.float16ToFloat(view.getShort(2 * position));
            case F4 -> view.getFloat(4 * position);
            case F8 -> view.getDouble(8 * position);
            case BOOL, U1, I1, U2, I2, U4, I4, I8 -> word(position);
            case U8 -> new BigInteger(Long.toUnsignedString(word(position))).doubleValue();
        };
    }

    /** All words, see {@link #word}. */
    public long[] words() {
        long[] words = new long[elements()];
        Arrays.setAll(words, this::word);
        return words;
    }

    /** All numbers, rounded to float32. */
    public float[] singles() {
        float[] singles = new float[elements()];
        for (int i = 0; i < singles.length; i++) {
            singles[i] = (float) number(i);
        }
        return singles;
    }

    /** A part of the outermost axis, without that axis. */
    public NumericArray at(int index) {
        Shape inner = shape.withoutFirst();
        int bytes = inner.elements() * type.bytes();
        return new NumericArray(type, inner, Arrays.copyOfRange(content, index * bytes, (index + 1) * bytes));
    }

    /** Parts of the outermost axis, in this order. There is at least one. */
    public NumericArray select(List<Integer> indices) {
        List<Integer> sizes = new ArrayList<>(shape.sizes());
        sizes.set(0, indices.size());
        int bytes = shape.withoutFirst().elements() * type.bytes();
        byte[] selected = new byte[indices.size() * bytes];
        for (int i = 0; i < indices.size(); i++) {
            System.arraycopy(content, indices.get(i) * bytes, selected, i * bytes, bytes);
        }
        return new NumericArray(type, new Shape(sizes), selected);
    }

    /** Samples [n, c, h, w] as [n, h, w, c]. */
    NumericArray channelsLast() {
        int pixels = shape.size(2) * shape.size(3);
        int channels = shape.size(1);
        byte[] moved = new byte[content.length];
        int to = 0;
        for (int sample = 0; sample < shape.size(0); sample++) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                for (int c = 0; c < channels; c++) {
                    int from = ((sample * channels + c) * pixels + pixel) * type.bytes();
                    System.arraycopy(content, from, moved, to, type.bytes());
                    to += type.bytes();
                }
            }
        }
        return new NumericArray(type, new Shape(List.of(shape.size(0), shape.size(2), shape.size(3), channels)), moved);
    }

    /** The same elements in another shape of as many. */
    public NumericArray reshaped(Shape newShape) {
        return new NumericArray(type, newShape, content);
    }

    /** A copy of the stored bytes: row-major, little-endian. */
    public byte[] toBytes() {
        return content.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumericArray that
                && type == that.type
                && shape.equals(that.shape)
                && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return type.code() + shape;
    }
}
