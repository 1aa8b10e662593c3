package dev.intarsia.ir.arithmetic;

/**
 * Requantization by a floating-point scale s. The order of operations is fixed:
 *
 * <ul>
 *   <li><b>FLOAT32</b> (R3, XNNPACK and ONNX Runtime): RNE(clamp(fl32(fl32(x)·s), lowest, highest)), where RNE is
 *       round half to even and fl32 itself rounds half to even, x too above 2^24.
 *   <li><b>FLOAT64</b> (R4, fully-connected in TensorFlow Lite 2.21): fl64(fl64(x)·s), rounded half away from zero,
 *       then clamped.
 * </ul>
 *
 * <p>{@code lowest} and {@code highest} are the output's bounds minus its zero point, and the caller adds the zero
 * point to the result. Domain: s finite; bounds within ±2^24 (FLOAT32) or ±2^53 (FLOAT64), so that they are exact. A
 * scale of the wrong kind is a mistake of the caller.
 *
 * @param precision of the scale and the product
 */
public record RealScale(Precision precision) implements Requantizer {
    /** R3: float32 multiply, half even. */
    public static final RealScale R3 = new RealScale(Precision.FLOAT32);

    /** R4: float64 multiply, half away from zero. */
    public static final RealScale R4 = new RealScale(Precision.FLOAT64);

    /** R3 with its scale as a number; see the type's formula. */
    public static long rescale(long x, float s, long lowest, long highest) {
        float product = (float) x * s;
        float clamped = Math.min(Math.max(product, (float) lowest), (float) highest);
        return (long) StrictMath.rint(clamped);
    }

    /** R4 with its scale as a number; see the type's formula. */
    public static long rescale(long x, double s, long lowest, long highest) {
        return Math.clamp((long) Doubles.roundHalfAway((double) x * s), lowest, highest);
    }

    /**
     * The word that stands for the scale s in a buffer: the raw bits of its {@link #precision()}, a u32 or u64 word.
     */
    public long scaleBits(double s) {
        return switch (precision) {
            case FLOAT32 -> Integer.toUnsignedLong(Float.floatToRawIntBits((float) s));
            case FLOAT64 -> Double.doubleToRawLongBits(s);
        };
    }

    /** As the forms above, by this form's precision, with the scale as the word that {@link #scaleBits} makes. */
    public long rescale(long x, long scaleBits, long lowest, long highest) {
        return switch (precision) {
            case FLOAT32 -> rescale(x, Float.intBitsToFloat((int) scaleBits), lowest, highest);
            case FLOAT64 -> rescale(x, Double.longBitsToDouble(scaleBits), lowest, highest);
        };
    }

    @Override
    public String text() {
        return switch (precision) {
            case FLOAT32 -> "float32 half_even";
            case FLOAT64 -> "float64 half_away";
        };
    }
}
