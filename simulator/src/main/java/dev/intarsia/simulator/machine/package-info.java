/**
 * The accelerator as a machine that computes values: memories, and a method for each command.
 *
 * <p>A {@link dev.intarsia.simulator.machine.Device} takes commands. {@link dev.intarsia.simulator.machine.Machine} carries them out at
 * once, in the order in which they come; {@link dev.intarsia.simulator.machine.CommandRecorder} writes them down. Programs arrive as a
 * {@link dev.intarsia.ir.command.CommandProgram} or as generated Java, which builds its commands with
 * {@link dev.intarsia.simulator.machine.Commands}.
 *
 * <p>Values are exact after each command. Time is not kept here: cycles do not depend on values, see
 * {@link dev.intarsia.simulator.replay.Replay}.
 *
 * <p>Each computing command exists twice: once plainly, word by word with the arithmetic of {@code dev.intarsia.ir.arithmetic}, in
 * {@link dev.intarsia.simulator.machine.PlainKernels}, and once on vector lanes. A test holds the two together.
 */
package dev.intarsia.simulator.machine;
