package dev.intarsia.ir.arithmetic;

import java.util.Locale;

/** How the 256 entries of a logistic or tanh table are made. */
public enum TableForm {
    /** TensorFlow Lite Micro: {@link Gemmlowp}'s functions on Q4.27. */
    FIXED_POINT,
    /** Full TensorFlow Lite: float functions of the dequantized word, made with {@link StrictMath}. */
    FLOAT,
    /** ONNX Runtime: the logistic function as a {@link Tables#rationalLogistic quotient of polynomials}; others as FLOAT. */
    RATIONAL;

    /** The name in every text form, in lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
