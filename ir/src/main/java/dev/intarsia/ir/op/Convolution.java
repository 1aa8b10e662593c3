package dev.intarsia.ir.op;

import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.Arrays;
import java.util.Optional;

/** The real convolution: each window is gathered once, with zeros for what lies outside, and multiplied with all its kernels. */
final class Convolution {

    private final Shape input;
    private final Shape output;
    private final float[] x;
    private final float[] weights;
    private final float[] bias;
    private final Window window;
    private final int groups;
    private final int channels;
    private final int kernels;
    private final double[] patch;

    Convolution(RealTensor x, RealTensor w, Optional<RealTensor> bias, Window window, int groups) {
        this.input = x.shape();
        this.x = x.toArray();
        this.weights = w.toArray();
        this.window = window;
        this.groups = groups;
        int k = w.shape().size(0);
        this.channels = w.shape().size(3);
        this.kernels = k / groups;
        this.bias = bias.map(RealTensor::toArray).orElseGet(() -> new float[k]);
        this.patch = new double[window.height() * window.width() * channels];
        this.output = Shape.of(input.size(0), window.outputHeight(input.size(1)), window.outputWidth(input.size(2)), k);
    }

    RealTensor run() {
        float[] result = new float[output.elements()];
        int position = 0;
        for (int n = 0; n < output.size(0); n++) {
            for (int h = 0; h < output.size(1); h++) {
                for (int w = 0; w < output.size(2); w++) {
                    for (int g = 0; g < groups; g++) {
                        gather(n, h, w, g);
                        int first = g * kernels;
                        dots(
                                patch,
                                patch.length,
                                weights,
                                first * patch.length,
                                bias,
                                first,
                                kernels,
                                result,
                                position);
                        position += kernels;
                    }
                }
            }
        }
        return RealTensor.owning(output, result);
    }

    private void gather(int n, int h, int w, int group) {
        int top = h * window.strideHeight() - window.top(input.size(1));
        int left = w * window.strideWidth() - window.left(input.size(2));
        int to = 0;
        for (int r = 0; r < window.height(); r++) {
            int row = top + r * window.dilationHeight();
            boolean rowInside = row >= 0 && row < input.size(1);
            for (int s = 0; s < window.width(); s++, to += channels) {
                int column = left + s * window.dilationWidth();
                if (rowInside && column >= 0 && column < input.size(2)) {
                    int from = ((n * input.size(1) + row) * input.size(2) + column) * input.size(3) + group * channels;
                    for (int c = 0; c < channels; c++) {
                        patch[to + c] = x[from + c];
                    }
                } else {
                    Arrays.fill(patch, to, to + channels, 0);
                }
            }
        }
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
