package dev.intarsia.ir.op;

import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/** Real pooling: the valid places of each window are combined, channel by channel. */
final class Pooling {

    private final Shape input;
    private final Shape output;
    private final float[] x;
    private final Window window;

    Pooling(RealTensor x, Window window) {
        this.input = x.shape();
        this.x = x.toArray();
        this.window = window;
        this.output = Shape.of(
                input.size(0), window.outputHeight(input.size(1)), window.outputWidth(input.size(2)), input.size(3));
    }

    /**
     * @param start what combining begins with
     * @param combine takes what has been combined and the next element
     * @param finish takes what has been combined and the number of elements, at least 1
     */
    RealTensor run(double start, DoubleBinaryOperator combine, DoubleBinaryOperator finish) {
        int channels = input.size(3);
        double[] combined = new double[channels];
        float[] result = new float[output.elements()];
        int position = 0;
        for (int n = 0; n < output.size(0); n++) {
            for (int h = 0; h < output.size(1); h++) {
                for (int w = 0; w < output.size(2); w++, position += channels) {
                    Arrays.fill(combined, start);
                    int taps = combine(n, h, w, combined, combine);
                    for (int c = 0; c < channels && taps > 0; c++) {
                        result[position + c] = (float) finish.applyAsDouble(combined[c], taps);
                    }
                }
            }
        }
        return RealTensor.owning(output, result);
    }

    /** Combines one window and gives the number of its valid places. */
    private int combine(int n, int h, int w, double[] combined, DoubleBinaryOperator combine) {
        int top = h * window.strideHeight() - window.top(input.size(1));
        int left = w * window.strideWidth() - window.left(input.size(2));
        int taps = 0;
        for (int r = 0; r < window.height(); r++) {
            int row = top + r * window.dilationHeight();
            if (row < 0 || row >= input.size(1)) {
                continue;
            }
            for (int s = 0; s < window.width(); s++) {
                int column = left + s * window.dilationWidth();
                if (column < 0 || column >= input.size(2)) {
                    continue;
                }
                taps++;
                int from = ((n * input.size(1) + row) * input.size(2) + column) * combined.length;
                for (int c = 0; c < combined.length; c++) {
                    combined[c] = combine.applyAsDouble(combined[c], x[from + c]);
                }
            }
        }
        return taps;
    }
}
