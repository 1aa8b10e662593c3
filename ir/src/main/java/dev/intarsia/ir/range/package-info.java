/**
 * Which values can occur: the answer to "how wide must this register be?", with a proof.
 *
 * <p>{@link dev.intarsia.ir.range.RangeAnalysis#accumulators} is exact for sums of products: from the actual weights and the range of
 * the input it gives, for each output channel, the least and the greatest sum that any input can reach, and a
 * {@linkplain dev.intarsia.ir.range.Witness witness}, an input that reaches it. {@link dev.intarsia.ir.range.RangeAnalysis#buffers}
 * encloses the words of every buffer of any kernel in an {@link dev.intarsia.ir.range.Interval}, not always tightly.
 */
package dev.intarsia.ir.range;
