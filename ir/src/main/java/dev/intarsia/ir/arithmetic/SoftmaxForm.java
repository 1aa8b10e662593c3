package dev.intarsia.ir.arithmetic;

import java.util.Locale;

/** How softmax is computed. See {@link Softmax}. */
public enum SoftmaxForm {
    /** TensorFlow Lite Micro, CMSIS-NN, and the reference kernels of full TensorFlow Lite: gemmlowp's fixed point, {@link Softmax#tflm}. */
    FIXED_POINT,
    /** The optimized kernels of full TensorFlow Lite: a table of float exponentials, {@link Softmax#tflite}. */
    FLOAT_TABLE;

    /** The name in every text form, in lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
