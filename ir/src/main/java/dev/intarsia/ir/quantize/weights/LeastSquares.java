package dev.intarsia.ir.quantize.weights;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The squared error of a layer's sums as a function of its weights: {@code qᵀ A q − 2 qᵀ r} but for a constant, where {@code A = E[f fᵀ] + λ I}
 * and {@code r = E[f xᵀ] w + λ w} for the real weights w. A is kept as {@code U D Uᵀ} with a unit upper triangular U, in an order of the taps that
 * begins with the heaviest.
 *
 * <p>λ is a hundredth of A's mean diagonal: taps that the samples do not move stay near their real weights.
 */
public final class LeastSquares {

    private static final double DAMPING = 0.01;

    private final double[][] a;
    private final double[][] cross;
    private final double damping;
    private final int[] order;
    private final double[][] upper;
    private final double[] diagonal;

    private LeastSquares(double[][] a, double[][] cross, double damping) {
        this.a = a;
        this.cross = cross;
        this.damping = damping;
        int n = a.length;
        this.order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -a[i][i]))
                .mapToInt(i -> i)
                .toArray();
        this.upper = new double[n][n];
        this.diagonal = new double[n];
        decompose();
    }

    static LeastSquares of(double[][] found, double[][] cross) {
        int n = found.length;
        double trace = IntStream.range(0, n).mapToDouble(i -> found[i][i]).sum();
        double damping = trace == 0 ? 1 : DAMPING * trace / n;
        double[][] a = new double[n][];
        for (int i = 0; i < n; i++) {
            a[i] = found[i].clone();
            a[i][i] += damping;
        }
        return new LeastSquares(a, cross, damping);
    }

    private void decompose() {
        int n = a.length;
        double[][] rest = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                rest[i][j] = a[order[i]][order[j]];
            }
        }
        for (int k = n - 1; k >= 0; k--) {
            double pivot = rest[k][k];
            diagonal[k] = pivot;
            upper[k][k] = 1;
            for (int i = 0; i < k; i++) {
                upper[i][k] = rest[i][k] / pivot;
            }
            for (int i = 0; i < k; i++) {
                double factor = upper[i][k];
                if (factor != 0) {
                    for (int j = 0; j < k; j++) {
                        rest[i][j] -= factor * rest[k][j];
                    }
                }
            }
        }
    }

    /** How many weights there are. */
    public int taps() {
        return a.length;
    }

    /** The taps, the heaviest first. */
    int order(int rank) {
        return order[rank];
    }

    double[] row(int tap) {
        return a[tap];
    }

    /** The factor by which an error of one rank counts in the square of a later one. */
    double carry(int earlier, int later) {
        return upper[earlier][later];
    }

    /** The right side r for real weights w. */
    double[] wanted(double[] weights) {
        double[] wanted = new double[weights.length];
        for (int i = 0; i < weights.length; i++) {
            double sum = damping * weights[i];
            for (int j = 0; j < weights.length; j++) {
                sum += cross[i][j] * weights[j];
            }
            wanted[i] = sum;
        }
        return wanted;
    }

    /** The real numbers q with {@code A q = r}: the best weights without any grid. */
    double[] solve(double[] wanted) {
        int n = a.length;
        double[] y = new double[n];
        for (int i = n - 1; i >= 0; i--) { // U y = r
            double sum = wanted[order[i]];
            for (int j = i + 1; j < n; j++) {
                sum -= upper[i][j] * y[j];
            }
            y[i] = sum;
        }
        double[] z = new double[n];
        for (int i = 0; i < n; i++) { // Uᵀ z = D⁻¹ y
            double sum = y[i] / diagonal[i];
            for (int j = 0; j < i; j++) {
                sum -= upper[j][i] * z[j];
            }
            z[i] = sum;
        }
        double[] solution = new double[n];
        for (int i = 0; i < n; i++) {
            solution[order[i]] = z[i];
        }
        return solution;
    }

    /** What words are compared by, of which less is better: {@code qᵀ A q − 2 qᵀ r} for these real weights, in steps of the words. */
    public double error(long[] words, double[] weights) {
        double[] wanted = wanted(weights);
        double sum = 0;
        for (int i = 0; i < words.length; i++) {
            if (words[i] != 0) {
                double inner = -2 * wanted[i];
                for (int j = 0; j < words.length; j++) {
                    inner += a[i][j] * words[j];
                }
                sum += words[i] * inner;
            }
        }
        return sum;
    }
}
