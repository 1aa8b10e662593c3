package dev.intarsia.frontend.tflite;

import dev.intarsia.ir.arithmetic.IntFormat;
import java.util.Arrays;
import java.util.Optional;

/** What an element of a tensor is in the file: {@code TensorType} of the schema. Only those that a network computes with. */
enum TensorKind {
    FLOAT32(0, 32, Optional.empty()),
    FLOAT16(1, 16, Optional.empty()),
    INT32(2, 32, Optional.of(IntFormat.I32)),
    UINT8(3, 8, Optional.of(IntFormat.U8)),
    INT64(4, 64, Optional.of(IntFormat.I64)),
    BOOL(6, 8, Optional.of(new IntFormat(false, 1))),
    INT16(7, 16, Optional.of(IntFormat.I16)),
    INT8(9, 8, Optional.of(IntFormat.I8)),
    INT4(17, 4, Optional.of(new IntFormat(true, 4)));

    private final int number;
    private final int bits;
    private final Optional<IntFormat> format;

    TensorKind(int number, int bits, Optional<IntFormat> format) {
        this.number = number;
        this.bits = bits;
        this.format = format;
    }

    static Optional<TensorKind> of(int number) {
        return Arrays.stream(values()).filter(kind -> kind.number == number).findFirst();
    }

    /** The format of its words; empty for real numbers. */
    Optional<IntFormat> format() {
        return format;
    }

    boolean isReal() {
        return format.isEmpty();
    }

    /** How many bytes so many elements take; elements of 4 bits lie two in a byte. */
    long bytes(long elements) {
        return (elements * bits + 7) / 8;
    }
}
