package dev.intarsia.cli.report;

import java.util.Locale;

/** Numbers as people read them, the same in every country. */
public final class Numbers {

    private Numbers() {}

    /** With a comma at every third digit. */
    public static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A share of a whole, for example {@code 91.30 %}. */
    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", share * 100);
    }

    /** A share of a whole without decimals, for example {@code 91 %}. */
    public static String wholePercent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", share * 100);
    }

    /** A factor, for example {@code 1.07×}. */
    public static String times(double factor) {
        return String.format(Locale.ROOT, "%.2f×", factor);
    }

    /** Bytes, in KiB from 10,240 on. */
    public static String bytes(long bytes) {
        return bytes < 10_240 ? grouped(bytes) + " B" : String.format(Locale.ROOT, "%,.1f KiB", bytes / 1024.0);
    }
}
