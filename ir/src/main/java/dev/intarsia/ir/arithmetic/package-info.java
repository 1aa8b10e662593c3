/**
 * The one home of rounding, saturation, wrapping and requantization. Everything else refers to these by name: a
 * backend may print such an operation, it may not invent one.
 *
 * <p>A stored integer is a <em>word</em>: a Java {@code long} of an {@link dev.intarsia.ir.arithmetic.IntFormat}. On
 * the way from an accumulator to an output word, each step has one type:
 *
 * <ol>
 *   <li>{@link dev.intarsia.ir.arithmetic.Accumulation} says how products are summed: wrapping, saturating, or proved
 *       to fit;
 *   <li>{@link dev.intarsia.ir.arithmetic.Requantizer} says how the sum is scaled, with one of seven {@link
 *       dev.intarsia.ir.arithmetic.Rounding}s; {@link dev.intarsia.ir.arithmetic.QuantizedMultiplier} makes its
 *       integer parameters from a real scale;
 *   <li>{@link dev.intarsia.ir.arithmetic.Overflow} says how the result is narrowed into its format.
 * </ol>
 *
 * <p>{@link dev.intarsia.ir.arithmetic.ArithmeticProfile} bundles these choices per kind of operator, under the name
 * of the engine that makes them. {@link dev.intarsia.ir.arithmetic.FixedPoint}, {@link
 * dev.intarsia.ir.arithmetic.Gemmlowp} and {@link dev.intarsia.ir.arithmetic.Softmax} are the functions of TensorFlow
 * Lite that profiles refer to.
 *
 * <p>Functions are total over their stated domains, and integers throughout; floating point appears only where it is
 * the definition: {@link dev.intarsia.ir.arithmetic.RealScale}, the making of multipliers, and full TensorFlow Lite's
 * softmax.
 */
package dev.intarsia.ir.arithmetic;
