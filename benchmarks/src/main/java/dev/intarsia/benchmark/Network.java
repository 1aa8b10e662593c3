package dev.intarsia.benchmark;

import dev.intarsia.backend.java.JavaBackend;
import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.frontend.data.DatasetReader;
import dev.intarsia.frontend.model.ModelReader;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.ir.command.CommandProgram;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.pass.GraphPasses;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.plan.SearchingPlanner;
import dev.intarsia.ir.quantize.ApplyQuantization;
import dev.intarsia.ir.quantize.InputConversion;
import dev.intarsia.ir.quantize.PostTraining;
import dev.intarsia.ir.quantize.QuantizationPlan;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.sequence.Sequence;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.simulator.oracle.Oracle;
import dev.intarsia.simulator.real.RealEngine;
import dev.intarsia.simulator.replay.Replay;
import dev.intarsia.simulator.replay.Timeline;
import dev.intarsia.simulator.runner.CompiledSimulator;
import dev.intarsia.simulator.runner.ProgramRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The shipped classifier, quantized for an array, with everything that runs it, and one image. */
@State(Scope.Benchmark)
public class Network {

    /** Images that activations' ranges are taken from. */
    private static final int CALIBRATION_IMAGES = 64;

    /** Rows and columns of the array: one of the shipped targets. */
    @Param({"8", "16", "32"})
    public int array;

    /** Bits of the weights. */
    @Param("8")
    public int weights;

    private CommandProgram program;
    private CompiledSimulator generated;
    private CompiledSimulator runner;
    private Timeline timeline;
    private List<RawTensor> inputs;

    /** Reads, quantizes, plans, generates, compiles. */
    @Setup
    public void prepare() {
        Path example = Path.of("examples", "fashion");
        Graph graph = GraphPasses.applyAll(
                ModelReader.read(example.resolve("fashion.inta")).graph());
        Input input = graph.inputs().getFirst();
        Dataset calibration = DatasetReader.read(example.resolve("calibration.npz"), Optional.empty());
        List<List<RealTensor>> images = new ArrayList<>();
        for (int i = 0; i < CALIBRATION_IMAGES; i++) {
            RawTensor words = calibration.words(i).reshaped(input.type().shape());
            images.add(List.of(InputConversion.real(words, input.preprocessing().orElseThrow())));
        }
        Accelerator target = TargetReader.accelerator("inlay" + array);
        Diagnostics diagnostics = new Diagnostics();
        QuantizationPlan plan = new PostTraining()
                .plan(
                        graph,
                        RealEngine.calibrate(graph, images),
                        QuantizationSettings.forTarget(target).withBits(weights, target.activationBits()),
                        diagnostics);
        program = Sequence.apply(new SearchingPlanner()
                .plan(Lower.lower(ApplyQuantization.apply(graph, plan, diagnostics)), target, diagnostics));
        timeline = Replay.run(program);
        generated = JavaBackend.generate(program, timeline).compile();
        runner = new ProgramRunner(program, new Oracle()::run);
        Dataset test = DatasetReader.read(example.resolve("test.npz"), Optional.empty());
        inputs = List.of(test.words(0).reshaped(input.type().shape().withoutFirst()));
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
