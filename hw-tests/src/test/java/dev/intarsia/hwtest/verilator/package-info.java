/** Tests of the harness itself, on designs of a few lines. */
package dev.intarsia.hwtest.verilator;
