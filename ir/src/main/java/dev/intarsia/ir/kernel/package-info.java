/**
 * The kernel level: loop nests over typed integers. What an operator means stands in its kernel and nowhere else.
 *
 * <p>A {@link dev.intarsia.ir.kernel.Kernel} has {@linkplain dev.intarsia.ir.kernel.Buffer buffers} in named memories and a body of
 * {@linkplain dev.intarsia.ir.kernel.Stmt statements}: loops, stores, transfers between memories, and invokes of what a target can
 * do in one go. Values are {@linkplain dev.intarsia.ir.kernel.Expr integer expressions}; places are
 * {@linkplain dev.intarsia.ir.kernel.Index index expressions}. All three are closed: visit them with a {@code switch} without
 * {@code default}.
 *
 * <p>An expression means an exact integer of unlimited size. It becomes a word only where it is stored or cast: a store must fit
 * its buffer's format, which range analysis proves; a cast says {@code wrap} or {@code saturate}, or that it was proved.
 *
 * <p>A schedule turns a kernel into another kernel with the same meaning. The oracle runs either.
 */
package dev.intarsia.ir.kernel;
