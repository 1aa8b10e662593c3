package dev.intarsia.simulator.oracle;

/** A kernel did what no kernel may do: the message names the kernel, the buffer and the place. A mistake of a pass. */
public final class KernelFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    KernelFault(String message) {
        super(message);
    }

    KernelFault in(String kernel) {
        KernelFault fault = new KernelFault("kernel " + kernel + ": " + getMessage());
        fault.setStackTrace(getStackTrace());
        return fault;
    }
}
