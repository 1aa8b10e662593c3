package dev.intarsia.ir.target;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.PowerOfTwo;
import dev.intarsia.ir.arithmetic.RealScale;
import dev.intarsia.ir.arithmetic.Requantizer;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.Thresholds;
import dev.intarsia.ir.diagnostic.Location;
import java.util.List;
import java.util.stream.Stream;

/** A piece of fixed-point hardware. */
public sealed interface Target permits Accelerator, Fpga, Microcontroller {

    /** For people and for reports; no pass asks for it. */
    String name();

    /** Where it was described. */
    Location location();

    /** The name of the arithmetic profile that float models are quantized for. */
    String profile();

    /** Whether it can requantize in this form. */
    default boolean requantizesBy(Requantizer form) {
        return switch (form) {
            case MultiplyShift m -> true;
            case PowerOfTwo p -> true;
            case Thresholds t -> true;
            case RealScale r -> false;
        };
    }

    /** Whether it can keep words of this format from one layer to the next. */
    default boolean holds(IntFormat format) {
        return true;
    }

    /** The forms that may stand in for one that it does not have, the preferred ones first. */
    default List<Requantizer> substitutes() {
        return substitutes(32);
    }

    /** The same with multipliers of some bits. */
    static List<Requantizer> substitutes(int multiplierBits) {
        Stream<Requantizer> once = Stream.of(Rounding.HALF_UP, Rounding.HALF_AWAY, Rounding.HALF_EVEN)
                .map(rounding -> new MultiplyShift(multiplierBits, false, rounding));
        return Stream.concat(once, Stream.of(MultiplyShift.TFLM).filter(m -> m.multiplierBits() <= multiplierBits))
                .toList();
    }
}
