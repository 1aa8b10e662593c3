package dev.intarsia.cli.report;

import java.util.List;
import java.util.Optional;

/**
 * How many answers are right, for the real network and for the integer one.
 *
 * @param real of the real network, from 0 to 1; empty for a model that has none
 * @param integer of the integer network
 * @param images how many answers these are made of
 * @param sweep other widths, where they were tried
 */
public record Accuracy(Optional<Double> real, double integer, int images, Optional<Sweep> sweep) {

    /**
     * Networks with weights of several widths, all on the same images.
     *
     * @param images how many
     * @param real of the real network on these images
     * @param points in the order of their widths
     */
    public record Sweep(int images, double real, List<Point> points) {
        public Sweep {
            points = List.copyOf(points);
        }
    }

    /**
     * An integer network.
     *
     * @param weightBits of a weight
     * @param activationBits of an activation
     * @param accuracy from 0 to 1
     * @param chosen whether this is the network that the rest of the report is about
     */
    public record Point(int weightBits, int activationBits, double accuracy, boolean chosen) {}
}
