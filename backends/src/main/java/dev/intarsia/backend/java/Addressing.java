package dev.intarsia.backend.java;

import dev.intarsia.ir.command.CommandProgram;
import dev.intarsia.ir.command.CommandProgram.Image;
import dev.intarsia.ir.command.CommandProgram.TensorPlace;
import java.util.List;

/** Says by name where an address of the memory outside lies. */
final class Addressing {

    private final CommandProgram program;
    private final Names names;

    Addressing(CommandProgram program, Names names) {
        this.program = program;
        this.names = names;
    }

    /** The constant that holds a tensor's place. */
    String tensor(String name) {
        return names.constant(name);
    }

    /** The constant that holds an image's address. */
    String image(Image image) {
        return names.constant(image.name() + " address");
    }

    /**
     * The place that an address belongs to.
     *
     * @param text an expression for its first address
     * @param first its first address
     */
    record Origin(String text, int first) {}

    /**
     * Finds the place of an address.
     *
     * @param likely tensors to look at first, since tensors may share bytes
     */
    Origin origin(long address, List<String> likely) {
        for (String name : likely) {
            for (TensorPlace place : program.tensors()) {
                if (place.name().equals(name) && holds(place.address(), place.bytes(), address)) {
                    return new Origin(tensor(name) + ".address()", place.address());
                }
            }
        }
        for (Image image : program.images()) {
            if (holds(image.address(), image.content().shape().elements(), address)) {
                return new Origin(image(image), image.address());
            }
        }
        for (TensorPlace place : program.tensors()) {
            if (holds(place.address(), place.bytes(), address)) {
                return new Origin(tensor(place.name()) + ".address()", place.address());
            }
        }
        return new Origin("", 0);
    }

    private static boolean holds(int from, int bytes, long address) {
        return address >= from && address < (long) from + bytes;
    }
}
