package dev.intarsia.hwtest.engine;

import java.util.List;

/**
 * What was drawn for a network. Any values make a network: {@link DrawnNetwork} bends what does not fit.
 *
 * @param height of the input image
 * @param width of the input image
 * @param channels of the input image
 * @param bits of its words
 * @param signed whether they are
 * @param layers at least one
 * @param seed of the input's words
 */
record NetworkDraw(int height, int width, int channels, int bits, boolean signed, List<Layer> layers, long seed) {

    /** Which operator. */
    enum Kind {
        CONVOLUTION,
        DEPTHWISE,
        DENSE,
        ADD,
        MAXIMUM,
        AVERAGE,
        GLOBAL_AVERAGE,
        RELU,
        RELU6,
        CLAMP,
        PAD,
        RESHAPE,
        FLATTEN,
        SOFTMAX,
        TABLE,
        REQUANTIZE
    }

    /** What surrounds a window's input. */
    enum Border {
        SAME,
        VALID,
        EXPLICIT
    }

    /** How a window slides; {@code pads} are top, bottom, left and right of an explicit border. */
    record Sliding(
            int kernelHeight,
            int kernelWidth,
            int strideHeight,
            int strideWidth,
            int dilation,
            Border border,
            List<Integer> pads) {}

    /** Which requantizer. */
    enum Form {
        DOUBLE,
        SINGLE,
        NARROW_HALF_EVEN,
        NARROW_FLOOR,
        NARROW_HALF_AWAY
    }

    /**
     * The integers of a layer.
     *
     * @param wraps whether sums wrap at the target's width although they would fit
     */
    record Words(
            int weightBits, int bits, boolean signed, Form form, boolean perChannel, boolean bias, boolean wraps) {}

    /** One layer. */
    record Layer(Kind kind, Sliding sliding, Words words, int outputs, int groups, long seed) {}
}
