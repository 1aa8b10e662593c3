package dev.intarsia.ir.arithmetic;

/** The floating-point format of a real scale: IEEE 754 binary32 or binary64. */
public enum Precision {
    FLOAT32,
    FLOAT64
}
