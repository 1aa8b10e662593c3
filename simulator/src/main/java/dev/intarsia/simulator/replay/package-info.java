/**
 * Cycles: the queues of a {@link dev.intarsia.ir.command.CommandProgram} are replayed against each other.
 *
 * <p>{@link dev.intarsia.simulator.replay.Replay} takes what each command costs from {@link dev.intarsia.ir.plan.CostModel}, lets units wait
 * for tokens and for the memory port, and gives a {@link dev.intarsia.simulator.replay.Timeline}, in which every cycle of every unit has
 * one {@link dev.intarsia.simulator.replay.Cause}. No clock is stepped: time jumps from command to command. Values play no part, so one
 * replay holds for all inputs.
 */
package dev.intarsia.simulator.replay;
