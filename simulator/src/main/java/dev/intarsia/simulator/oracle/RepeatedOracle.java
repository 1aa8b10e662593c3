package dev.intarsia.simulator.oracle;

import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.RawTensor;
import java.util.IdentityHashMap;
import java.util.Map;

/** The oracle for kernels that run many times: each is made ready once. For one thread. */
public final class RepeatedOracle {

    private final Map<Kernel, Interpreter> ready = new IdentityHashMap<>();

    /**
     * Runs one kernel, as {@link Oracle#run(Kernel, Map)} does.
     *
     * @throws KernelFault when the kernel is at fault
     */
    public Map<String, RawTensor> run(Kernel kernel, Map<String, RawTensor> tensors) {
        try {
            return ready.computeIfAbsent(kernel, Interpreter::new).run(tensors);
        } catch (KernelFault fault) {
            throw fault.in(kernel.name());
        }
    }
}
