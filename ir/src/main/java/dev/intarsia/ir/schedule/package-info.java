/**
 * Schedules: when and where a kernel's work is done, and never what.
 *
 * <p>A {@link dev.intarsia.ir.schedule.Schedule} is a list of {@linkplain dev.intarsia.ir.schedule.Step steps} made by a planner or
 * by hand. {@link dev.intarsia.ir.schedule.ApplySchedule} turns a kernel into another one, step by step; each step refuses what would
 * change a value. A {@linkplain dev.intarsia.ir.schedule.Step.Rewrite rewrite} changes the arithmetic itself and carries a proof
 * that is checked when it is applied.
 *
 * <p>Every step preserves the meaning of a kernel whose sums wrap or are proved wide enough.
 */
package dev.intarsia.ir.schedule;
