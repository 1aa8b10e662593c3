package dev.intarsia.simulator.lanes;

import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.oracle.Oracle;
import java.util.HashMap;
import java.util.Map;

/**
 * A layer that has no other form here: its kernel, run by the oracle.
 *
 * @param inputs the tensors that the kernel reads, by name
 */
record KernelStage(Kernel kernel, Map<String, Integer> inputs, int output) implements Stage {

    @Override
    public void run(Tensors tensors) {
        Map<String, RawTensor> words = new HashMap<>();
        inputs.forEach((name, tensor) -> words.put(name, tensors.words(tensor)));
        tensors.set(output, new Oracle().run(kernel, words).get(kernel.name()));
    }
}
