package dev.intarsia.ir.arithmetic;

/** The two C library functions on doubles that the formulas of TensorFlow Lite name. */
final class Doubles {
    private Doubles() {}

    /** C's {@code round}: the nearest integer, halves away from zero; exact. */
    static double roundHalfAway(double x) {
        double magnitude = Math.abs(x);
        double floor = Math.floor(magnitude);
        double rounded = magnitude - floor >= 0.5 ? floor + 1 : floor; // the difference is exact
        return Math.copySign(rounded, x);
    }

    /** The exponent of C's {@code frexp}: e with x = q·2^e, ½ ≤ |q| < 1. Domain: x finite and not 0. */
    static int exponent(double x) {
        int e = Math.getExponent(x);
        return e >= Double.MIN_EXPONENT ? e + 1 : Math.getExponent(x * 0x1p54) - 53;
    }

    /** The fraction of C's {@code frexp}, ½ ≤ |q| < 1. Domain: x finite and not 0. */
    static double fraction(double x) {
        double normal = Math.getExponent(x) >= Double.MIN_EXPONENT ? x : x * 0x1p54;
        return Math.scalb(normal, -exponent(normal));
    }
}
