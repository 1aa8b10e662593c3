/**
 * The reference designs: SystemVerilog files, resources in this package's folder, and their parameters.
 *
 * <p>The contract of a design, its latency and its reset stand at the head of its file.
 */
package dev.intarsia.hwtest.rtl;
