package dev.intarsia.hwtest.engine;

import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.target.Target;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.layerwise.Layerwise;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Whole layers as plain arrays: what {@code size} sweeps with. */
record LayerwiseEngine() implements EngineKind {

    @Override
    public String name() {
        return "layerwise";
    }

    @Override
    public String summary() {
        return "whole layers as plain arrays, without a target";
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
        Layerwise network = Layerwise.of(program);
        return () -> (inputs, each) -> {
            Map<String, RawTensor> tensors = network.run(inputs);
            for (Node node : program.meaning().graph().nodes()) {
                each.tensor(node.name(), tensors.get(node.name()));
            }
            return program.meaning().graph().outputs().stream()
                    .map(tensors::get)
                    .toList();
        };
    }
}
