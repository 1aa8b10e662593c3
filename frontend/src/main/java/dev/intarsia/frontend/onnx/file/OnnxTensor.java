package dev.intarsia.frontend.onnx.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A tensor of a file, or one that was computed from such: row-major, little-endian, as small as its type. An axis may have no element.
 * Does not change once made.
 */
public final class OnnxTensor {

    private final DataType type;
    private final List<Integer> dims;
    private final int elements;
    private final byte[] content;
    private final ByteBuffer view;

    private OnnxTensor(DataType type, List<Integer> dims, byte[] content) {
        this.type = Objects.requireNonNull(type, "type");
        this.dims = List.copyOf(dims);
        this.elements = Math.toIntExact(elements(dims));
        this.content = content;
        this.view = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        if (content.length != bytes(type, elements)) {
            throw new IllegalArgumentException(content.length + " bytes for " + type.text() + dims);
        }
    }

    /** A tensor that takes the bytes over: the caller must not change them afterwards. */
    static OnnxTensor owning(DataType type, List<Integer> dims, byte[] content) {
        return new OnnxTensor(type, dims, content);
    }

    /** A tensor of whole numbers or truth values; only the bits that the type has are kept. */
    public static OnnxTensor ofWords(DataType type, List<Integer> dims, long... words) {
        byte[] content = new byte[Math.toIntExact(bytes(type, words.length))];
        ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < words.length; i++) {
            switch (type.bits()) {
                case 2, 4 -> {
                    int bit = i * type.bits();
                    long mask = (1L << type.bits()) - 1;
                    content[bit / 8] |= (byte) ((words[i] & mask) << bit % 8);
                }
                case 8 -> bytes.put((byte) words[i]);
                case 16 -> bytes.putShort((short) words[i]);
                case 32 -> bytes.putInt((int) words[i]);
                default -> bytes.putLong(words[i]);
            }
        }
        return new OnnxTensor(type, dims, content);
    }

    /** A row of int64 numbers. */
    public static OnnxTensor row(List<? extends Number> words) {
        return ofWords(
                DataType.INT64,
                List.of(words.size()),
                words.stream().mapToLong(Number::longValue).toArray());
    }

    /** A tensor of real numbers, float32 but for {@link DataType#DOUBLE}. */
    public static OnnxTensor ofNumbers(DataType type, List<Integer> dims, double... numbers) {
        boolean wide = type == DataType.DOUBLE;
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * (wide ? Double.BYTES : Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (double number : numbers) {
            if (wide) {
                bytes.putDouble(number);
            } else {
                bytes.putFloat((float) number);
            }
        }
        return new OnnxTensor(wide ? type : DataType.FLOAT, dims, bytes.array());
    }

    /** How many elements these sizes give. */
    static long elements(List<Integer> dims) {
        long elements = 1;
        for (int size : dims) {
            elements = Math.multiplyExact(elements, size);
        }
        return elements;
    }

    static long bytes(DataType type, long elements) {
        return Math.ceilDiv(Math.multiplyExact(elements, type.bits()), 8);
    }

    public DataType type() {
        return type;
    }

    /** The sizes of its axes, outermost first, each at least 0. */
    public List<Integer> dims() {
        return dims;
    }

    public int rank() {
        return dims.size();
    }

    public int elements() {
        return elements;
    }

    /** The word at a row-major position of a tensor that is not real; 0 or 1 for a truth value; uint64 as the same bits. */
    public long word(int position) {
        return switch (type) {
            case BOOL -> content[position] == 0 ? 0 : 1;
            case UINT8 -> Byte.toUnsignedLong(content[position]);
            case INT8 -> content[position];
            case UINT16 -> Short.toUnsignedLong(view.getShort(2 * position));
            case INT16 -> view.getShort(2 * position);
            case UINT32 -> Integer.toUnsignedLong(view.getInt(4 * position));
            case INT32 -> view.getInt(4 * position);
            case UINT64, INT64 -> view.getLong(8 * position);
            case UINT2, UINT4 -> packed(position);
            case INT2, INT4 -> {
                long word = packed(position);
                long sign = 1L << type.bits() - 1;
                yield (word ^ sign) - sign;
            }
            case FLOAT, FLOAT16, DOUBLE, BFLOAT16 ->
                throw new IllegalStateException("a tensor of real numbers has no words");
        };
    }

    private long packed(int position) {
        int bit = position * type.bits();
        int mask = (1 << type.bits()) - 1;
        return Byte.toUnsignedInt(content[bit / 8]) / (1 << bit % 8) & mask;
    }

    /** The number at a row-major position. */
    public double number(int position) {
        return switch (type) {
            case FLOAT -> view.getFloat(4 * position);
            case FLOAT16 -> Float.float16ToFloat(view.getShort(2 * position));
            case BFLOAT16 -> Float.intBitsToFloat(Short.toUnsignedInt(view.getShort(2 * position)) * (1 << 16));
            case DOUBLE -> view.getDouble(8 * position);
            case UINT64 -> new java.math.BigInteger(Long.toUnsignedString(word(position))).doubleValue();
            case BOOL, UINT8, INT8, UINT16, INT16, UINT32, INT32, INT64, UINT2, INT2, UINT4, INT4 -> word(position);
        };
    }

    /** All words, see {@link #word}. */
    public long[] words() {
        long[] words = new long[elements];
        Arrays.setAll(words, this::word);
        return words;
    }

    /** All numbers, see {@link #number}. */
    public double[] numbers() {
        double[] numbers = new double[elements];
        Arrays.setAll(numbers, this::number);
        return numbers;
    }

    /** All numbers, rounded to float32. */
    public float[] singles() {
        float[] singles = new float[elements];
        for (int i = 0; i < elements; i++) {
            singles[i] = (float) number(i);
        }
        return singles;
    }

    /** The same elements under other sizes. */
    public OnnxTensor reshaped(List<Integer> newDims) {
        return new OnnxTensor(type, newDims, content);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OnnxTensor that
                && type == that.type
                && dims.equals(that.dims)
                && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return 31 * dims.hashCode() + Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return type.text() + dims;
    }
}
