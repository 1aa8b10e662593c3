package dev.intarsia.hwtest.verilator;

/**
 * A port of a verilated design.
 *
 * @param number its place in the design's list of ports
 * @param kind which way it goes
 * @param bits its width, at least 1
 * @param signed whether a value read from it is extended by its sign
 */
public record Port(int number, String name, Kind kind, int bits, boolean signed) {

    /** Which way a port goes. The clock is an input that is stepped and never set as data. */
    public enum Kind {
        CLOCK,
        INPUT,
        OUTPUT
    }

    /** How many 64-bit words hold a value of this port. */
    public int words() {
        return Math.ceilDiv(bits, Long.SIZE);
    }
}
