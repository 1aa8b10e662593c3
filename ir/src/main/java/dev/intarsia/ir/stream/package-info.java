/**
 * A network as processes that work at the same time and hand words to each other through streams.
 *
 * <p>{@link dev.intarsia.ir.stream.StreamForm} says for each kernel how it can be computed while its words come: place by place, as a
 * {@link dev.intarsia.ir.stream.Reduction} over windows, by letting words through, or with all of them at hand. A
 * {@link dev.intarsia.ir.stream.Folding} says how much of a layer is done in a cycle; {@link dev.intarsia.ir.stream.PlanFoldings} chooses them
 * for a budget. {@link dev.intarsia.ir.stream.LayOutStreams} makes a {@link dev.intarsia.ir.stream.StreamDesign} of kernels and foldings: its
 * {@link dev.intarsia.ir.stream.Process}es and {@link dev.intarsia.ir.stream.Channel}s. {@link dev.intarsia.ir.stream.TokenTimes} finds how
 * deep streams have to be, and how many cycles an inference takes.
 *
 * <p>Cycles are trips of loops: each process is a loop that a tool is asked to start a trip of in every cycle. Whether it does is the tool's
 * answer, not ours.
 */
package dev.intarsia.ir.stream;
