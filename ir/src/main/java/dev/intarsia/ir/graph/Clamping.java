package dev.intarsia.ir.graph;

/** An operator with {@link Capability#CLAMPS}: each element of its one operand, or the bound that it lies beyond. */
public interface Clamping extends Op {

    /** The least result; −∞ for none. */
    double low();

    /** The greatest result; +∞ for none. */
    double high();
}
