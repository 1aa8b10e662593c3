/**
 * Reads and writes models: the text form of the graph level, {@code .inta}, with its arrays in an {@code .npz} beside it.
 *
 * <p>{@link dev.intarsia.frontend.model.ModelReader} splits the text into statements and parses each;
 * {@link dev.intarsia.frontend.model.GraphBuilder} makes the graph of them, with one reader for each part of a statement: terms, types,
 * operators, arithmetic. A part that is wrong is reported once and then missing; what depends on it keeps silent. The inverse is
 * {@link dev.intarsia.ir.graph.GraphPrinter}; {@link dev.intarsia.frontend.model.ModelWriter} writes what that prints.
 */
package dev.intarsia.frontend.model;
