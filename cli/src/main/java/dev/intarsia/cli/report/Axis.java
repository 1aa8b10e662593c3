package dev.intarsia.cli.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A linear axis with round ticks.
 *
 * @param low the number at its beginning
 * @param high the number at its end, greater than {@code low}
 */
record Axis(double low, double high) {

    Axis {
        if (!(high > low)) {
            throw new IllegalArgumentException("an axis from " + low + " to " + high);
        }
    }

    /** Where a number lies on it, from 0 to 1 for numbers on the axis. */
    double share(double number) {
        return (number - low) / (high - low);
    }

    /** At most {@code most} + 1 numbers 1, 2 or 5 · 10ⁿ apart. */
    List<Double> ticks(int most) {
        double step = Math.pow(10, Math.floor(Math.log10((high - low) / most)));
        while ((high - low) / step > most) {
            double mantissa = step / Math.pow(10, Math.floor(Math.log10(step) + 1e-9));
            step *= mantissa > 1.5 && mantissa < 3 ? 2.5 : 2;
        }
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }
}
