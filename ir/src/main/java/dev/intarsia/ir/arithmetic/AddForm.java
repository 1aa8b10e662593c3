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
    /**
     * XNNPACK: each operand times a multiplier of its own, 21 bits for the greater one, added, then shifted once, halves up.
     *
     * <p>Source: {@code xnn_init_qs8_add_minmax_scalar_params}, XNNPACK, src/microparams-init.c.
     */
    ONE_SHIFT,
    /** ONNX Runtime: both in float32, rounded to a word once; see {@link FusedSum}. A difference is formed as by RESCALE_EACH. */
    FUSED_FLOAT;

    /** The name in every text form, in lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
