package dev.intarsia.cli.size;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

    /** A point and its cost. */
    public record Costed(Point point, Cost cost) {

        private double lut() {
            return cost.lut().orElse(0);
        }

        private double picojoules() {
            return cost.picojoules().orElse(0);
        }

        private double cycles() {
            return cost.cycles().orElse(0);
        }
    }

    /**
     * Chooses. Costs are the area where every point has a measured one, otherwise the widths of activations and accumulators; the bits of all
     * weights, the energy and the cycles.
     *
     * @param least the least number of right answers of a recommended point
     */
    public static Choice of(List<Point> points, List<Cost> costs, int least) {
        List<Costed> all = IntStream.range(0, points.size())
                .mapToObj(i -> new Costed(points.get(i), costs.get(i)))
                .toList();
        List<ToDoubleFunction<Costed>> goals = goals(all);
        List<Costed> pareto = new ArrayList<>();
        for (Costed candidate : all) {
            if (all.stream().noneMatch(other -> isBetter(other, candidate, goals))
                    && pareto.stream().noneMatch(kept -> isEqual(kept, candidate, goals))) {
                pareto.add(candidate);
            }
        }
        pareto.sort(Comparator.comparingDouble(Costed::lut)
                .thenComparingDouble(Costed::picojoules)
                .thenComparingDouble(c -> c.cost().weightBits())
                .thenComparing(c -> c.point().datapath().text()));
        return new Choice(
                pareto, pareto.stream().filter(c -> c.point().right() >= least).findFirst());
    }

    /** What is to be small. */
    private static List<ToDoubleFunction<Costed>> goals(List<Costed> all) {
        boolean measured = all.stream().allMatch(c -> c.cost().lut().isPresent());
        Stream<ToDoubleFunction<Costed>> cost = measured
                ? Stream.of(Costed::lut)
                : Stream.of(c -> c.point().activations(), c -> c.point().accumulator());
        boolean planned = all.stream().allMatch(c -> c.cost().cycles().isPresent());
        Stream<ToDoubleFunction<Costed>> time = planned ? Stream.of(Costed::cycles, Costed::picojoules) : Stream.of();
        return Stream.of(
                        Stream.<ToDoubleFunction<Costed>>of(
                                c -> -c.point().right(), c -> c.cost().weightBits()),
                        cost,
                        time)
                .flatMap(s -> s)
                .toList();
    }

    private static boolean isBetter(Costed a, Costed b, List<ToDoubleFunction<Costed>> goals) {
        return noWorse(a, b, goals) && !noWorse(b, a, goals);
    }

    private static boolean isEqual(Costed a, Costed b, List<ToDoubleFunction<Costed>> goals) {
        return noWorse(a, b, goals) && noWorse(b, a, goals);
    }

    private static boolean noWorse(Costed a, Costed b, List<ToDoubleFunction<Costed>> goals) {
        return goals.stream().allMatch(goal -> goal.applyAsDouble(a) <= goal.applyAsDouble(b));
    }
}
