package dev.intarsia.cli;

import com.google.gson.JsonObject;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * How long something took.
 *
 * @param seconds by the clock
 * @param processorSeconds of all threads, which other work on the machine changes less
 */
record SizeRates(double seconds, double processorSeconds) {

    /** Products of an inference of {@code ic}. */
    private static final double PICTURE_MACS = 12.5e6;

    record Timed<T>(T result, SizeRates rates) {}

    static <T> Timed<T> time(Supplier<T> work) {
        double processor = processorClock();
        long begin = System.nanoTime();
        T result = work.get();
        return new Timed<>(result, new SizeRates((System.nanoTime() - begin) / 1e9, processorClock() - processor));
    }

    private static double processorClock() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
    }

    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    /** Runs a sweep and says how fast it was. */
    static Timed<JsonObject> sweep(SizedCase network, String what, String sweep) {
        double before = load();
        Timed<JsonObject> run = time(() -> network.run("size", "--sweep", sweep, "--json", "--workers", "2")
                .expect(ExitStatus.DONE)
                .json());
        int points = run.result().getAsJsonArray("points").size();
        double shared = run.result().get("shared").getAsDouble();
        SizeRates rates = run.rates();
        say(
                "%s: %d points on %d images: %.1f s, %.1f s of processor time, load of the machine %.1f before and %.1f after",
                what, points, network.images(), rates.seconds, rates.processorSeconds, before, load());
        say(
                "%s: %.2f points a second, %.2f points a second of processor time; %.2f %% of the products computed once for many",
                what, points / rates.seconds, points / rates.processorSeconds, 100 * shared);
        double macs = run.result().get("products").getAsDouble() / rates.processorSeconds;
        say(
                "%s: %.2f GMAC a second of processor time; 1,000 points of ic on 1,000 images, of the same share: %.0f s on two cores",
                what, macs / 1e9, 1e6 * PICTURE_MACS * (1 - shared) / macs / 2);
        return run;
    }

    static void say(String format, Object... values) {
        System.out.println("FIGURE " + String.format(Locale.ROOT, format, values));
    }
}
