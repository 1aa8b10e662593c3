package dev.intarsia.ir.graph;

import dev.intarsia.ir.type.Shape;

/**
 * An operator that makes channel c of its result, the last axis, of channel c of its operands, in the same way for every channel: it works
 * for more channels and for fewer.
 */
public interface Channelwise extends Op {

    /** Whether that holds for a first operand of this shape, batch axis included. */
    default boolean isChannelwise(Shape operand) {
        return true;
    }

    /** The same operator for so many channels. */
    default Op withChannels(int channels) {
        return this;
    }
}
