/**
 * Planning for accelerators: what a command costs, which tiles a layer is cut into, where everything lies.
 *
 * <p>{@link dev.intarsia.ir.plan.CostModel} is the one place that says how many cycles a command takes on its unit. The planner chooses by
 * it, the simulator replays it, and the hardware has to keep it.
 */
package dev.intarsia.ir.plan;
