package dev.intarsia.backend.mcu;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.type.Shape;

/**
 * Where a tensor lies in the arena, from the layer that writes it until another tensor needs the place.
 *
 * @param name of the tensor in the graph
 * @param format of its words, each in the least of 1, 2, 4 or 8 bytes
 * @param shape without the batch axis, row-major
 * @param offset of its first byte in the arena
 */
public record LayerPlace(String name, IntFormat format, Shape shape, long offset) {

    /** How many bytes it takes. */
    public long bytes() {
        return (long) shape.elements() * format.bytes();
    }
}
