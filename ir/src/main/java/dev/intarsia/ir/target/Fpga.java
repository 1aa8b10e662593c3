package dev.intarsia.ir.target;

import dev.intarsia.ir.diagnostic.Location;
import java.util.Objects;

/**
 * A field-programmable gate array that a network is synthesized for from C++, as layers that work at the same time.
 *
 * @param part the vendor's name of the device
 * @param types whose classes words and streams are
 * @param clockMhz the clock that is aimed at
 * @param budget what the network may take
 * @param weights where weights stand
 * @param data how inputs come and outputs go
 * @param control how it is started
 * @param profile the arithmetic profile for float models
 */
public record Fpga(
        String name,
        String part,
        Types types,
        int clockMhz,
        Budget budget,
        Weights weights,
        Data data,
        Control control,
        String profile,
        Location location)
        implements Target {

    /** Classes of words and streams. */
    public enum Types {
        /** {@code ap_int} and {@code hls::stream}. */
        VITIS,
        /** {@code ac_int} and {@code ac_channel}. */
        AC
    }

    /** Where weights stand. */
    public enum Weights {
        /** In a header. */
        HEADER,
        /** In a file of words for each memory. */
        FILES
    }

    /** How inputs come and outputs go. */
    public enum Data {
        AXI_STREAM,
        FIFO
    }

    /** How it is started. */
    public enum Control {
        AXI_LITE,
        NONE
    }

    /**
     * What a network may take.
     *
     * @param luts look-up tables
     * @param dsps multipliers with adders, of 18 by 25 bits
     * @param brams memories of 18 Kibit
     */
    public record Budget(long luts, long dsps, long brams) {}

    public Fpga {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(part, "part");
        Objects.requireNonNull(types, "types");
        Objects.requireNonNull(budget, "budget");
        Objects.requireNonNull(weights, "weights");
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(control, "control");
        Objects.requireNonNull(profile, "profile");
        Objects.requireNonNull(location, "location");
    }
}
