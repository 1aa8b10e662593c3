package dev.intarsia.ir.quantize.weights;

import java.util.stream.IntStream;

/**
 * First and second moments of what the taps of a sum read: {@code found}, the numbers that the words of the quantized network stand for, and
 * {@code real}, the numbers of the real one, observed together.
 *
 * @param foundMean E[f], one number for each tap
 * @param realMean E[x]
 * @param found the covariance E[f fᵀ] − E[f] E[f]ᵀ
 * @param cross the covariance E[f xᵀ] − E[f] E[x]ᵀ
 */
public record Moments(double[] foundMean, double[] realMean, double[][] found, double[][] cross) {

    /**
     * @param found one row for each observation, one column for each tap
     * @param real the same of the real network
     */
    public static Moments of(float[][] found, float[][] real) {
        int taps = found[0].length;
        double[] foundMean = mean(found, taps);
        double[] realMean = mean(real, taps);
        double[][] f = centred(found, foundMean);
        double[][] x = centred(real, realMean);
        return new Moments(foundMean, realMean, products(f, f), products(f, x));
    }

    private static double[] mean(float[][] rows, int taps) {
        double[] mean = new double[taps];
        for (float[] row : rows) {
            for (int i = 0; i < taps; i++) {
                mean[i] += row[i];
            }
        }
        for (int i = 0; i < taps; i++) {
            mean[i] /= rows.length;
        }
        return mean;
    }

    private static double[][] centred(float[][] rows, double[] mean) {
        double[][] centred = new double[rows.length][mean.length];
        for (int r = 0; r < rows.length; r++) {
            for (int i = 0; i < mean.length; i++) {
                centred[r][i] = rows[r][i] - mean[i];
            }
        }
        return centred;
    }

    /** {@code Σ a bᵀ} over all rows, divided by their number; each entry is summed in the order of the rows. */
    private static double[][] products(double[][] a, double[][] b) {
        int taps = a[0].length;
        double[][] products = new double[taps][taps];
        IntStream.range(0, taps).parallel().forEach(i -> {
            double[] sums = products[i];
            for (int r = 0; r < a.length; r++) {
                double factor = a[r][i];
                if (factor != 0) {
                    double[] row = b[r];
                    for (int j = 0; j < taps; j++) {
                        sums[j] += factor * row[j];
                    }
                }
            }
            for (int j = 0; j < taps; j++) {
                sums[j] /= a.length;
            }
        });
        return products;
    }

    /** How many taps there are. */
    public int taps() {
        return foundMean.length;
    }

    /** The least squares problem of a sum that has a bias of its own, which takes up any difference of the means. */
    public LeastSquares withBias() {
        return LeastSquares.of(found, cross);
    }

    /** The problem of a sum that has none. */
    public LeastSquares withoutBias() {
        return LeastSquares.of(plus(found, foundMean, foundMean), plus(cross, foundMean, realMean));
    }

    private static double[][] plus(double[][] covariance, double[] left, double[] right) {
        double[][] sum = new double[left.length][];
        for (int i = 0; i < left.length; i++) {
            sum[i] = covariance[i].clone();
            for (int j = 0; j < right.length; j++) {
                sum[i][j] += left[i] * right[j];
            }
        }
        return sum;
    }
}
