package dev.intarsia.cli.loss;

import dev.intarsia.cli.Pipeline;
import dev.intarsia.cli.Progress;
import dev.intarsia.cli.Samples;
import dev.intarsia.hwtest.engine.Samplewise;
import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.quantize.ErrorCollector;
import dev.intarsia.ir.quantize.QuantizationPlan;
import dev.intarsia.ir.quantize.TensorError;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Compares every tensor of the integers with that of the real numbers, on a few samples. */
public final class LayerLosses {

    private final Program program;
    private final Graph simple;
    private final Map<String, String> realNames = new HashMap<>();
    private final Map<String, Kernel> probes = new HashMap<>();
    private final ErrorCollector errors;

    private LayerLosses(Program program, Graph simple, QuantizationPlan plan) {
        this.program = program;
        this.simple = simple;
        this.errors = new ErrorCollector(simple, plan);
        for (Node node : simple.nodes()) {
            realNames.put(Pipeline.nameAfter(simple, plan, node.name()), node.name()); // of merged nodes the last
        }
        program.kernels().forEach(kernel -> AccumulatorProbe.of(kernel).ifPresent(p -> probes.put(kernel.name(), p)));
    }

    /**
     * One loss for each layer, in order.
     *
     * @param unfolded the graph before anything was folded; empty where it cannot be compared with the simplified one
     * @param real the samples for the simplified graph
     * @param words the same samples for the quantized graph
     */
    public static List<LayerLoss> of(
            Program program,
            Optional<Graph> unfolded,
            Graph simple,
            QuantizationPlan plan,
            Samples real,
            Samples words,
            Progress progress) {
        Map<String, Double> folds = new HashMap<>();
        unfolded.ifPresent(before -> new FoldErrors(before, simple)
                .measure(real)
                .forEach((layer, root) -> folds.put(Pipeline.nameAfter(simple, plan, layer), root)));
        LayerLosses losses = new LayerLosses(program, simple, plan);
        List<Sample> found = Samplewise.map(
                words.size(), () -> i -> losses.sample(real.real(i), words.words(i)), () -> progress.advance(1));
        found.forEach(
                sample -> losses.errors.add(sample.real, sample.words)); // in order: sums of fractions depend on it
        List<Map<String, Sums>> samples = found.stream().map(Sample::sums).toList();
        Map<String, TensorError> errors =
                losses.errors.errors().stream().collect(Collectors.toMap(TensorError::tensor, error -> error));
        List<LayerLoss> all = new ArrayList<>();
        List<QuantizedNode> nodes = program.meaning().quantizedNodes();
        for (int i = 0; i < nodes.size(); i++) {
            String name = nodes.get(i).name();
            Sums sums = samples.stream().map(s -> s.get(name)).reduce(Sums.NONE, Sums::plus);
            Optional<Double> fold = Optional.ofNullable(folds.get(name));
            all.add(loss(nodes.get(i), program.kernels().get(i), sums, fold, Optional.ofNullable(errors.get(name))));
        }
        return all;
    }

    private static LayerLoss loss(
            QuantizedNode node, Kernel kernel, Sums sums, Optional<Double> fold, Optional<TensorError> error) {
        OptionalInt weights = node.constants().size() > 1
                ? node.constants()
                        .get(1)
                        .map(w -> OptionalInt.of(w.format().bits()))
                        .orElse(OptionalInt.empty())
                : OptionalInt.empty();
        OptionalInt observed = sums.accumulated
                ? OptionalInt.of(IntFormat.holdingSigned(BigInteger.valueOf(sums.low), BigInteger.valueOf(sums.high))
                        .bits())
                : OptionalInt.empty();
        OptionalInt proved = Pipeline.provedBits(kernel);
        return new LayerLoss(
                node.name(),
                weights,
                node.element().format().bits(),
                proved,
                observed,
                sums.count == 0 ? 0 : sums.distance / sums.count,
                overflows(node, proved)
                        ? LayerLoss.Cause.OVERFLOW
                        : 2 * sums.clipped > sums.distance ? LayerLoss.Cause.CLIPPING : LayerLoss.Cause.ROUNDING,
                fold.map(f -> OptionalDouble.of(f / node.element().scale().at(0)))
                        .orElse(OptionalDouble.empty()),
                error);
    }

    /** Whether the sum has a format that it is not proved to fit. */
    private static boolean overflows(QuantizedNode node, OptionalInt proved) {
        return node.arithmetic() instanceof NodeArithmetic.Accumulate accumulate
                && !(accumulate.accumulation() instanceof Accumulation.Exact)
                && proved.orElse(0) > accumulate.accumulation().format().bits();
    }

    /** Every tensor of one sample, and what was found of it. */
    private record Sample(Map<String, RealTensor> real, Map<String, RawTensor> words, Map<String, Sums> sums) {}

    private Sample sample(List<RealTensor> realInputs, List<RawTensor> inputs) {
        Map<String, RealTensor> real = Pipeline.realTensors(simple, realInputs);
        Map<String, RawTensor> words = Pipeline.oracleTensors(program, inputs);
        Map<String, Sums> sums = new HashMap<>();
        for (QuantizedNode node : program.meaning().quantizedNodes()) {
            Sums distance = Optional.ofNullable(realNames.get(node.name()))
                    .map(name -> distance(real.get(name), words.get(node.name()), node.element()))
                    .orElse(Sums.NONE);
            Sums accumulators = Optional.ofNullable(probes.get(node.name()))
                    .map(probe -> accumulators(Pipeline.oracle(probe, words).get(node.name())))
                    .orElse(Sums.NONE);
            sums.put(node.name(), distance.plus(accumulators));
        }
        return new Sample(real, words, sums);
    }

    private static Sums distance(RealTensor real, RawTensor words, Quantized element) {
        double distance = 0;
        double clipped = 0;
        IntFormat format = element.format();
        for (int i = 0; i < words.shape().elements(); i++) {
            double exact = real.at(i) / element.scale().at(0) + element.zeroPoint();
            double step = Math.abs(words.at(i) - exact);
            distance += step;
            if (exact < format.min() - 0.5 || exact > format.max() + 0.5) {
                clipped += step;
            }
        }
        return new Sums(words.shape().elements(), distance, clipped, false, Long.MAX_VALUE, Long.MIN_VALUE);
    }

    private static Sums accumulators(RawTensor sums) {
        long low = Long.MAX_VALUE;
        long high = Long.MIN_VALUE;
        for (int i = 0; i < sums.shape().elements(); i++) {
            low = Math.min(low, sums.at(i));
            high = Math.max(high, sums.at(i));
        }
        return new Sums(0, 0, 0, true, low, high);
    }

    /** What was found, of one sample or of several. */
    private record Sums(long count, double distance, double clipped, boolean accumulated, long low, long high) {

        static final Sums NONE = new Sums(0, 0, 0, false, Long.MAX_VALUE, Long.MIN_VALUE);

        Sums plus(Sums other) {
            return new Sums(
                    count + other.count,
                    distance + other.distance,
                    clipped + other.clipped,
                    accumulated || other.accumulated,
                    Math.min(low, other.low),
                    Math.max(high, other.high));
        }
    }
}
