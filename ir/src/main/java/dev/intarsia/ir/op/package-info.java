/**
 * The operators: one record each, and one line each in {@link dev.intarsia.ir.op.Operators}.
 *
 * <p>A record holds its attributes and says its shape rule, its meaning on real numbers, which integer arithmetic it takes, and its
 * one lowering to a kernel. Nothing else in the compiler knows an operator by name.
 */
package dev.intarsia.ir.op;
