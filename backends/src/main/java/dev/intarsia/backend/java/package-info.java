/**
 * Prints a command program as a Java simulator.
 *
 * <p>{@link dev.intarsia.backend.java.JavaBackend} makes one class of a program: a method for each layer, with the layer's commands as
 * calls into a machine. {@link dev.intarsia.backend.java.Reroll} finds the loops again that the sequence unrolled; layers of the host are
 * printed from their kernels by {@link dev.intarsia.backend.java.KernelPrinter}. Nothing is decided here: expanding the printed loops
 * gives the program's commands.
 *
 * <p>The class runs in this JVM, see {@link dev.intarsia.backend.java.GeneratedSimulator#compile()}, or as a Maven project of its own, see
 * {@link dev.intarsia.backend.java.MavenProject}.
 */
package dev.intarsia.backend.java;
