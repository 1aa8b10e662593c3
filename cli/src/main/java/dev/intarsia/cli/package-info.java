/**
 * The {@code intarsia} command: reads arguments, calls the compiler, writes files, shows progress, makes reports.
 *
 * <p>{@link dev.intarsia.cli.Intarsia} puts the commands together and turns every way to fail into a message and an
 * {@link dev.intarsia.cli.ExitStatus}. Each command is a small class in {@code command}. {@link dev.intarsia.cli.Pipeline} is the
 * whole way from model to cycles on one page and the only place that calls the compiler. What a command says goes through its
 * {@link dev.intarsia.cli.Voice}, what it writes through an {@link dev.intarsia.cli.OutputFile}: a file appears whole or not at all.
 */
package dev.intarsia.cli;
