/**
 * Runs SystemVerilog inside this process.
 *
 * <p>{@link dev.intarsia.hwtest.verilator.Verilator} turns a design into a
 * {@link dev.intarsia.hwtest.verilator.VerilatedDesign}: Verilator writes C++, a small C interface ({@code shim.cpp}) is
 * put in front of it, and both become a shared library, kept in a cache under the hash of everything that went into it.
 * A {@link dev.intarsia.hwtest.verilator.VerilatedModel} is one instance with its own registers. Ports can be set and
 * read by name; for many cycles, {@link dev.intarsia.hwtest.verilator.CycleTable}s of inputs and outputs cross over in one
 * call.
 *
 * <p>A design that is refused, or that stops, gives an exception with what Verilator or the design said. A design that
 * crashes takes the process with it.
 */
package dev.intarsia.hwtest.verilator;
