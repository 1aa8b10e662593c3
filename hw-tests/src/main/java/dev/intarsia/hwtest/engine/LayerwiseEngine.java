package dev.intarsia.hwtest.engine;

import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.target.Target;
import dev.intarsia.simulator.lanes.LaneProgram;
import dev.intarsia.simulator.lanes.LaneRunner;
import dev.intarsia.simulator.runner.CompiledSimulator;
import java.util.Optional;
import java.util.function.Supplier;

/** Whole layers, on vector lanes where these are at hand and proved to be exact. */
record LayerwiseEngine() implements EngineKind {

    @Override
    public String name() {
        return "layerwise";
    }

    @Override
    public String summary() {
        return "whole layers, without a target";
    }

    @Override
    public Supplier<RunningEngine> prepare(Program program, Optional<Target> target) {
        LaneProgram network = LaneProgram.of(program);
        return () -> {
            LaneRunner runner = network.runner();
            return (inputs, each) ->
                    each == CompiledSimulator.UNOBSERVED ? runner.run(inputs) : runner.run(inputs, each);
        };
    }
}
