/**
 * Builds and runs networks that were written as C: {@link dev.intarsia.hwtest.c.HostC} on this machine.
 *
 * <p>A driver beside the network's own sources reads the inputs from a file, runs layer by layer, and writes every tensor, so that an
 * observer sees them all.
 */
package dev.intarsia.hwtest.c;
