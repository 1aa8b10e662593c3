package dev.intarsia.hwtest.engine;

import dev.intarsia.hwtest.inlay.InlayDesign;
import dev.intarsia.hwtest.inlay.RtlRunner;
import dev.intarsia.hwtest.tool.ExternalTool;
import dev.intarsia.hwtest.verilator.VerilatedDesign;
import dev.intarsia.hwtest.verilator.Verilator;
import dev.intarsia.ir.command.CommandProgram;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.engine.TensorObserver;
import dev.intarsia.ir.plan.Planners;
import dev.intarsia.ir.sequence.Sequence;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.Target;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.oracle.Oracle;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The Verilated accelerator; the layers that it does not compute run on the host, as in the simulator. */
record RtlEngine() implements EngineKind {

    @Override
    public String name() {
        return "rtl";
    }

    @Override
    public String summary() {
        return "the accelerator in SystemVerilog, run by Verilator";
    }

    @Override
    public boolean needsTarget() {
        return true;
    }

    @Override
    public boolean takes(Target target) {
        return target instanceof Accelerator;
    }

    @Override
    public boolean quick() {
        return false;
    }

    @Override
    public List<ExternalTool> tools() {
        return List.of(ExternalTool.VERILATOR, ExternalTool.CXX);
    }

    @Override
    public Supplier<RunningEngine> prepare(Program program, Optional<Target> target) {
        Accelerator accelerator = (Accelerator) target.orElseThrow();
        CommandProgram commands = Sequence.apply(Planners.standard().plan(program, accelerator, new Diagnostics()));
        InlayDesign design = RtlRunner.design(commands);
        VerilatedDesign built = Verilator.installed().build(design.bench());
        return () -> running(commands, built);
    }

    /** A program on a design that was built for it. */
    static RunningEngine running(CommandProgram commands, VerilatedDesign built) {
        return new Running(new RtlRunner(commands, new Oracle()::run, built, false), new StoredTiles(commands));
    }

    private record Running(RtlRunner runner, StoredTiles tiles) implements RunningEngine {

        @Override
        public List<RawTensor> run(List<RawTensor> inputs, TensorObserver each) {
            return runner.run(inputs, each);
        }

        @Override
        public Optional<Origin> origin(String tensor, int position) {
            return tiles.origin(tensor, position, runner::stored);
        }

        @Override
        public Optional<Cycles> cycles() {
            return Optional.of(new Cycles(Cycles.RTL, runner.cycles()));
        }

        @Override
        public void close() {
            runner.close();
        }
    }
}
