package dev.intarsia.hwtest.rtl;

import dev.intarsia.ir.arithmetic.IntFormat;

/** The parameters of a requantizer, and the formats that follow from them. */
record RequantizerShape(int accumulatorBits, int multiplierBits, int shiftBits, int outputBits) {

    RtlDesign design() {
        return ReferenceDesigns.requantizer(accumulatorBits, multiplierBits, shiftBits, outputBits);
    }

    IntFormat accumulator() {
        return new IntFormat(true, accumulatorBits);
    }

    IntFormat multiplier() {
        return new IntFormat(true, multiplierBits);
    }

    IntFormat output(boolean signed) {
        return new IntFormat(signed, outputBits);
    }

    int maxShift() {
        return (1 << shiftBits) - 1;
    }
}
