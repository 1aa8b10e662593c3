package dev.intarsia.hwtest.engine;

import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.target.Target;
import dev.intarsia.simulator.oracle.Oracle;
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
    public Supplier<RunningEngine> prepare(Program program, Optional<Target> target) {
        return () -> new ShowingEngine(
                program.meaning().graph(), (inputs, each) -> new Oracle().run(program, inputs, each), () -> {});
    }
}
