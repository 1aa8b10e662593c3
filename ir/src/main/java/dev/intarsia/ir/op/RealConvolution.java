package dev.intarsia.ir.op;

import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.Arrays;
import java.util.Optional;

/**
 * The real convolution: each window is gathered once, with zeros for what lies outside, and multiplied with all its kernels, side by side
 * where there are many; a depthwise one goes through all channels side by side instead. All add in the order of the weights, so that
 * they give the same numbers.
 */
final class RealConvolution {

    /** From this many kernels on, they are summed side by side. */
    private static final int MANY = 8;

    private final Shape output;
    private final float[] x;
    private final float[] weights;
    private final float[] bias;
    private final int rows;
    private final int columns;
    private final int allChannels;
    private final Window window;
    private final int top;
    private final int left;
    private final int groups;
    private final int channels;
    private final int kernels;

    RealConvolution(RealTensor x, RealTensor w, Optional<RealTensor> bias, Window window, int groups) {
        this.x = x.toArray();
        this.weights = w.toArray();
        int k = w.shape().size(0);
        this.bias = bias.map(RealTensor::toArray).orElseGet(() -> new float[k]);
        this.rows = x.shape().size(1);
        this.columns = x.shape().size(2);
        this.allChannels = x.shape().size(3);
        this.window = window;
        this.top = window.top(rows);
        this.left = window.left(columns);
        this.groups = groups;
        this.channels = w.shape().size(3);
        this.kernels = k / groups;
        this.output = Shape.of(x.shape().size(0), window.outputHeight(rows), window.outputWidth(columns), k);
    }

    RealTensor run() {
        float[] result = new float[output.elements()];
        boolean depthwise = channels == 1 && kernels == 1;
        boolean sideBySide = groups == 1 && kernels >= MANY;
        double[] sums = new double[depthwise ? groups : kernels];
        double[] patch = new double[depthwise ? 0 : window.height() * window.width() * channels];
        float[] transposed = depthwise ? transposedWeights() : new float[0];
        double[][] columnsOfWeights = sideBySide ? weightColumns(patch.length) : new double[0][];
        int outputRows = output.size(1);
        int outputColumns = output.size(2);
        int position = 0;
        for (int n = 0; n < output.size(0); n++) {
            for (int h = 0; h < outputRows; h++) {
                for (int w = 0; w < outputColumns; w++, position += groups * kernels) {
                    if (depthwise) {
                        sumChannels(n, h, w, transposed, sums, result, position);
                    } else if (sideBySide) {
                        gather(n, h, w, 0, patch);
                        sumKernels(patch, columnsOfWeights, sums, result, position);
                    } else {
                        sumGroups(n, h, w, patch, result, position);
                    }
                }
            }
        }
        return RealTensor.owning(output, result);
    }

    /** From {@code k taps} to {@code taps k}: an array for each tap, so that the compiler sees that sums and weights lie alike. */
    private double[][] weightColumns(int taps) {
        double[][] columns = new double[taps][kernels];
        for (int k = 0; k < kernels; k++) {
            for (int tap = 0; tap < taps; tap++) {
                columns[tap][k] = weights[k * taps + tap];
            }
        }
        return columns;
    }

    /** All kernels side by side, four taps at a time. */
    private void sumKernels(double[] patch, double[][] columns, double[] sums, float[] result, int position) {
        int count = sums.length;
        for (int k = 0; k < count; k++) {
            sums[k] = bias[k];
        }
        int tap = 0;
        for (; tap + 4 <= patch.length; tap += 4) {
            addFour(
                    sums,
                    patch[tap],
                    columns[tap],
                    patch[tap + 1],
                    columns[tap + 1],
                    patch[tap + 2],
                    columns[tap + 2],
                    patch[tap + 3],
                    columns[tap + 3]);
        }
        for (; tap < patch.length; tap++) {
            double value = patch[tap];
            double[] w = columns[tap];
            for (int k = 0; k < count; k++) {
                sums[k] += value * w[k];
            }
        }
        for (int k = 0; k < count; k++) {
            result[position + k] = (float) sums[k];
        }
    }

    private static void addFour(
            double[] sums,
            double x0,
            double[] w0,
            double x1,
            double[] w1,
            double x2,
            double[] w2,
            double x3,
            double[] w3) {
        for (int k = 0; k < sums.length; k++) {
            double sum = sums[k];
            sum += x0 * w0[k];
            sum += x1 * w1[k];
            sum += x2 * w2[k];
            sum += x3 * w3[k];
            sums[k] = sum;
        }
    }

    private void sumGroups(int n, int h, int w, double[] patch, float[] result, int position) {
        for (int g = 0; g < groups; g++) {
            gather(n, h, w, g, patch);
            int first = g * kernels;
            dots(patch, patch.length, weights, first * patch.length, bias, first, kernels, result, position + first);
        }
    }

    /** The window at an output place, in the order of the weights. */
    private void gather(int n, int h, int w, int group, double[] patch) {
        int to = 0;
        for (int r = 0; r < window.height(); r++) {
            int row = h * window.strideHeight() - top + r * window.dilationHeight();
            boolean rowInside = row >= 0 && row < rows;
            for (int s = 0; s < window.width(); s++, to += channels) {
                int column = w * window.strideWidth() - left + s * window.dilationWidth();
                if (rowInside && column >= 0 && column < columns) {
                    int from = ((n * rows + row) * columns + column) * allChannels + group * channels;
                    for (int c = 0; c < channels; c++) {
                        patch[to + c] = x[from + c];
                    }
                } else {
                    Arrays.fill(patch, to, to + channels, 0);
                }
            }
        }
    }

    /** One kernel for each channel: all channels side by side. */
    private void sumChannels(int n, int h, int w, float[] transposed, double[] sums, float[] result, int position) {
        for (int c = 0; c < sums.length; c++) {
            sums[c] = bias[c];
        }
        for (int r = 0; r < window.height(); r++) {
            int row = h * window.strideHeight() - top + r * window.dilationHeight();
            if (row < 0 || row >= rows) {
                continue;
            }
            for (int s = 0; s < window.width(); s++) {
                int column = w * window.strideWidth() - left + s * window.dilationWidth();
                if (column >= 0 && column < columns) {
                    int from = ((n * rows + row) * columns + column) * allChannels;
                    int tap = (r * window.width() + s) * allChannels;
                    for (int c = 0; c < sums.length; c++) {
                        sums[c] += (double) x[from + c] * transposed[tap + c];
                    }
                }
            }
        }
        for (int c = 0; c < sums.length; c++) {
            result[position + c] = (float) sums[c];
        }
    }

    /** From {@code k r s} to {@code r s k}. */
    private float[] transposedWeights() {
        int taps = window.height() * window.width();
        float[] transposed = new float[weights.length];
        for (int k = 0; k < groups; k++) {
            for (int tap = 0; tap < taps; tap++) {
                transposed[tap * groups + k] = weights[k * taps + tap];
            }
        }
        return transposed;
    }

    /**
     * {@code result[to + k] = bias[firstBias + k] + Σ row[i] · weights[firstWeight + k·length + i]} for {@code kernels} values of k.
     *
     * <p>Four sums run side by side, each in its own order, which keeps the processor's adders busy and changes no sum.
     */
    static void dots(
            double[] row,
            int length,
            float[] weights,
            int firstWeight,
            float[] bias,
            int firstBias,
            int kernels,
            float[] result,
            int to) {
        int k = 0;
        for (; k + 4 <= kernels; k += 4) {
            int w0 = firstWeight + k * length;
            int w1 = w0 + length;
            int w2 = w1 + length;
            int w3 = w2 + length;
            double sum0 = bias[firstBias + k];
            double sum1 = bias[firstBias + k + 1];
            double sum2 = bias[firstBias + k + 2];
            double sum3 = bias[firstBias + k + 3];
            for (int i = 0; i < length; i++) {
                double value = row[i];
                sum0 += value * weights[w0 + i];
                sum1 += value * weights[w1 + i];
                sum2 += value * weights[w2 + i];
                sum3 += value * weights[w3 + i];
            }
            result[to + k] = (float) sum0;
            result[to + k + 1] = (float) sum1;
            result[to + k + 2] = (float) sum2;
            result[to + k + 3] = (float) sum3;
        }
        for (; k < kernels; k++) {
            int start = firstWeight + k * length;
            double sum = bias[firstBias + k];
            for (int i = 0; i < length; i++) {
                sum += row[i] * weights[start + i];
            }
            result[to + k] = (float) sum;
        }
    }
}
