package dev.intarsia.ir.graph;

/** What a pass may know of an operator without knowing which one it is. */
public enum Capability {
    /** Every output element depends on the elements at its own place only. */
    ELEMENTWISE,
    /** Output elements are copies of input elements (or of the padding word): no arithmetic. */
    MOVES_DATA,
    /** The output has the scale and the zero point of the first operand. */
    KEEPS_QUANTIZATION,
    /** Only bounds its operand from below or above, so that a preceding operator's clamp can take its place. */
    CLAMPS,
    /** Sums products of its first operand with constant weights, the second operand; the third, if any, is the bias. */
    ACCUMULATES,
    /** An affine map of each channel with constant factors, which a preceding accumulation can take up. */
    AFFINE_PER_CHANNEL,
    /** Goes from real to quantized or back or from one scale to another. */
    CONVERTS,
    /** One inference's result may depend on the others of its batch: such a network takes one inference at a time. */
    MIXES_BATCH
}
