package dev.intarsia.ir.arithmetic;

import java.util.Locale;

/** How the mean of n words is divided by n. */
public enum MeanForm {
    /**
     * TensorFlow Lite: the integer multiplier is itself divided by n, after a shift that keeps its bits: shift =
     * min(63 − clz64(n), 32, 31 + sh), m' = (m·2^shift)/n.
     */
    DIVIDED_MULTIPLIER,
    /** 1/n is part of the real scale, from which the requantizer's parameters are made. */
    SCALE;

    /** The name in every text form, in lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
