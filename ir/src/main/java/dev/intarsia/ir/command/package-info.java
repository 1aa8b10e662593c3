/**
 * The command level of an accelerator: the leaves of a scheduled program, in the order of its queues.
 *
 * <p>A {@link dev.intarsia.ir.command.CommandProgram} is made once, by {@code sequence}. The simulator runs and replays it, the Java
 * backend prints it as calls, hardware would run it. Commands wait for tokens of the other units and give tokens to them; that is
 * all the synchronization there is. {@link dev.intarsia.ir.command.HazardCheck} proves a program free of races.
 */
package dev.intarsia.ir.command;
