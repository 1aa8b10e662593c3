package dev.intarsia.ir.op;

/**
 * A window that slides over the two spatial axes.
 *
 * @param height rows of the kernel
 * @param width columns of the kernel
 */
public record Window(
        int height,
        int width,
        int strideHeight,
        int strideWidth,
        int dilationHeight,
        int dilationWidth,
        Padding padding) {

    public Window {
        if (height < 1 || width < 1 || strideHeight < 1 || strideWidth < 1 || dilationHeight < 1 || dilationWidth < 1) {
            throw new IllegalArgumentException("kernel, stride and dilation are at least 1");
        }
    }

    /** How many input rows one window reaches over. */
    public int reachHeight() {
        return dilationHeight * (height - 1) + 1;
    }

    /** How many input columns one window reaches over. */
    public int reachWidth() {
        return dilationWidth * (width - 1) + 1;
    }

    /** Rows of padding above an input of this height. */
    public int top(int inputHeight) {
        return padding.resolve(true, inputHeight, reachHeight(), strideHeight)[0];
    }

    public int bottom(int inputHeight) {
        return padding.resolve(true, inputHeight, reachHeight(), strideHeight)[1];
    }

    /** Columns of padding left of an input of this width. */
    public int left(int inputWidth) {
        return padding.resolve(false, inputWidth, reachWidth(), strideWidth)[0];
    }

    public int right(int inputWidth) {
        return padding.resolve(false, inputWidth, reachWidth(), strideWidth)[1];
    }

    /** Output rows, less than 1 when the window does not fit. */
    public int outputHeight(int inputHeight) {
        int room = inputHeight + top(inputHeight) + bottom(inputHeight) - reachHeight();
        return room < 0 ? 0 : room / strideHeight + 1;
    }

    /** Output columns, less than 1 when the window does not fit. */
    public int outputWidth(int inputWidth) {
        int room = inputWidth + left(inputWidth) + right(inputWidth) - reachWidth();
        return room < 0 ? 0 : room / strideWidth + 1;
    }
}
