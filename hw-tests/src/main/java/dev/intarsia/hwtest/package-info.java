/**
 * The hardware side of the house: reference designs in SystemVerilog, and what runs them.
 *
 * <p>{@link dev.intarsia.hwtest.rtl} holds the designs, {@link dev.intarsia.hwtest.verilator} runs them inside this
 * process, and {@link dev.intarsia.hwtest.tool} finds the programs that this takes. The designs are written by hand and
 * are never printed from kernels, so that they are a witness of their own. The tests of this module hold them against
 * the arithmetic package.
 */
package dev.intarsia.hwtest;
