/**
 * What the compiler tells its user: a {@link dev.intarsia.ir.diagnostic.Diagnostic} says what was found, what was expected and what
 * to do instead, and points at its {@link dev.intarsia.ir.diagnostic.Location}.
 *
 * <p>A stage collects all its problems in a {@link dev.intarsia.ir.diagnostic.Diagnostics} and stops once, at its end, with an
 * {@link dev.intarsia.ir.diagnostic.InvalidInputException}. The user's mistake is a diagnostic; ours is any other exception.
 */
package dev.intarsia.ir.diagnostic;
