/**
 * The network on real numbers: each operator does what it means in float32 ({@link dev.intarsia.ir.graph.Op#real}), node by node.
 *
 * <p>It says how accurate a model is before it becomes integers, and shows a
 * {@link dev.intarsia.ir.quantize.CalibrationCollector} which numbers its tensors take.
 */
package dev.intarsia.simulator.real;
