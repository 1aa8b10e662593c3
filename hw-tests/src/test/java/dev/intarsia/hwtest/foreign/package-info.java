/** Designs that are not ours, bound by a text: what is verified, which faults are found, what is refused. */
package dev.intarsia.hwtest.foreign;
