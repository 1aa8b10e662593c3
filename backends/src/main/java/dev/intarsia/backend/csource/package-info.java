/**
 * A tree of C and its one printer, and how a kernel becomes such a tree. Used by the dialects for microcontrollers and for high-level
 * synthesis.
 *
 * <p>A {@link dev.intarsia.backend.csource.CFile} holds {@linkplain dev.intarsia.backend.csource.CItem items}: functions of
 * {@linkplain dev.intarsia.backend.csource.CStmt statements} of {@linkplain dev.intarsia.backend.csource.CExpr expressions}, and data. All
 * are closed. {@link dev.intarsia.backend.csource.CPrinter} alone knows how C is laid out, and where it needs parentheses.
 *
 * <p>{@link dev.intarsia.backend.csource.KernelSource} makes statements of a kernel's loops: the one lowering, word for word. What
 * differs between dialects, which type holds which values, is a {@link dev.intarsia.backend.csource.Dialect}; rounding and narrowing are
 * calls of functions that a dialect's runtime header defines.
 */
package dev.intarsia.backend.csource;
