package dev.intarsia.hwtest.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** How far the replay's cycles are from those that the RTL took, relative to the RTL's. */
final class CycleErrors {

    private static final double[] LIMITS = {0, 0.001, 0.01, 0.02, 0.05};

    /** Something whose cycles were counted twice. */
    record Counted(String what, long simulated, long measured) {

        double error() {
            return (double) Math.abs(simulated - measured) / Math.max(1, measured);
        }
    }

    private final List<Counted> all = new ArrayList<>();

    void add(String what, long simulated, long measured) {
        all.add(new Counted(what, simulated, measured));
    }

    int size() {
        return all.size();
    }

    double mean() {
        return all.stream().mapToDouble(Counted::error).average().orElse(0);
    }

    Counted worst() {
        return all.stream().max(Comparator.comparingDouble(Counted::error)).orElseThrow();
    }

    /** A line for each bar, and one for mean and worst. */
    List<String> histogram(String what) {
        List<String> lines = new ArrayList<>();
        double least = -1;
        for (double limit : LIMITS) {
            double from = least;
            lines.add(line(what, limit == 0 ? "0 %" : "up to " + percent(limit), from, limit));
            least = limit;
        }
        lines.add(line(what, "more", least, Double.MAX_VALUE));
        Counted worst = worst();
        lines.add("FIGURE cycle error of " + size() + " " + what + ", simulator against RTL: mean " + percent(mean())
                + ", worst " + percent(worst.error())
                + (worst.error() == 0
                        ? ""
                        : " (" + worst.what() + ": " + worst.simulated() + " for " + worst.measured() + ")"));
        return lines;
    }

    private String line(String what, String bar, double above, double limit) {
        long count = all.stream()
                .filter(c -> c.error() > above && c.error() <= limit)
                .count();
        return "FIGURE " + what + " with a cycle error of " + bar + ": " + count;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
