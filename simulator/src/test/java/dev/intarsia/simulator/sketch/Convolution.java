package dev.intarsia.simulator.sketch;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import java.math.BigInteger;

/** A convolution as plain loops over tensors, with single rounding half up in big integers: nothing of it is shared with the machine. */
record Convolution(
        int kernel,
        int stride,
        int outputs,
        byte[] weights,
        int[] bias,
        int[] multiplier,
        int shift,
        int zero,
        MultiplyShift form,
        int outputZero) {

    /** Rows or columns of padding before the first. */
    static int before(int input, int output, int kernel, int stride) {
        return Math.max(0, (output - 1) * stride + kernel - input) / 2;
    }

    RawTensor apply(RawTensor x) {
        int inputHeight = x.shape().size(0);
        int inputWidth = x.shape().size(1);
        int depth = x.shape().size(2);
        int height = (inputHeight + stride - 1) / stride;
        int width = (inputWidth + stride - 1) / stride;
        int top = before(inputHeight, height, kernel, stride);
        int left = before(inputWidth, width, kernel, stride);
        long[] words = new long[height * width * outputs];
        for (int h = 0; h < height; h++) {
            for (int w = 0; w < width; w++) {
                for (int k = 0; k < outputs; k++) {
                    long sum = bias[k];
                    for (int r = 0; r < kernel; r++) {
                        for (int s = 0; s < kernel; s++) {
                            int y = h * stride + r - top;
                            int z = w * stride + s - left;
                            if (y < 0 || y >= inputHeight || z < 0 || z >= inputWidth) {
                                continue;
                            }
                            for (int c = 0; c < depth; c++) {
                                long word = x.at((y * inputWidth + z) * depth + c) - zero;
                                sum += word * weights[((k * kernel + r) * kernel + s) * depth + c];
                            }
                        }
                    }
                    words[(h * width + w) * outputs + k] = requantized(sum, multiplier[k]);
                }
            }
        }
        return RawTensor.owning(IntFormat.I8, Shape.of(height, width, outputs), words);
    }

    private long requantized(long sum, int factor) {
        BigInteger product = BigInteger.valueOf(sum).multiply(BigInteger.valueOf(factor));
        long rounded = product.add(BigInteger.ONE.shiftLeft(shift - 1))
                .shiftRight(shift)
                .longValueExact();
        return Math.max(-128, Math.min(127, rounded + outputZero));
    }
}
