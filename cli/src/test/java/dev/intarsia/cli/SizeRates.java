package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    /**
     * Runs {@code simulate} for some points and says how much faster a sweep of others was.
     *
     * @param weights a point for each of these widths
     * @return the accuracies, by width
     */
    static Map<String, Double> besideSimulate(SizedCase network, List<Integer> weights, int points, SizeRates sweep) {
        Map<String, Double> accuracies = new LinkedHashMap<>();
        Timed<Integer> each = time(() -> {
            for (int bits : weights) {
                JsonObject json = network.run("simulate", simulated(bits))
                        .expect(ExitStatus.DONE)
                        .json();
                accuracies.put(
                        bits + " bits",
                        json.getAsJsonObject("accuracy").get("integer").getAsDouble());
            }
            return accuracies.size();
        });
        say(
                "simulate, %d points one after the other in this process, whose code is warm: %.2f s a point, %.2f s of processor time",
                each.result(), each.rates.seconds / each.result(), each.rates.processorSeconds / each.result());
        say(
                "size has %.1f times as many points a second, %.1f times as many a second of processor time",
                each.rates.seconds / each.result() * points / sweep.seconds,
                each.rates.processorSeconds / each.result() * points / sweep.processorSeconds);
        return accuracies;
    }

    private static String[] simulated(int weights) {
        return new String[] {"--target", "inlay8", "--weights", "int" + weights, "--activations", "int8", "--json"};
    }

    /**
     * Calls the command {@code simulate} once for each width, as one does who has no sweep: each call is a Java machine of its own, with the
     * launcher's settings but without its start-up cache.
     *
     * @return seconds of a call
     */
    static double callsOfSimulate(SizedCase network, List<Integer> weights) {
        Timed<Integer> calls = time(() -> {
            weights.forEach(bits -> call(network.line("simulate", simulated(bits))));
            return weights.size();
        });
        double seconds = calls.rates.seconds / calls.result();
        say("simulate, %d calls of the command: %.2f s a point", calls.result(), seconds);
        return seconds;
    }

    private static void call(List<String> command) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xms512m",
                "-Xmn320m",
                "-XX:Tier4InvocationThreshold=200000",
                "-XX:Tier4MinInvocationThreshold=24000",
                "-XX:Tier4CompileThreshold=600000",
                "-XX:Tier4BackEdgeThreshold=1600000",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        line.addAll(command);
        try {
            Process process = new ProcessBuilder(line)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertEquals(ExitStatus.DONE.code(), process.waitFor(), command.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static void say(String format, Object... values) {
        System.out.println("FIGURE " + String.format(Locale.ROOT, format, values));
    }
}
