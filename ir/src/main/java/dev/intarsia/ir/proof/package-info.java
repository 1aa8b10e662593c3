/**
 * Proofs that one way to requantize gives the same words as another, for every accumulator that can occur.
 *
 * <p>A requantizer with its zero point and its clamp never falls as its accumulator rises. Over the proved interval of the accumulator it
 * is therefore a {@linkplain dev.intarsia.ir.arithmetic.Staircase staircase} of at most as many steps as there are output words; and two
 * functions that never fall are equal everywhere when they agree at both ends and on both sides of every step. So:
 *
 * <ol>
 *   <li>a {@link dev.intarsia.ir.proof.Requantization} is one channel's way to requantize, whatever its form;
 *   <li>{@link dev.intarsia.ir.proof.FindScale} looks for multiplier and shift of a requantizer that a target has, {@link
 *       dev.intarsia.ir.proof.FindMultiplyAdd} for the constants of a processor's instructions: both solve inequalities, one for each side of
 *       each step;
 *   <li>a {@link dev.intarsia.ir.proof.Certificate} states the equality, and {@link dev.intarsia.ir.proof.CheckCertificate} checks it by
 *       evaluating both functions at every step, knowing nothing of how they were found.
 * </ol>
 *
 * <p>{@link dev.intarsia.ir.proof.PairedWeights} proves a fact of another kind: which two output channels one 16-bit word may hold the weights of.
 */
package dev.intarsia.ir.proof;
