package dev.intarsia.hwtest.engine;

import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.engine.TensorObserver;
import dev.intarsia.ir.target.Target;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.oracle.Oracle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The interpreter of kernels. Needs nothing, and runs for any target, since none changes a value. */
record OracleEngine() implements EngineKind {

    @Override
    public String name() {
        return "oracle";
    }

    @Override
    public String summary() {
        return "a slow, plain interpreter of kernels";
    }

    @Override
    public boolean needsTarget() {
        return false;
    }

    @Override
    public boolean takes(Target target) {
        return false;
    }

    @Override
    public Supplier<RunningEngine> prepare(Program program, Optional<Target> target) {
        return () -> (inputs, each) -> run(program, inputs, each);
    }

    private static List<RawTensor> run(Program program, List<RawTensor> inputs, TensorObserver each) {
        Map<String, RawTensor> tensors = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            tensors.put(program.meaning().graph().inputs().get(i).name(), inputs.get(i));
        }
        new Oracle().run(program, inputs, (name, words) -> {
            tensors.put(name, words);
            each.tensor(name, words);
        });
        return program.meaning().graph().outputs().stream().map(tensors::get).toList();
    }
}
