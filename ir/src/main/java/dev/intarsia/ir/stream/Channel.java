package dev.intarsia.ir.stream;

import dev.intarsia.ir.arithmetic.IntFormat;

/**
 * A stream between two processes.
 *
 * @param name unique in its design
 * @param tensor whose words it carries
 * @param format of a word
 * @param lanes how many words lie side by side
 * @param tokens how many such groups one inference has
 */
public record Channel(String name, String tensor, IntFormat format, int lanes, int tokens) {

    /** The bits of one group. */
    public int bits() {
        return lanes * format.bits();
    }
}
