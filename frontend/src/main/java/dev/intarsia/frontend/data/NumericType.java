package dev.intarsia.frontend.data;

import dev.intarsia.ir.arithmetic.IntFormat;
import java.util.Arrays;
import java.util.Optional;

/** What one element of a stored array is, under the name that NumPy has for it. */
public enum NumericType {
    BOOL("b1", 1),
    U1("u1", 1),
    I1("i1", 1),
    U2("u2", 2),
    I2("i2", 2),
    U4("u4", 4),
    I4("i4", 4),
    U8("u8", 8),
    I8("i8", 8),
    F2("f2", 2),
    F4("f4", 4),
    F8("f8", 8);

    private final String code;
    private final int bytes;

    NumericType(String code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** NumPy's kind and size, for example {@code i4}. */
    public String code() {
        return code;
    }

    /** The size of one element. */
    public int bytes() {
        return bytes;
    }

    public boolean isReal() {
        return code.charAt(0) == 'f';
    }

    /** The format of the words; empty for real numbers. */
    public Optional<IntFormat> format() {
        return switch (code.charAt(0)) {
            case 'b' -> Optional.of(new IntFormat(false, 1));
            case 'u' -> Optional.of(new IntFormat(false, 8 * bytes));
            case 'i' -> Optional.of(new IntFormat(true, 8 * bytes));
            default -> Optional.empty();
        };
    }

    /** The type of this code. */
    public static Optional<NumericType> of(String code) {
        return Arrays.stream(values()).filter(type -> type.code.equals(code)).findFirst();
    }

    /** The least type whose elements hold every word of a format. */
    public static NumericType holding(IntFormat format) {
        return of((format.signed() ? "i" : "u") + format.bytes()).orElseThrow();
    }
}
