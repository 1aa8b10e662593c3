package dev.intarsia.frontend.onnx;

import dev.intarsia.ir.arithmetic.Rounding;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.DoubleToLongFunction;

/** How numbers become words, by the names that QONNX has; two of them are no rounding of this house and exist for known numbers only. */
enum RoundingMode {
    ROUND(Rounding.HALF_EVEN),
    FLOOR(Rounding.FLOOR),
    DOWN(Rounding.TOWARD_ZERO),
    HALF_UP(Rounding.HALF_AWAY),
    HALF_DOWN(Rounding.HALF_TOWARD_ZERO),
    CEIL(x -> -Rounding.FLOOR.round(-x)),
    UP(x -> x < 0 ? Rounding.FLOOR.round(x) : -Rounding.FLOOR.round(-x));

    private final DoubleToLongFunction function;
    private final Optional<Rounding> rounding;

    RoundingMode(Rounding rounding) {
        this.function = rounding::round;
        this.rounding = Optional.of(rounding);
    }

    RoundingMode(DoubleToLongFunction function) {
        this.function = function;
        this.rounding = Optional.empty();
    }

    /** The whole number that a number is rounded to. */
    long round(double x) {
        return function.applyAsLong(x);
    }

    /** The rounding of numbers that depend on the input. */
    Rounding ofActivations() {
        return rounding.orElseThrow(() -> new RefusedException(
                "an activation is rounded by " + this, "export it with the rounding mode ROUND or FLOOR"));
    }

    static RoundingMode named(String name) {
        return Arrays.stream(values())
                .filter(mode -> mode.name().equals(name)
                        || mode.rounding.map(Rounding::name).equals(Optional.of(name)))
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        "the rounding mode is " + name, "QONNX's modes are " + Arrays.toString(values())));
    }
}
