package dev.intarsia.simulator.oracle;

import dev.intarsia.ir.engine.Engine;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.engine.TensorObserver;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.RawTensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs kernels plainly, and refuses whatever a kernel may not do. */
public final class Oracle implements Engine {

    @Override
    public String name() {
        return "oracle";
    }

    /** @throws KernelFault when a kernel is at fault */
    @Override
    public void run(Program program, List<RawTensor> inputs, TensorObserver each) {
        List<Input> expected = program.meaning().graph().inputs();
        if (inputs.size() != expected.size()) {
            throw new IllegalArgumentException(
                    "the program has " + expected.size() + " inputs, given " + inputs.size());
        }
        Map<String, RawTensor> tensors = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            tensors.put(expected.get(i).name(), inputs.get(i));
        }
        for (Kernel kernel : program.kernels()) {
            run(kernel, tensors).forEach((name, words) -> {
                tensors.put(name, words);
                each.tensor(name, words);
            });
        }
    }

    /**
     * Runs one kernel, lowered or scheduled.
     *
     * @param tensors the words of its inputs, by name; others are ignored
     * @return the words of its outputs, by name
     * @throws KernelFault when the kernel is at fault
     */
    public Map<String, RawTensor> run(Kernel kernel, Map<String, RawTensor> tensors) {
        try {
            return new Interpreter(kernel).run(tensors);
        } catch (KernelFault fault) {
            throw fault.in(kernel.name());
        }
    }
}
