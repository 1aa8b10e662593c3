package dev.intarsia.ir.arithmetic;

import java.util.Locale;

/** How an addition brings its operands to one scale. */
public enum AddForm {
    /**
     * TensorFlow Lite: both operands shifted left by 20 (16-bit words: 15), rescaled to twice the larger scale,
     * added, then rescaled to the output's.
     */
    LEFT_SHIFT,
    /** Each operand is rescaled straight to the output's scale, then added: two roundings. */
    RESCALE_EACH,
    /** ONNX Runtime: both in float32, rounded to a word once; see {@link FusedSum}. A difference is formed as by RESCALE_EACH. */
    FUSED_FLOAT;

    /** The name in every text form, in lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
