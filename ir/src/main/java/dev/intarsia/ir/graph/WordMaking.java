package dev.intarsia.ir.graph;

import dev.intarsia.ir.arithmetic.Rounding;

/** An operator that makes words of real numbers. */
public interface WordMaking extends Op {

    /** How a number of steps is rounded to a whole one. */
    Rounding rounding();
}
