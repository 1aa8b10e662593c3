package dev.intarsia.ir.graph;

/** An operator that counts the thresholds, its second operand, that a word has reached: {@code first + step · count}. */
public interface Counting {

    /** The word below all thresholds. */
    long first(QuantizedNode node);

    /** The worth of one threshold in words. */
    long step(QuantizedNode node);
}
