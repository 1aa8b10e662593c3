package dev.intarsia.frontend.onnx.file;

import java.util.Arrays;
import java.util.Optional;

/** The element types of ONNX that are read; the file has others (strings, complex numbers, the small floats). */
public enum DataType {
    FLOAT(1, 32, Kind.REAL),
    UINT8(2, 8, Kind.UNSIGNED),
    INT8(3, 8, Kind.SIGNED),
    UINT16(4, 16, Kind.UNSIGNED),
    INT16(5, 16, Kind.SIGNED),
    INT32(6, 32, Kind.SIGNED),
    INT64(7, 64, Kind.SIGNED),
    BOOL(9, 8, Kind.TRUTH),
    FLOAT16(10, 16, Kind.REAL),
    DOUBLE(11, 64, Kind.REAL),
    UINT32(12, 32, Kind.UNSIGNED),
    UINT64(13, 64, Kind.UNSIGNED),
    BFLOAT16(16, 16, Kind.REAL),
    UINT4(21, 4, Kind.UNSIGNED),
    INT4(22, 4, Kind.SIGNED),
    UINT2(25, 2, Kind.UNSIGNED),
    INT2(26, 2, Kind.SIGNED);

    /** What an element is. */
    public enum Kind {
        REAL,
        SIGNED,
        UNSIGNED,
        TRUTH
    }

    private final int code;
    private final int bits;
    private final Kind kind;

    DataType(int code, int bits, Kind kind) {
        this.code = code;
        this.bits = bits;
        this.kind = kind;
    }

    /** The type of a number in the file. */
    public static Optional<DataType> of(int code) {
        return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
    }

    /** How many bits of the file an element takes. */
    public int bits() {
        return bits;
    }

    public Kind kind() {
        return kind;
    }

    public boolean isReal() {
        return kind == Kind.REAL;
    }

    /** Whether elements are whole numbers; truth values are none. */
    public boolean isWhole() {
        return kind == Kind.SIGNED || kind == Kind.UNSIGNED;
    }

    /** As ONNX writes it in messages, for example {@code int8}. */
    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
