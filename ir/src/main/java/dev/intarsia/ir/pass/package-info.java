/**
 * Passes on graphs of real numbers: each is a function from a graph to a graph with the same outputs up to rounding.
 *
 * <p>A pass is a {@link dev.intarsia.ir.pass.GraphPass} named by a verb. It asks operators for what they can do
 * ({@link dev.intarsia.ir.graph.Accumulating}, {@link dev.intarsia.ir.graph.AffinePerChannel}, …) and never for their names.
 * {@link dev.intarsia.ir.pass.GraphPasses} is the one list in which they run; where one must come before another, it says why.
 *
 * <p>An activation is not fused here: on real numbers it stays a node, and the quantizer gives its bounds to the integers of the
 * node before it (see {@code dev.intarsia.ir.quantize}).
 */
package dev.intarsia.ir.pass;
