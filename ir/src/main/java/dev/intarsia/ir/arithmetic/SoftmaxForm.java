package dev.intarsia.ir.arithmetic;

import java.util.Locale;

/** How softmax is computed. See {@link Softmax}. */
public enum SoftmaxForm {
    /** TensorFlow Lite Micro, CMSIS-NN, and the reference kernels of full TensorFlow Lite: gemmlowp's fixed point, {@link Softmax#tflm}. */
    FIXED_POINT,
    /** The optimized kernels of full TensorFlow Lite: a table of float exponentials, {@link Softmax#tflite}. */
    FLOAT_TABLE,
    /** Words of 16 bits, TensorFlow Lite Micro: exponentials and a reciprocal on the lines of two tables made in float32. */
    INTERPOLATED,
    /** The same as full TensorFlow Lite has it, with tables made in float64: two words of the reciprocal's differ. */
    INTERPOLATED_DOUBLE;

    /** Whether it takes and gives signed words of 16 bits, the result's of scale 2^−15 and zero point 0. */
    public boolean isWide() {
        return this == INTERPOLATED || this == INTERPOLATED_DOUBLE;
    }

    /** The name in every text form, in lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
