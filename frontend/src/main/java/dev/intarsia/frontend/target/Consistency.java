package dev.intarsia.frontend.target;

import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.PowerOfTwo;
import dev.intarsia.ir.arithmetic.RealScale;
import dev.intarsia.ir.arithmetic.Requantizer;
import dev.intarsia.ir.arithmetic.Thresholds;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What has to hold between the parameters of an accelerator. A rule is left out when one of its parameters is missing or wrong by itself.
 *
 * @param numbers the parameters that are numbers and right by themselves
 * @param places where the values stand
 */
record Consistency(
        Map<Key, Integer> numbers,
        Optional<ArithmeticProfile> profile,
        Map<Key, Span> places,
        Diagnostics diagnostics) {

    void check() {
        boolean accumulatorFits = true;
        if (have(Key.ACTIVATION_BITS, Key.WEIGHT_BITS, Key.ACCUMULATOR_BITS)) {
            int product = at(Key.ACTIVATION_BITS) + at(Key.WEIGHT_BITS);
            accumulatorFits = require(
                    at(Key.ACCUMULATOR_BITS) >= product,
                    Key.ACCUMULATOR_BITS,
                    "the accumulator has " + at(Key.ACCUMULATOR_BITS) + " bits, but one product of "
                            + at(Key.ACTIVATION_BITS) + " by " + at(Key.WEIGHT_BITS) + " bits takes " + product,
                    "write at least " + product);
        }
        if (accumulatorFits && have(Key.BIAS_BITS, Key.ACCUMULATOR_BITS)) {
            require(
                    at(Key.BIAS_BITS) <= at(Key.ACCUMULATOR_BITS),
                    Key.BIAS_BITS,
                    "the bias has " + at(Key.BIAS_BITS) + " bits, but the accumulator that it goes into has "
                            + at(Key.ACCUMULATOR_BITS),
                    "write at most " + at(Key.ACCUMULATOR_BITS));
        }
        if (have(Key.PORT_BITS)) {
            require(
                    Integer.bitCount(at(Key.PORT_BITS)) == 1,
                    Key.PORT_BITS,
                    "the port is " + at(Key.PORT_BITS) + " bits wide, which is not a power of two",
                    "write 8, 16, 32, 64, 128, 256, 512 or 1024");
        }
        if (have(Key.PORT_BITS, Key.BURST_BYTES) && Integer.bitCount(at(Key.PORT_BITS)) == 1) {
            int word = at(Key.PORT_BITS) / 8;
            require(
                    at(Key.BURST_BYTES) % word == 0,
                    Key.BURST_BYTES,
                    "a burst has " + at(Key.BURST_BYTES) + " bytes, but the port moves " + word + " at a time",
                    "write a multiple of " + word);
        }
        checkScratchpads();
        profile.ifPresent(this::checkProfile);
    }

    private void checkScratchpads() {
        for (Key key : List.of(Key.ACTIVATION_BYTES, Key.WEIGHT_BYTES, Key.OUTPUT_BYTES)) {
            if (have(key)) {
                require(
                        at(key) % 2 == 0,
                        key,
                        key.word() + " is " + at(key) + ", which does not divide into two halves",
                        "write an even number of bytes");
            }
        }
        if (have(Key.ROWS, Key.COLS, Key.WEIGHT_BITS, Key.WEIGHT_BYTES)) {
            long tile = (long) at(Key.ROWS) * at(Key.COLS) * (at(Key.WEIGHT_BITS) > 8 ? 2 : 1);
            require(
                    at(Key.WEIGHT_BYTES) / 2 >= tile,
                    Key.WEIGHT_BYTES,
                    "half of the weight scratchpad has " + at(Key.WEIGHT_BYTES) / 2 + " bytes, but one tile of "
                            + at(Key.ROWS) + " × " + at(Key.COLS) + " weights takes " + tile,
                    "write at least " + 2 * tile);
        }
    }

    private void checkProfile(ArithmeticProfile p) {
        for (Requantizer form : Stream.of(p.requantizer(), p.dense()).distinct().toList()) {
            switch (form) {
                case MultiplyShift m -> {
                    if (have(Key.MULTIPLIER_BITS)) {
                        require(
                                at(Key.MULTIPLIER_BITS) >= m.multiplierBits(),
                                Key.MULTIPLIER_BITS,
                                "the multiplier has " + at(Key.MULTIPLIER_BITS) + " bits, but those of the profile "
                                        + p.name() + " have " + m.multiplierBits(),
                                "write " + m.multiplierBits() + ", or choose the profile pow2");
                    }
                }
                case PowerOfTwo shift -> {}
                case RealScale real ->
                    require(
                            false,
                            Key.PROFILE,
                            "the profile " + p.name() + " requantizes in floating point (" + real.text()
                                    + "), which the accelerator does not do",
                            "choose tflm, single or pow2");
                case Thresholds thresholds -> {}
            }
        }
    }

    private boolean have(Key... keys) {
        return numbers.keySet().containsAll(Set.of(keys));
    }

    private int at(Key key) {
        return numbers.get(key);
    }

    private boolean require(boolean holds, Key key, String message, String help) {
        if (!holds) {
            diagnostics.error(places.get(key), message, help);
        }
        return holds;
    }
}
