package dev.intarsia.backend.mcu;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The numbers with which a kernel of the runtime computes a layer. Layers of one shape share them, and the code of its own where the shape
 * has some: a function into whose instructions the numbers have been put.
 *
 * @param type the C structure of the numbers
 * @param values the numbers, in the structure's order
 * @param function what computes every shape; empty when each needs code of its own
 * @param ownFunction what is compiled anew for a shape; empty when the shape does not allow it
 * @param hint what the shape is called
 */
record KernelShape(String type, List<Integer> values, String function, String ownFunction, String hint) {

    KernelShape {
        values = List.copyOf(values);
    }

    boolean mayBeOwn() {
        return !ownFunction.isEmpty();
    }

    boolean mustBeOwn() {
        return function.isEmpty();
    }

    /** The numbers as a C initializer. */
    String initializer() {
        return values.stream().map(String::valueOf).collect(Collectors.joining(", ", "{", "}"));
    }
}
