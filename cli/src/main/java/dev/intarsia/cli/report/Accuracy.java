package dev.intarsia.cli.report;

import java.util.List;

/**
 * How many answers are right, for the real network and for integer ones.
 *
 * @param real of the real network, from 0 to 1
 * @param images how many answers {@code real} and the point that was asked for are made of
 * @param sweepImages how many answers the other points are made of
 * @param points integer networks, in the order of their widths
 */
public record Accuracy(double real, int images, int sweepImages, List<Point> points) {

    public Accuracy {
        points = List.copyOf(points);
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
