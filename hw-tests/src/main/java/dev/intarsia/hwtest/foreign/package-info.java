/**
 * Designs of users in SystemVerilog or Verilog, held against the arithmetic.
 *
 * <p>A text, the {@link dev.intarsia.hwtest.foreign.Binding}, says which of a design's ports carries which operand of an
 * {@link dev.intarsia.hwtest.foreign.Operation}, in which format, with which handshake or latency. {@link
 * dev.intarsia.hwtest.foreign.DesignBench} drives the Verilated design with {@link dev.intarsia.hwtest.foreign.Transaction}s; {@link
 * dev.intarsia.hwtest.foreign.DesignCheck} compares its words with the operation's, and makes the first difference small.
 */
package dev.intarsia.hwtest.foreign;
