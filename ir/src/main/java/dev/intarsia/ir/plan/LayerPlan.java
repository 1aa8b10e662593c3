package dev.intarsia.ir.plan;

import dev.intarsia.ir.schedule.Schedule;

/** Where and how one node of the graph is computed. */
public sealed interface LayerPlan {

    /** The node's name. */
    String node();

    /**
     * By the accelerator.
     *
     * @param summary what the node does, for people
     * @param schedule how
     * @param macs multiply-accumulates of one inference
     * @param estimatedCycles by the cost model, for this layer alone
     * @param bounds what no schedule can be faster than
     */
    record OnDevice(String node, String summary, Schedule schedule, long macs, long estimatedCycles, LowerBound bounds)
            implements LayerPlan {}

    /**
     * By the host, between two layers.
     *
     * @param reason why the accelerator does not
     */
    record OnHost(String node, String summary, String reason) implements LayerPlan {}

    /** Not at all: its words are its operand's, in the same order. */
    record Alias(String node, String operand) implements LayerPlan {}
}
