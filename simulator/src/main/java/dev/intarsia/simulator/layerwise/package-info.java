/**
 * Runs networks a whole layer at a time: fast values without cycles, for questions that need many inferences.
 *
 * <p>A {@link dev.intarsia.simulator.layerwise.SumLayer} is a sum of products as plain arrays. It gives its exact sums, and what becomes of
 * them in an accumulator that is narrower. {@link dev.intarsia.simulator.layerwise.Layerwise} runs a network of such layers, and everything
 * else by the oracle. A {@link dev.intarsia.simulator.layerwise.Batch} is a
 * tensor of several inferences side by side; sums of products and {@link dev.intarsia.simulator.layerwise.BatchKernel}s take these, too, and {@link
 * dev.intarsia.simulator.layerwise.LayerwiseBatch} runs a whole network on them.
 */
package dev.intarsia.simulator.layerwise;
