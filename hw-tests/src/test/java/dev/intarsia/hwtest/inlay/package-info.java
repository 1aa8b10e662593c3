/** The Verilated accelerator, command by command, with faults planted in it, and what it refuses. */
package dev.intarsia.hwtest.inlay;
