/**
 * Whole layers on vector lanes: the words of a network, fast, without its cycles.
 *
 * <p>A {@link dev.intarsia.simulator.lanes.LaneProgram} chooses a way to compute each layer from its weights, once: sums of products are
 * float lanes where every partial sum, in whatever order, is proved to be an integer below 2^24; requantizers are lines of doubles where
 * every step of the integer arithmetic is proved to be met; the sum of two tensors is a plane where every pair of words was tried. What has
 * no proof is run by {@link dev.intarsia.simulator.layerwise.SumLayer} or the oracle. So words are those of every other engine, by proof,
 * and tests compare them all the same.
 *
 * <p>A {@link dev.intarsia.simulator.lanes.LaneRunner} holds the tensors of one inference. It needs the module
 * {@code jdk.incubator.vector}; without it {@link dev.intarsia.simulator.lanes.LaneProgram} takes none of these ways.
 */
package dev.intarsia.simulator.lanes;
