package dev.intarsia.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Tells how far long work has come: on a terminal a bar with rate and time left, elsewhere now and then a line. Any thread may advance
 * it.
 */
public final class Progress implements AutoCloseable {

    enum Style {
        BAR,
        LINES,
        NONE
    }

    /** For work that is too short to speak of. */
    public static final Progress NONE =
            new Progress(new PrintWriter(Writer.nullWriter()), () -> 0, Style.NONE, "", 0, "");

    private static final int BAR_WIDTH = 28;
    private static final double BAR_SECONDS = 0.1;
    private static final double LINE_SECONDS = 2;

    private final PrintWriter err;
    private final LongSupplier nanos;
    private final Style style;
    private final String what;
    private final long total;
    private final String unit;
    private final long start;

    private long done;
    private double lastShown;
    private int lastLength;

    Progress(PrintWriter err, LongSupplier nanos, Style style, String what, long total, String unit) {
        this.err = err;
        this.nanos = nanos;
        this.style = style;
        this.what = what;
        this.total = total;
        this.unit = unit;
        this.start = nanos.getAsLong();
    }

    /** So many more steps are done. */
    public synchronized void advance(long steps) {
        done += steps;
        double seconds = seconds();
        switch (style) {
            case BAR -> {
                if (seconds - lastShown >= BAR_SECONDS) {
                    showOver(bar(seconds));
                    lastShown = seconds;
                }
            }
            case LINES -> {
                if (seconds - lastShown >= LINE_SECONDS && done < total) {
                    showLine(line(seconds));
                    lastShown = seconds;
                }
            }
            case NONE -> {}
        }
    }

    /** The work has ended, well or not: the bar is taken away, and one line says what was done. */
    @Override
    public synchronized void close() {
        switch (style) {
            case BAR -> {
                showOver("");
                showLine(summary(seconds()));
            }
            case LINES -> showLine(summary(seconds()));
            case NONE -> {}
        }
    }

    private String bar(double seconds) {
        int filled = total == 0 ? BAR_WIDTH : (int) Math.min(BAR_WIDTH, done * BAR_WIDTH / total);
        return what + " ▕" + "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled) + "▏ " + counts() + rate(seconds);
    }

    private String line(double seconds) {
        return what + ": " + counts() + rate(seconds);
    }

    private String summary(double seconds) {
        return String.format(Locale.ROOT, "%s: %s in %.1f s", what, counts(), seconds);
    }

    private String counts() {
        return done == total
                ? String.format(Locale.ROOT, "%,d %s", total, unit)
                : String.format(Locale.ROOT, "%,d of %,d %s", done, total, unit);
    }

    private String rate(double seconds) {
        if (done == 0 || seconds <= 0) {
            return "";
        }
        double perSecond = done / seconds;
        return String.format(Locale.ROOT, ", %,.0f/s, %s left", perSecond, duration((total - done) / perSecond));
    }

    static String duration(double seconds) {
        long whole = (long) Math.ceil(seconds);
        return whole < 60
                ? whole + " s"
                : whole < 3600
                        ? whole / 60 + " min " + whole % 60 + " s"
                        : whole / 3600 + " h " + whole / 60 % 60 + " min";
    }

    private void showOver(String text) {
        err.print("\r" + text + " ".repeat(Math.max(0, lastLength - text.length())) + (text.isEmpty() ? "\r" : ""));
        err.flush();
        lastLength = text.length();
    }

    private void showLine(String text) {
        err.println(text);
        err.flush();
    }

    private double seconds() {
        return (nanos.getAsLong() - start) / 1e9;
    }
}
