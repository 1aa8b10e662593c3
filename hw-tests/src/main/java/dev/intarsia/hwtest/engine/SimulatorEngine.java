package dev.intarsia.hwtest.engine;

import dev.intarsia.backend.java.JavaBackend;
import dev.intarsia.ir.command.CommandProgram;
import dev.intarsia.ir.command.Unit;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.engine.TensorObserver;
import dev.intarsia.ir.pass.ProveRequantizers;
import dev.intarsia.ir.plan.Planners;
import dev.intarsia.ir.sequence.Sequence;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.Target;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.oracle.Oracle;
import dev.intarsia.simulator.replay.Replay;
import dev.intarsia.simulator.replay.Step;
import dev.intarsia.simulator.replay.Timeline;
import dev.intarsia.simulator.runner.CompiledSimulator;
import dev.intarsia.simulator.runner.ProgramRunner;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The simulator of an accelerator.
 *
 * @param simulators from commands to a simulator for each thread
 */
record SimulatorEngine(String name, String summary, Function<CommandProgram, Supplier<CompiledSimulator>> simulators)
        implements EngineKind {

    /** Makes the calls of a command program without generating anything. */
    static SimulatorEngine direct() {
        return new SimulatorEngine(
                "simulator",
                "the machine of an accelerator, called directly",
                commands -> () -> new ProgramRunner(commands, new Oracle()::run));
    }

    /** Generates Java and compiles it in memory. */
    static SimulatorEngine generated() {
        return new SimulatorEngine(
                "java",
                "the simulator of an accelerator, as generated Java",
                commands -> JavaBackend.generate(commands, Replay.run(commands)).compileForThreads());
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
    public Supplier<RunningEngine> prepare(Program program, Optional<Target> target) {
        Accelerator accelerator = (Accelerator) target.orElseThrow();
        Program integers = ProveRequantizers.apply(program, accelerator);
        CommandProgram commands = Sequence.apply(Planners.standard().plan(integers, accelerator, new Diagnostics()));
        Supplier<CompiledSimulator> made = simulators.apply(commands);
        Supplier<Timeline> timeline = new Once(commands);
        return () -> new Running(made.get(), commands, timeline);
    }

    /** The replay of a program, made when somebody asks for it first. */
    private static final class Once implements Supplier<Timeline> {

        private final CommandProgram commands;
        private Timeline made;

        Once(CommandProgram commands) {
            this.commands = commands;
        }

        @Override
        public synchronized Timeline get() {
            if (made == null) {
                made = Replay.run(commands);
            }
            return made;
        }
    }

    /** @param timeline the same for every inference */
    private record Running(CompiledSimulator simulator, CommandProgram commands, Supplier<Timeline> timeline)
            implements RunningEngine {

        @Override
        public List<RawTensor> run(List<RawTensor> inputs, TensorObserver each) {
            return simulator.run(inputs, each);
        }

        @Override
        public Optional<Cycles> cycles() {
            return Optional.of(new Cycles(Cycles.SIMULATED, timeline.get().cycles()));
        }

        @Override
        public Optional<Origin> origin(String tensor, int position) {
            List<Step> stores = timeline.get().steps().stream()
                    .filter(step -> step.command().unit() == Unit.STORE)
                    .toList();
            return new StoredTiles(commands)
                    .origin(tensor, position, number -> stores.get(number).done());
        }
    }
}
