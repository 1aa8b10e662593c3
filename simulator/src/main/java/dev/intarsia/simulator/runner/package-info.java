/**
 * Whole inferences on a {@link dev.intarsia.simulator.machine.Machine}.
 *
 * <p>A {@link dev.intarsia.simulator.runner.CompiledSimulator} is one network for one accelerator. Generated Java implements it; a
 * {@link dev.intarsia.simulator.runner.ProgramRunner} makes the same calls directly from a
 * {@link dev.intarsia.ir.command.CommandProgram}, without generating or compiling anything.
 */
package dev.intarsia.simulator.runner;
