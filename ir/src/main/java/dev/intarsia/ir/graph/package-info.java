/**
 * The graph level: operators on whole tensors, single assignment, in topological order, channels last.
 *
 * <p>A {@link dev.intarsia.ir.graph.Graph} is a list of {@linkplain dev.intarsia.ir.graph.Node nodes}, each of which applies an
 * {@linkplain dev.intarsia.ir.graph.Op operator} to named tensors and gives one tensor of its own name. A tensor is real or
 * quantized. A {@link dev.intarsia.ir.graph.QuantizedGraph} is a graph in which nothing about the integers is left open: every
 * node says with its {@link dev.intarsia.ir.graph.NodeArithmetic} how its words are formed. Only its checked constructor makes one.
 *
 * <p>Operators are open: one record each, in {@code dev.intarsia.ir.op}. Passes ask for a
 * {@linkplain dev.intarsia.ir.graph.Capability capability} and never for an operator's name.
 *
 * <p>Tensors are {@code n h w c}; weights of a convolution are {@code k r s c} (output channel, kernel height, kernel width, input
 * channel of the group), of a dense layer {@code k c}.
 */
package dev.intarsia.ir.graph;
