package dev.intarsia.cli;

import dev.intarsia.backend.java.GeneratedSimulator;
import dev.intarsia.backend.java.JavaBackend;
import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.command.CommandProgram;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.pass.Equalize;
import dev.intarsia.ir.pass.GraphPasses;
import dev.intarsia.ir.pass.IntegerPasses;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.pass.ProveRequantizers;
import dev.intarsia.ir.pass.RemoveChannels;
import dev.intarsia.ir.plan.Plan;
import dev.intarsia.ir.plan.Planner;
import dev.intarsia.ir.plan.Planners;
import dev.intarsia.ir.quantize.ApplyQuantization;
import dev.intarsia.ir.quantize.Calibration;
import dev.intarsia.ir.quantize.FollowTypes;
import dev.intarsia.ir.quantize.QuantizationPlan;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.quantize.Quantizer;
import dev.intarsia.ir.quantize.Quantizers;
import dev.intarsia.ir.range.AccumulatorRange;
import dev.intarsia.ir.range.RangeAnalysis;
import dev.intarsia.ir.sequence.Sequence;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.Target;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.simulator.oracle.Oracle;
import dev.intarsia.simulator.oracle.RepeatedOracle;
import dev.intarsia.simulator.real.RealEngine;
import dev.intarsia.simulator.replay.Replay;
import dev.intarsia.simulator.replay.Timeline;
import dev.intarsia.simulator.runner.CompiledSimulator;
import dev.intarsia.simulator.runner.ProgramRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The whole way through the house, stage by stage, in its order. The only place of the command that calls the compiler; each stage takes
 * what the one before it gives, so none can be left out.
 *
 * <pre>
 * model.inta ─ read ─► ReadModel ─ simplify ─► Graph ─ calibrate, quantize ─► QuantizedGraph ─ compile ─► Compiled ─ simulator ─► words
 * </pre>
 */
public final class Pipeline {

    private Pipeline() {}

    /** The model of a file, of real numbers or quantized. */
    public static ReadModel read(Path model) {
        return ModelFiles.read(model);
    }

    /** The model of a file that leaves sizes open, with the shapes of its inputs, the batch included. */
    public static ReadModel read(Path model, Map<String, List<Integer>> shapes) {
        return shapes.isEmpty() ? read(model) : ModelFiles.read(model, shapes);
    }

    /**
     * A model whose tensors have types of integers, with the arithmetic of an engine, and simplified where that changes no word.
     *
     * @param diagnostics receives warnings; of parts that are left out because they are real, for example
     */
    public static ReadModel follow(ReadModel typed, ArithmeticProfile profile, Diagnostics diagnostics) {
        QuantizedGraph graph = IntegerPasses.applyAll(FollowTypes.apply(typed.graph(), profile, diagnostics));
        return new ReadModel(graph.graph(), Optional.of(graph.profile()));
    }

    /** A graph of real numbers with everything folded that can be folded before quantization. */
    public static Graph simplify(Graph real) {
        return GraphPasses.applyAll(real);
    }

    /** The same, and prepared as settings for its quantization ask for. */
    public static Graph simplify(Graph real, QuantizationSettings settings) {
        Graph simple = simplify(real);
        return settings.refinements().equalization() ? new Equalize(settings.powerOfTwo()).apply(simple) : simple;
    }

    /** Which numbers the tensors of a simplified graph take on samples. */
    public static Calibration calibrate(Graph simple, List<List<RealTensor>> samples) {
        return RealEngine.calibrate(simple, samples);
    }

    /**
     * The same of a data set, with its samples for quantizers that run them.
     *
     * @throws InvalidInputException where all numbers of all samples are the same one, so that no tensor has a range
     */
    public static Calibration calibrate(Graph simple, Dataset samples) {
        NumericArray numbers = samples.samples();
        double first = numbers.number(0);
        if (numbers.elements() > 1
                && IntStream.range(1, numbers.elements()).allMatch(i -> numbers.number(i) == first)) {
            throw InvalidInputException.of(
                    samples.source(),
                    "every number of the samples to calibrate with is " + (float) first + ", so no range can be seen",
                    "calibrate with samples like those that the network is for");
        }
        return calibrate(simple, Samples.of(samples, simple).reals()).withRuns(CalibrationRuns.of(samples, simple));
    }

    /**
     * A quantized graph and the plan that made it.
     *
     * @param plan every choice
     * @param graph what comes of them
     */
    public record Quantization(QuantizationPlan plan, QuantizedGraph graph) {}

    /** Decides on integers as the standard quantizer does, and makes them. */
    public static Quantization quantize(Graph simple, Calibration calibration, QuantizationSettings settings) {
        return quantize(simple, calibration, Quantizers.standard(), settings);
    }

    /** Decides on integers, and makes them. */
    public static Quantization quantize(
            Graph simple, Calibration calibration, Quantizer quantizer, QuantizationSettings settings) {
        Diagnostics diagnostics = new Diagnostics();
        QuantizationPlan plan = quantizer.plan(simple, calibration, settings, diagnostics);
        diagnostics.stopOnErrors();
        return new Quantization(plan, ApplyQuantization.apply(simple, plan, diagnostics));
    }

    /** The same outputs without the channels that are always the same or read by nobody. */
    public static Program withoutDeadChannels(Program program) {
        return Lower.lower(RemoveChannels.apply(program.meaning()).graph());
    }

    /**
     * The program that a target computes instead of one with requantizers that the target does not have: the same words of every tensor,
     * proved for each channel.
     */
    public static Program inIntegers(Program program, Target target) {
        return ProveRequantizers.apply(program, target);
    }

    /** The kernels of a quantized graph: what every engine runs. */
    public static Program lower(QuantizedGraph graph) {
        return Lower.lower(graph);
    }

    /**
     * A network for an accelerator.
     *
     * @param plan what the planner decided; holds the program and the target
     * @param commands the queues
     * @param timeline the cycles of one inference, whatever its values
     */
    public record Compiled(Plan plan, CommandProgram commands, Timeline timeline) {}

    /** Plans as the standard planner does, sequences and replays. */
    public static Compiled compile(Program program, Accelerator target) {
        return compile(program, target, Planners.standard());
    }

    /** Plans, sequences and replays. */
    public static Compiled compile(Program program, Accelerator target, Planner planner) {
        Plan plan = planner.plan(inIntegers(program, target), target, new Diagnostics());
        CommandProgram commands = Sequence.apply(plan);
        return new Compiled(plan, commands, Replay.run(commands));
    }

    /**
     * The same schedules for another program of the same shapes and word sizes: no schedule depends on the words of the weights, and
     * none changes a value.
     */
    public static Compiled compileAlike(Program program, Compiled other) {
        Plan plan = new Plan(
                program,
                other.plan().target(),
                other.plan().tensors(),
                other.plan().layers());
        return new Compiled(plan, Sequence.apply(plan), other.timeline());
    }

    /** The source of a simulator of its own for a compiled network. */
    public static GeneratedSimulator generate(Compiled compiled) {
        return JavaBackend.generate(compiled.commands(), compiled.timeline());
    }

    /** Generated simulators of a compiled network, compiled in memory: one for each thread that asks. */
    public static Supplier<CompiledSimulator> generatedSimulators(Compiled compiled) {
        return generate(compiled).compileForThreads();
    }

    /** Simulators that make the same calls without generating anything: quicker to begin, for many networks with few samples. */
    public static Supplier<CompiledSimulator> directSimulators(Compiled compiled) {
        return () -> new ProgramRunner(compiled.commands(), new RepeatedOracle()::run);
    }

    /** The outputs of one inference of the oracle, in the graph's order. */
    public static List<RawTensor> oracle(Program program, List<RawTensor> inputs) {
        Map<String, RawTensor> tensors = new HashMap<>();
        new Oracle().run(program, inputs, tensors::put);
        List<RawTensor> outputs = new ArrayList<>();
        for (String output : program.meaning().graph().outputs()) {
            outputs.add(tensors.get(output));
        }
        return outputs;
    }

    /** The outputs of many inferences on real numbers, in the graph's order; batch axes of 1. */
    public static List<List<RealTensor>> real(Graph graph, List<List<RealTensor>> inputs) {
        return RealEngine.outputs(graph, inputs);
    }

    /** Every tensor of one inference on real numbers, by its name. */
    public static Map<String, RealTensor> realTensors(Graph graph, List<RealTensor> inputs) {
        return RealEngine.run(graph, inputs);
    }

    /** Every tensor of one inference of the oracle, by its name, the inputs among them. */
    public static Map<String, RawTensor> oracleTensors(Program program, List<RawTensor> inputs) {
        Map<String, RawTensor> tensors = new HashMap<>();
        List<Input> names = program.meaning().graph().inputs();
        for (int i = 0; i < names.size(); i++) {
            tensors.put(names.get(i).name(), inputs.get(i));
        }
        new Oracle().run(program, inputs, tensors::put);
        return tensors;
    }

    /** The outputs of one kernel by the oracle. */
    public static Map<String, RawTensor> oracle(Kernel kernel, Map<String, RawTensor> tensors) {
        return new Oracle().run(kernel, tensors);
    }

    /** The name that a tensor of a real graph has in the quantized one. */
    public static String nameAfter(Graph simple, QuantizationPlan plan, String tensor) {
        return ApplyQuantization.nameAfter(simple, plan, tensor);
    }

    /** How many bits each accumulator of a kernel is proved to need; empty where nothing is accumulated. */
    public static OptionalInt provedBits(Kernel kernel) {
        List<AccumulatorRange> ranges = RangeAnalysis.accumulators(kernel);
        return ranges.isEmpty() ? OptionalInt.empty() : OptionalInt.of(RangeAnalysis.neededBits(ranges));
    }
}
