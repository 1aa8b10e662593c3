package dev.intarsia.cli.size;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Accuracy over the width of the accumulators, and why it falls where a bit more makes it fall. */
public final class Steps {

    /** Below this probability a difference by itself is not taken for chance. */
    private static final double CHANCE = 0.05;

    private Steps() {}

    /**
     * A step to a wider accumulator after which fewer answers are right.
     *
     * @param from the narrower one
     * @param to the next wider one
     * @param lost samples that only the narrower one answers right
     * @param gained samples that only the wider one does
     * @param probability of a difference as large or larger between two equally good datapaths (two-sided sign test)
     * @param compared how many steps of the sweep were compared: of so many, some have a small probability by chance
     */
    public record Fall(Point from, Point to, int lost, int gained, double probability, int compared) {

        /** Why. */
        public String why() {
            String where = String.format(
                    Locale.ROOT,
                    "%s lost and %d gained, all among the %d samples with sums beyond %d bits (first in %s)",
                    lost == 1 ? "1 answer" : lost + " answers",
                    gained,
                    from.overflowedSamples(),
                    from.accumulator(),
                    from.firstLayer());
            if (probability >= CHANCE) {
                return String.format(
                        Locale.ROOT,
                        "%s; overflow decides these answers, and no more are lost than chance explains (sign test, p = %.2f)",
                        where,
                        probability);
            }
            return String.format(
                    Locale.ROOT,
                    "%s; more are lost than chance explains (sign test, p = %.3f < %.2f, one of %d steps that were compared). %s",
                    where,
                    probability,
                    CHANCE,
                    compared,
                    to.overflow() == Point.Overflow.SEEN
                            ? "At both widths sums overflow, in other elements: " + from.overflowedSums() + " and "
                                    + to.overflowedSums() + " of them; the words that come of it favour other classes"
                            : "The wider one has no overflow, so the narrower one's errors happen to help");
        }
    }

    /** Points that differ in the width of their accumulators only, each list ascending. */
    static List<List<Point>> curves(List<Point> points) {
        Map<String, List<Point>> curves = new LinkedHashMap<>();
        for (Point p : points) {
            String rest = p.datapath().settings().stream()
                    .filter(s -> s.key() != Key.ACCUMULATOR || !s.layer().isEmpty())
                    .map(Datapath.Setting::text)
                    .collect(Collectors.joining(" "));
            curves.computeIfAbsent(rest, key -> new ArrayList<>()).add(p);
        }
        curves.values().forEach(curve -> curve.sort(Comparator.comparingInt(Point::accumulator)));
        return List.copyOf(curves.values());
    }

    /** Every step at which accuracy falls though the accumulator is wider. */
    public static List<Fall> falls(List<Point> points) {
        List<Fall> falls = new ArrayList<>();
        List<List<Point>> curves = curves(points);
        int compared = curves.stream().mapToInt(curve -> curve.size() - 1).sum();
        for (List<Point> curve : curves) {
            for (int i = 1; i < curve.size(); i++) {
                Point from = curve.get(i - 1);
                Point to = curve.get(i);
                if (to.right() < from.right()) {
                    int lost = from.rightWhereNot(to);
                    int gained = to.rightWhereNot(from);
                    falls.add(new Fall(from, to, lost, gained, signTest(lost, gained), compared));
                }
            }
        }
        return falls;
    }

    /** The probability that of so many fair coins at least as many fall to the larger side, counted for both sides. */
    static double signTest(int lost, int gained) {
        int all = lost + gained;
        int larger = Math.max(lost, gained);
        double tail = 0;
        double logHalf = all * Math.log(0.5);
        double logChoose = 0; // of (all choose k), from k = all downward
        for (int k = all; k >= larger; k--) {
            tail += Math.exp(logHalf + logChoose);
            logChoose += Math.log(k) - Math.log(all - k + 1.0);
        }
        return Math.min(1, 2 * tail);
    }
}
