package dev.intarsia.cli.size;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Which points are worth having.
 *
 * @param pareto those to which no other is at least as good in everything and better in something, the cheapest first
 * @param recommended the cheapest of them that loses no more than asked; empty where none does
 */
public record Choice(List<Costed> pareto, Optional<Costed> recommended) {

    public Choice {
        pareto = List.copyOf(pareto);
    }

    /**
     * A point and its cost.
     *
     * @param lut4 the look-up tables of the MAC array; empty where they were not measured
     */
    public record Costed(Point point, OptionalDouble lut4) {}

    /**
     * Chooses. Where every point has a measured area, cost is area, then the bits of a weight; otherwise the three widths, each for itself.
     *
     * @param least the least number of right answers of a recommended point
     */
    public static Choice of(List<Point> points, AreaTable area, int least) {
        List<Costed> all = points.stream()
                .map(p -> new Costed(p, area.lut4(p.activations(), p.weights(), p.accumulator())))
                .toList();
        boolean measured = all.stream().allMatch(c -> c.lut4().isPresent());
        List<Costed> pareto = new ArrayList<>();
        for (Costed candidate : all) {
            if (all.stream().noneMatch(other -> isBetter(other, candidate, measured))
                    && pareto.stream().noneMatch(kept -> isEqual(kept, candidate, measured))) {
                pareto.add(candidate);
            }
        }
        pareto.sort(Comparator.<Costed>comparingDouble(c -> c.lut4().orElse(0))
                .thenComparingInt(c -> c.point().weights())
                .thenComparingInt(c -> c.point().activations())
                .thenComparingInt(c -> c.point().accumulator()));
        return new Choice(
                pareto, pareto.stream().filter(c -> c.point().right() >= least).findFirst());
    }

    private static boolean isBetter(Costed a, Costed b, boolean measured) {
        return noWorse(a, b, measured) && !noWorse(b, a, measured);
    }

    private static boolean isEqual(Costed a, Costed b, boolean measured) {
        return noWorse(a, b, measured) && noWorse(b, a, measured);
    }

    private static boolean noWorse(Costed a, Costed b, boolean measured) {
        Point p = a.point();
        Point q = b.point();
        boolean cheap = measured
                ? a.lut4().getAsDouble() <= b.lut4().getAsDouble()
                : p.activations() <= q.activations() && p.accumulator() <= q.accumulator();
        return p.right() >= q.right() && p.weights() <= q.weights() && cheap;
    }
}
