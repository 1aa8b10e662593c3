package dev.intarsia.cli;

import java.io.PrintWriter;
import java.util.function.LongSupplier;

/**
 * Where text goes, and the clock that progress is measured with.
 *
 * @param out results
 * @param err progress and messages
 * @param terminal whether a person watches {@code err}, so that a line may be written over
 * @param nanos a clock that never goes back, in nanoseconds
 */
public record Streams(PrintWriter out, PrintWriter err, boolean terminal, LongSupplier nanos) {}
