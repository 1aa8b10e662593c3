package dev.intarsia.ir.kernel;

/**
 * Where a buffer lives.
 *
 * @param name {@code main} for the memory that tensors lie in between kernels, {@code register} for a scalar, else a memory of the
 *     target
 */
public record Memory(String name) {

    public static final Memory MAIN = new Memory("main");
    public static final Memory REGISTER = new Memory("register");
}
