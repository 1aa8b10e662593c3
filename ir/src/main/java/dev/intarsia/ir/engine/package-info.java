/**
 * What all engines have in common: a {@link dev.intarsia.ir.engine.Program} goes in, and every tensor comes out.
 *
 * <p>"Bit-exact" means that all engines show their {@link dev.intarsia.ir.engine.TensorObserver} the same words for every tensor.
 */
package dev.intarsia.ir.engine;
