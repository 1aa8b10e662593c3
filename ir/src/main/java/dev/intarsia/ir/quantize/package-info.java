/**
 * From real numbers to integers: deciding, then doing.
 *
 * <p>A {@link dev.intarsia.ir.quantize.Calibration} says which numbers the tensors of a graph take on sample data. From it a
 * {@link dev.intarsia.ir.quantize.Quantizer} such as {@link dev.intarsia.ir.quantize.PostTraining} makes a
 * {@link dev.intarsia.ir.quantize.QuantizationPlan}: a value that prints, compares, and can as well be written by hand. The one
 * plain pass {@link dev.intarsia.ir.quantize.ApplyQuantization} carries it out.
 *
 * <p>Activations are fused here: a clamp whose operand has no other reader is merged into the node before it, as the bounds of that
 * node's words. The plan says so ({@link dev.intarsia.ir.quantize.NodeChoice.Merge}); the graph of real numbers keeps both nodes.
 *
 * <p>Scales are float32 numbers kept as doubles, as TensorFlow Lite's files have them. Words are formed from real numbers in
 * {@link dev.intarsia.ir.quantize.TensorQuantization} only.
 */
package dev.intarsia.ir.quantize;
