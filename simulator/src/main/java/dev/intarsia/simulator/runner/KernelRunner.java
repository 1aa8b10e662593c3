package dev.intarsia.simulator.runner;

import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.RawTensor;
import java.util.Map;

/** Runs a kernel on tensors: what the host does for the layers that the accelerator does not compute. The oracle is one. */
@FunctionalInterface
public interface KernelRunner {

    /**
     * @param inputs the words of the kernel's inputs, by name
     * @return the words of its outputs, by name
     */
    Map<String, RawTensor> run(Kernel kernel, Map<String, RawTensor> inputs);
}
