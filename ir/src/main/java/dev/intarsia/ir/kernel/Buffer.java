package dev.intarsia.ir.kernel;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.type.Shape;
import java.util.Objects;

/**
 * A place for words of one format.
 *
 * @param name unique in its kernel
 * @param format of each word; a store that could leave it is refused
 * @param shape row-major; a scalar has no axes
 * @param memory where it lives
 */
public record Buffer(String name, IntFormat format, Shape shape, Memory memory) {

    public Buffer {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(shape, "shape");
        Objects.requireNonNull(memory, "memory");
    }

    public static Buffer main(String name, IntFormat format, Shape shape) {
        return new Buffer(name, format, shape, Memory.MAIN);
    }

    public static Buffer register(String name, IntFormat format) {
        return new Buffer(name, format, Shape.of(), Memory.REGISTER);
    }
}
