package dev.intarsia.hwtest.rtl;

import dev.intarsia.ir.arithmetic.IntFormat;

/** The parameters of a MAC array, and the formats that follow from them. */
record MacArrayShape(int rows, int cols, int activationBits, int weightBits, int accumulatorBits) {

    RtlDesign design() {
        return ReferenceDesigns.macArray(rows, cols, activationBits, weightBits, accumulatorBits);
    }

    IntFormat activation(boolean signed) {
        return new IntFormat(signed, activationBits);
    }

    IntFormat weight() {
        return new IntFormat(true, weightBits);
    }

    IntFormat accumulator() {
        return new IntFormat(true, accumulatorBits);
    }
}
