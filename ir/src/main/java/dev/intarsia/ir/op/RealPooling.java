package dev.intarsia.ir.op;

import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/** Real pooling: the valid places of each window are combined, channel by channel. */
final class RealPooling {

    /** Takes one more place of a window into what has been combined: all channels, which begin at an index. */
    interface Combine {
        void add(double[] combined, float[] x, int from);
    }

    private final Shape output;
    private final float[] x;
    private final Window window;
    private final int rows;
    private final int columns;
    private final int channels;

    RealPooling(RealTensor x, Window window) {
        this.x = x.toArray();
        this.window = window;
        this.rows = x.shape().size(1);
        this.columns = x.shape().size(2);
        this.channels = x.shape().size(3);
        this.output = Shape.of(x.shape().size(0), window.outputHeight(rows), window.outputWidth(columns), channels);
    }

    /** The greatest of a window. */
    static void greatest(double[] combined, float[] x, int from) {
        for (int c = 0; c < combined.length; c++) {
            combined[c] = Math.max(combined[c], x[from + c]);
        }
    }

    /** The sum of a window. */
    static void sum(double[] combined, float[] x, int from) {
        for (int c = 0; c < combined.length; c++) {
            combined[c] += x[from + c];
        }
    }

    /**
     * @param start what combining begins with
     * @param finish takes what has been combined and the number of elements, at least 1
     */
    RealTensor run(double start, Combine combine, DoubleBinaryOperator finish) {
        double[] combined = new double[channels];
        float[] result = new float[output.elements()];
        int position = 0;
        for (int n = 0; n < output.size(0); n++) {
            for (int h = 0; h < output.size(1); h++) {
                for (int w = 0; w < output.size(2); w++, position += channels) {
                    Arrays.fill(combined, start);
                    int taps = combine(n, h, w, combined, combine);
                    if (taps > 0) {
                        finish(combined, taps, finish, result, position);
                    }
                }
            }
        }
        return RealTensor.owning(output, result);
    }

    private static void finish(double[] combined, int taps, DoubleBinaryOperator finish, float[] result, int position) {
        for (int c = 0; c < combined.length; c++) {
            result[position + c] = (float) finish.applyAsDouble(combined[c], taps);
        }
    }

    /** Combines one window and gives the number of its valid places. */
    private int combine(int n, int h, int w, double[] combined, Combine combine) {
        int top = h * window.strideHeight() - window.top(rows);
        int left = w * window.strideWidth() - window.left(columns);
        int taps = 0;
        for (int r = 0; r < window.height(); r++) {
            int row = top + r * window.dilationHeight();
            if (row < 0 || row >= rows) {
                continue;
            }
            for (int s = 0; s < window.width(); s++) {
                int column = left + s * window.dilationWidth();
                if (column < 0 || column >= columns) {
                    continue;
                }
                taps++;
                combine.add(combined, x, ((n * rows + row) * columns + column) * combined.length);
            }
        }
        return taps;
    }
}
