package dev.intarsia.backend.mcu;

/**
 * The numbers with which a kernel of the runtime computes a layer. Layers of one shape share them, and the code of its own where the shape
 * has some: a function into whose instructions the numbers have been put.
 *
 * @param type the C structure of the numbers
 * @param members the numbers
 * @param function what computes every shape; empty when each needs code of its own
 * @param ownFunction what is compiled anew for a shape; empty when the shape does not allow it
 * @param hint what the shape is called
 */
record KernelShape(String type, Members members, String function, String ownFunction, String hint) {

    boolean mayBeOwn() {
        return !ownFunction.isEmpty();
    }

    boolean mustBeOwn() {
        return function.isEmpty();
    }
}
