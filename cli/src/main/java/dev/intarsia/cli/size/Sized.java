package dev.intarsia.cli.size;

import java.util.List;
import java.util.Optional;

/**
 * What a sizing found.
 *
 * @param model the network's name
 * @param samples how many samples each point was scored on
 * @param real the accuracy on real numbers; empty for a model that was quantized before
 * @param sweep what was tried
 * @param result what came of it
 * @param costs of the points, in their order
 * @param choice which of them are worth having
 * @param pricing what costs are made of
 * @param proved what is claimed of the widest network, and was checked
 * @param mixed widths for each layer for itself; empty where they were not asked for
 */
public record Sized(
        String model,
        int samples,
        Optional<Double> real,
        SweepSpec sweep,
        Sweep.Result result,
        List<Cost> costs,
        Choice choice,
        Costs pricing,
        WidthCertificate proved,
        Optional<MixedWidths.Outcome> mixed) {

    public Sized {
        costs = List.copyOf(costs);
    }

    public double accuracy(Point point) {
        return (double) point.right() / samples;
    }

    /** Whether area is of the points' own arrays. */
    public boolean isArraySwept() {
        return !sweep.values(Key.ARRAY).isEmpty();
    }

    /** The share of products that were not computed since an inference had them already. */
    public double shared() {
        return result.asked() == 0 ? 0 : 1 - (double) result.products() / result.asked();
    }

    /** The layers that have accumulators. */
    public List<LayerWidth> sums() {
        return result.layers().stream().filter(layer -> layer.sum().isPresent()).toList();
    }
}
