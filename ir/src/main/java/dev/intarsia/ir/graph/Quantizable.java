package dev.intarsia.ir.graph;

/** An operator that has integers: it says which form of {@link NodeArithmetic} they take, so that a quantizer can choose its numbers. */
public interface Quantizable extends Op {

    /** The forms of {@link NodeArithmetic}, each named after its record; a difference has the form of a sum, and the logarithm of softmax that of softmax. */
    enum Form {
        ACCUMULATE,
        ADD,
        SUBTRACT,
        AVERAGE,
        BOUND,
        RESCALE,
        SOFTMAX,
        LOG_SOFTMAX,
        MOVE,
        MULTIPLY,
        MEAN,
        SLOPES,
        TABLE,
        PLACE
    }

    Form form();
}
