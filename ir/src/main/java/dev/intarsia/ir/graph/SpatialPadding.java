package dev.intarsia.ir.graph;

/** An operator that surrounds the two spatial axes of its one operand, and does nothing else. */
public interface SpatialPadding extends Op {

    int top();

    int bottom();

    int left();

    int right();

    /** The real number that it surrounds its operand with. */
    double value();
}
