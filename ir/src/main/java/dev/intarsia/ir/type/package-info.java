/**
 * The types of tensors and the tensors themselves.
 *
 * <p>A {@link dev.intarsia.ir.type.TensorType} is an element type and a shape. An element is
 * {@linkplain dev.intarsia.ir.type.Real real} or {@linkplain dev.intarsia.ir.type.Quantized quantized}: a stored word {@code raw}
 * that stands for the real number {@code scale · (raw − zeroPoint)}. Layout is always row-major, channels last.
 */
package dev.intarsia.ir.type;
