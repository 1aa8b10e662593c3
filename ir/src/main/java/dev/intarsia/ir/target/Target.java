package dev.intarsia.ir.target;

import dev.intarsia.ir.diagnostic.Location;

/** A piece of fixed-point hardware. */
public sealed interface Target permits Accelerator, Fpga, Microcontroller {

    /** For people and for reports; no pass asks for it. */
    String name();

    /** Where it was described. */
    Location location();

    /** The name of the arithmetic profile that float models are quantized for. */
    String profile();
}
