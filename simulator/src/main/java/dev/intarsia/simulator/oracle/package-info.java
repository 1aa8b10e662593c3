/**
 * The oracle: a slow and plain interpreter of kernels, which says what every other engine has to give.
 *
 * <p>{@link dev.intarsia.simulator.oracle.Oracle} runs any kernel, lowered or scheduled. It shares nothing with the arithmetic package
 * but names: rounding, saturation and requantizers are written here a second time, in {@code Arithmetic}, after their definitions.
 *
 * <p>An expression is an exact integer. It is computed in {@code long}, where every overflow is noticed; then it is computed again in
 * {@link java.math.BigInteger}. What a kernel may not do is a {@link dev.intarsia.simulator.oracle.KernelFault}: to read a word that
 * was never written, to leave a buffer, to store what does not fit.
 */
package dev.intarsia.simulator.oracle;
