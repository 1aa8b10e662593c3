package dev.intarsia.frontend.tflite;

import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Sliding;
import dev.intarsia.ir.op.Window;

/** Strides, paddings and dilations in the options of convolutions and pools, which begin alike. */
final class Windows {

    private static final int PADDING = 0;
    private static final int STRIDE_WIDTH = 1;
    private static final int STRIDE_HEIGHT = 2;

    /** The greatest that an option may be: reaches stay inside an int. */
    private static final int LARGEST = 16_384;

    private Windows() {}

    static Padding padding(TfliteOperator operator) {
        int number = operator.small(PADDING, 0);
        return switch (number) {
            case 0 -> new Padding.Same();
            case 1 -> new Padding.Valid();
            default ->
                throw new RefusedException("its padding has the number " + number, "SAME and VALID are supported");
        };
    }

    /** A convolution's sliding, whose dilations have these fields. */
    static Sliding sliding(TfliteOperator operator, int dilationWidth, int dilationHeight) {
        return new Sliding(
                size(operator.integer(STRIDE_HEIGHT, 0), "stride"),
                size(operator.integer(STRIDE_WIDTH, 0), "stride"),
                size(operator.integer(dilationHeight, 1), "dilation"),
                size(operator.integer(dilationWidth, 1), "dilation"),
                padding(operator));
    }

    static Window pool(TfliteOperator operator) {
        return new Window(
                size(operator.integer(4, 0), "kernel"),
                size(operator.integer(3, 0), "kernel"),
                size(operator.integer(STRIDE_HEIGHT, 0), "stride"),
                size(operator.integer(STRIDE_WIDTH, 0), "stride"),
                1,
                1,
                padding(operator));
    }

    private static int size(int found, String what) {
        if (found < 1 || found > LARGEST) {
            throw new RefusedException("its " + what + " is " + found, "a " + what + " is from 1 to " + LARGEST);
        }
        return found;
    }
}
