package dev.intarsia.ir.quantize;

/** Which real number the greatest word of a channel's weights stands for. */
public enum WeightRange {
    /** The greatest magnitude: no weight is clipped. */
    GREATEST,
    /** What makes the sum of the weights' squared errors least, of rounding and of clipping. */
    LEAST_ERROR
}
