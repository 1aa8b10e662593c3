package dev.intarsia.benchmark;

import dev.intarsia.backend.java.JavaBackend;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.command.CommandProgram;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.oracle.Oracle;
import dev.intarsia.simulator.replay.Replay;
import dev.intarsia.simulator.replay.Timeline;
import dev.intarsia.simulator.runner.CompiledSimulator;
import dev.intarsia.simulator.runner.ProgramRunner;
import dev.intarsia.simulator.sketch.PlannedNetwork;
import dev.intarsia.simulator.sketch.Targets;
import java.util.List;
import java.util.Random;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A planned network with everything that runs it, and one image. */
@State(Scope.Benchmark)
public class Network {

    /** Rows and columns of the array. */
    @Param({"8", "16", "32"})
    public int array;

    private CommandProgram program;
    private CompiledSimulator generated;
    private CompiledSimulator runner;
    private Timeline timeline;
    private List<RawTensor> inputs;

    /** Plans, generates, compiles. */
    @Setup
    public void prepare() {
        program = PlannedNetwork.program(Targets.inlay(array), 28, 32, MultiplyShift.SINGLE, 1);
        timeline = Replay.run(program);
        generated = JavaBackend.generate(program, timeline).compile();
        runner = new ProgramRunner(program, new Oracle()::run);
        inputs = List.of(PlannedNetwork.image(program, new Random(1)));
    }

    CommandProgram program() {
        return program;
    }

    /** Multiply-accumulates of one inference. */
    long macs() {
        return timeline.macs();
    }

    CompiledSimulator generated() {
        return generated;
    }

    CompiledSimulator runner() {
        return runner;
    }

    List<RawTensor> inputs() {
        return inputs;
    }
}
