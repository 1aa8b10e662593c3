package dev.intarsia.frontend.onnx.file;

import com.google.protobuf.CodedInputStream;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.ModelNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The fields of one tensor as they come. Its elements lie in one of several fields, as bytes or as numbers. */
final class TensorReader {

    private static final int FLOATS = 4;
    private static final int INT32S = 5;
    private static final int STRINGS = 6;
    private static final int INT64S = 7;
    private static final int BYTES = 9;
    private static final int DOUBLES = 10;
    private static final int UINT64S = 11;

    private final CodedInputStream in;
    private final String file;
    private final Diagnostics diagnostics;
    private final List<Long> dims = new ArrayList<>();
    private String name = "";
    private int typeCode;
    private boolean external;
    private byte[] bytes = {};
    private boolean asBytes;
    private ByteBuffer numbers = ByteBuffer.allocate(0);
    private int numberField;

    TensorReader(CodedInputStream in, String file, Diagnostics diagnostics) {
        this.in = in;
        this.file = file;
        this.diagnostics = diagnostics;
    }

    String name() {
        return name;
    }

    boolean field(int number) throws IOException {
        switch (number) {
            case 1 -> PackedField.each(in, () -> dims.add(in.readInt64()));
            case 2 -> typeCode = in.readInt32();
            case FLOATS -> PackedField.each(in, () -> room(number, Float.BYTES).putFloat(in.readFloat()));
            case INT32S ->
                PackedField.each(in, () -> room(number, Integer.BYTES).putInt(in.readInt32()));
            case INT64S -> PackedField.each(in, () -> room(number, Long.BYTES).putLong(in.readInt64()));
            case 8 -> name = MessageReader.text(in);
            case BYTES -> {
                bytes = in.readByteArray();
                asBytes = true;
            }
            case DOUBLES ->
                PackedField.each(in, () -> room(number, Double.BYTES).putDouble(in.readDouble()));
            case UINT64S -> PackedField.each(in, () -> room(number, Long.BYTES).putLong(in.readUInt64()));
            case 14 -> external = in.readEnum() == 1;
            default -> {
                if (number == STRINGS) {
                    numberField = STRINGS;
                }
                return false;
            }
        }
        return true;
    }

    /** Room for one more number. */
    private ByteBuffer room(int field, int size) {
        numberField = field;
        if (numbers.remaining() < size) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(256, numbers.capacity() + numbers.capacity() / 2 + size));
            larger.order(ByteOrder.LITTLE_ENDIAN).put(numbers.flip());
            numbers = larger;
        }
        return numbers;
    }

    /**
     * The tensor, when all its fields were read.
     *
     * @param what it is, for messages
     * @return empty when something is wrong with it, which has been reported
     */
    Optional<OnnxTensor> finish(String what) {
        if (external) {
            return refuse(what, "its elements lie in another file", "save the model with its weights inside");
        }
        Optional<DataType> type = DataType.of(typeCode);
        if (type.isEmpty() || numberField == STRINGS) {
            return refuse(
                    what,
                    "its elements have the type number " + typeCode + ", which is not read",
                    "store numbers of float16, float32, float64, bool or whole numbers of 2 to 64 bits");
        }
        List<Integer> sizes = new ArrayList<>();
        long elements = 1;
        for (long size : dims) {
            if (size < 0 || size > Integer.MAX_VALUE || elements * size > Integer.MAX_VALUE) {
                return refuse(what, "its sizes are " + dims, "export the model again");
            }
            elements *= size;
            sizes.add((int) size);
        }
        long expected = OnnxTensor.bytes(type.get(), elements);
        if (asBytes) {
            return bytes.length == expected
                    ? Optional.of(OnnxTensor.owning(type.get(), sizes, bytes))
                    : damaged(what, type.get(), expected, bytes.length);
        }
        return ofNumbers(what, type.get(), sizes, expected);
    }

    private Optional<OnnxTensor> ofNumbers(String what, DataType type, List<Integer> sizes, long expected) {
        int present = numbers.position();
        ByteBuffer read = numbers.flip().order(ByteOrder.LITTLE_ENDIAN);
        if (numberField == INT32S && type != DataType.INT32) {
            // Small types stand in int32 numbers: one element each, or one byte of packed elements.
            int width = Math.max(8, type.bits()) / 8;
            if (type.bits() > 16 || present / Integer.BYTES * (long) width != expected) {
                return damaged(what, type, expected, present);
            }
            ByteBuffer small = ByteBuffer.allocate((int) expected).order(ByteOrder.LITTLE_ENDIAN);
            while (read.hasRemaining()) {
                int word = read.getInt();
                if (width == 1) {
                    small.put((byte) word);
                } else {
                    small.putShort((short) word);
                }
            }
            return Optional.of(OnnxTensor.owning(type, sizes, small.array()));
        }
        if (numberField == UINT64S && type == DataType.UINT32) {
            if (present / 2 != expected) {
                return damaged(what, type, expected, present);
            }
            ByteBuffer small = ByteBuffer.allocate((int) expected).order(ByteOrder.LITTLE_ENDIAN);
            while (read.hasRemaining()) {
                small.putInt((int) read.getLong());
            }
            return Optional.of(OnnxTensor.owning(type, sizes, small.array()));
        }
        boolean fits = expected == 0 && present == 0
                || numberField == FLOATS && type == DataType.FLOAT
                || numberField == INT32S && type == DataType.INT32
                || numberField == INT64S && type == DataType.INT64
                || numberField == DOUBLES && type == DataType.DOUBLE
                || numberField == UINT64S && type == DataType.UINT64;
        if (!fits || present != expected) {
            return damaged(what, type, expected, present);
        }
        byte[] content = new byte[present];
        read.get(content);
        return Optional.of(OnnxTensor.owning(type, sizes, content));
    }

    private Optional<OnnxTensor> damaged(String what, DataType type, long expected, long present) {
        return refuse(
                what,
                type.text() + dims + " takes " + expected + " bytes, but there are " + present,
                "export the model again");
    }

    private Optional<OnnxTensor> refuse(String what, String message, String help) {
        diagnostics.error(new ModelNode(file, name.isEmpty() ? what : what + " " + name), message, help);
        return Optional.empty();
    }
}
