package dev.intarsia.ir.op;

/** Functions of one number that the JDK does not have, in float64. */
final class RealFunctions {

    private static final int TERMS = 60;

    private RealFunctions() {}

    static double logistic(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }

    static double softplus(double x) {
        return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }

    /**
     * {@code 2/√π · ∫ e^(−t²)} from 0 to x: up to 3 by the series {@code 2/√π · e^(−x²) · Σ 2^n · x^(2n+1) / (1·3·…·(2n+1))}, beyond by the
     * continued fraction of its complement. Relative error below 1e−12.
     *
     * <p>Source: Abramowitz and Stegun, 7.1.6 and 7.1.14.
     */
    static double erf(double x) {
        double a = Math.abs(x);
        if (Double.isNaN(x)) {
            return x;
        }
        if (a < 3) {
            double term = a;
            double sum = a;
            for (int n = 1; n < TERMS; n++) {
                term *= 2 * a * a / (2 * n + 1);
                sum += term;
            }
            return Math.copySign(2 / Math.sqrt(Math.PI) * StrictMath.exp(-a * a) * sum, x);
        }
        double fraction = a;
        for (int n = TERMS; n >= 1; n--) {
            fraction = a + n / 2.0 / fraction;
        }
        return Math.copySign(1 - StrictMath.exp(-a * a) / (Math.sqrt(Math.PI) * fraction), x);
    }
}
