package dev.intarsia.ir.graph;

/** An operator that multiplies negative numbers by a slope of its own. */
public interface Sloped extends Quantizable {

    /** The slope. */
    double slope();
}
