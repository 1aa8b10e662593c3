package dev.intarsia.ir.op;

import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the operators mean on real numbers: total functions on float32 tensors with the batch axis first.
 *
 * <p>A sum is formed in float64, in the order bias, kernel row, kernel column, channel, and rounded to float32 once at its end, so
 * that results are the same on every machine. Shapes are those that the operators' shape rules admit; nothing is checked here.
 */
public final class RealMath {

    private RealMath() {}

    /**
     * Convolution: {@code y[n,h,w,k] = bias[k] + Σ x[n, h·stride + r·dilation − top, …, g·C/groups + c] · w[k,r,s,c]}.
     *
     * <p>Places outside the input count as zero. With as many groups as channels it is the depthwise convolution.
     *
     * @param x {@code n h w c}
     * @param w {@code k r s c/groups}
     * @param bias {@code k}
     * @param groups divides the channels and the output channels
     * @return {@code n h' w' k}
     */
    public static RealTensor conv2d(RealTensor x, RealTensor w, Optional<RealTensor> bias, Window window, int groups) {
        return new RealConvolution(x, w, bias, window, groups).run();
    }

    /**
     * Matrix product with a row of weights for each output: {@code y[n,k] = bias[k] + Σ x[n,c] · w[k,c]}.
     *
     * @param x {@code n c}
     * @param w {@code k c}
     * @param bias {@code k}
     */
    public static RealTensor dense(RealTensor x, RealTensor w, Optional<RealTensor> bias) {
        int n = x.shape().size(0);
        int c = x.shape().size(1);
        int k = w.shape().size(0);
        float[] values = x.toArray();
        float[] weights = w.toArray();
        float[] offsets = bias.map(RealTensor::toArray).orElseGet(() -> new float[k]);
        float[] result = new float[n * k];
        double[] row = new double[c];
        for (int image = 0; image < n; image++) {
            for (int i = 0; i < c; i++) {
                row[i] = values[image * c + i];
            }
            RealConvolution.dots(row, c, weights, 0, offsets, 0, k, result, image * k);
        }
        return RealTensor.owning(Shape.of(n, k), result);
    }

    /**
     * The greatest of each window, channel by channel. Places outside the input do not take part; a window that lies wholly outside
     * gives 0.
     *
     * @param x {@code n h w c}
     */
    public static RealTensor maxPool(RealTensor x, Window window) {
        return new RealPooling(x, window).run(Float.NEGATIVE_INFINITY, RealPooling::greatest, (best, taps) -> best);
    }

    /**
     * The mean of each window, channel by channel. Places outside the input do not take part, neither in the sum nor in the number
     * that it is divided by; a window that lies wholly outside gives 0.
     *
     * @param x {@code n h w c}
     */
    public static RealTensor averagePool(RealTensor x, Window window) {
        return new RealPooling(x, window).run(0, RealPooling::sum, (sum, taps) -> sum / taps);
    }

    /** Each element, or the bound that it lies beyond. */
    public static RealTensor clamp(RealTensor x, float low, float high) {
        float[] result = x.toArray();
        for (int i = 0; i < result.length; i++) {
            result[i] = Math.min(Math.max(result[i], low), high);
        }
        return RealTensor.owning(x.shape(), result);
    }

    /**
     * {@code gamma[c] · (x − mean[c]) / √(variance[c] + epsilon) + beta[c]} over the last axis, computed in float64.
     *
     * @param gamma {@code c}, as {@code beta}, {@code mean} and {@code variance}
     */
    public static RealTensor batchNorm(
            RealTensor x, RealTensor gamma, RealTensor beta, RealTensor mean, RealTensor variance, double epsilon) {
        float[] result = x.toArray();
        int channels = x.shape().size(-1);
        double[] deviation = new double[channels];
        for (int c = 0; c < channels; c++) {
            deviation[c] = Math.sqrt(variance.at(c) + epsilon);
        }
        for (int i = 0; i < result.length; i++) {
            int c = i % channels;
            result[i] = (float) (gamma.at(c) * ((double) result[i] - mean.at(c)) / deviation[c] + beta.at(c));
        }
        return RealTensor.owning(x.shape(), result);
    }

    /**
     * Rows and columns of a value around each image.
     *
     * @param x {@code n h w c}
     */
    public static RealTensor pad(RealTensor x, int top, int bottom, int left, int right, float value) {
        Shape shape = x.shape();
        int height = shape.size(1);
        int rowLength = shape.size(2) * shape.size(3);
        Shape padded = Shape.of(shape.size(0), top + height + bottom, left + shape.size(2) + right, shape.size(3));
        int paddedRowLength = padded.size(2) * padded.size(3);
        float[] values = x.toArray();
        float[] result = new float[padded.elements()];
        Arrays.fill(result, value);
        for (int row = 0; row < shape.size(0) * height; row++) {
            int paddedRow = row / height * padded.size(1) + top + row % height;
            int start = paddedRow * paddedRowLength + left * shape.size(3);
            System.arraycopy(values, row * rowLength, result, start, rowLength);
        }
        return RealTensor.owning(padded, result);
    }

    /**
     * The same elements in another shape. The first axis is the batch: it becomes as long as the elements need, whatever
     * {@code shape} says, so that the shape of one image serves a batch of any length.
     */
    public static RealTensor reshape(RealTensor x, Shape shape) {
        if (shape.elements() == x.shape().elements()) {
            return x.reshaped(shape);
        }
        int[] sizes = shape.sizes().stream().mapToInt(Integer::intValue).toArray();
        sizes[0] = x.shape().elements() / shape.withoutFirst().elements();
        return x.reshaped(Shape.of(sizes));
    }
}
