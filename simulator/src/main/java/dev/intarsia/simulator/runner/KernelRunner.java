package dev.intarsia.simulator.runner;

import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.RawTensor;
import java.util.List;

/** Runs a kernel on tensors: what the host does for the layers that the accelerator does not compute. The oracle is one. */
@FunctionalInterface
public interface KernelRunner {

    /**
     * @param inputs one for each input buffer of the kernel, in order
     * @return one for each output buffer, in order
     */
    List<RawTensor> run(Kernel kernel, List<RawTensor> inputs);
}
