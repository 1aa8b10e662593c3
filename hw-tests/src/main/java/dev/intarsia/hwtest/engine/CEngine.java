package dev.intarsia.hwtest.engine;

import dev.intarsia.backend.mcu.CProject;
import dev.intarsia.backend.mcu.McuBackend;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.hwtest.c.HostC;
import dev.intarsia.hwtest.tool.ExternalTool;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.pass.ProveRequantizers;
import dev.intarsia.ir.target.Microcontroller;
import dev.intarsia.ir.target.Target;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.oracle.Oracle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The C for a microcontroller, or without a target for any machine, compiled for this one: what its fast kernels mean in plain C. */
record CEngine() implements EngineKind {

    private static final List<String> COMPILER = List.of("gcc", "-std=c99", "-O2");

    @Override
    public String name() {
        return "c";
    }

    @Override
    public String summary() {
        return "the C for a microcontroller, compiled for this machine";
    }

    @Override
    public boolean takes(Target target) {
        return target instanceof Microcontroller;
    }

    @Override
    public List<ExternalTool> tools() {
        return List.of(ExternalTool.GCC);
    }

    @Override
    public Supplier<RunningEngine> prepare(Program program, Optional<Target> target) {
        Microcontroller chosen = (Microcontroller) target.orElseGet(() -> TargetReader.microcontroller("host"));
        CProject project = McuBackend.generate(ProveRequantizers.apply(program, chosen), chosen, CEngine::words);
        return () -> {
            HostC running = new HostC(project, COMPILER);
            return new ShowingEngine(program.meaning().graph(), running::run, running::close);
        };
    }

    /** The oracle's words of every tensor, inputs included. */
    static Map<String, RawTensor> words(Program program, List<RawTensor> inputs) {
        Map<String, RawTensor> words = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            words.put(program.meaning().graph().inputs().get(i).name(), inputs.get(i));
        }
        new Oracle().run(program, inputs, words::put);
        return words;
    }
}
