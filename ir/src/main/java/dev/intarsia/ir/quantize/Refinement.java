package dev.intarsia.ir.quantize;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.range.ProductPlaces;
import dev.intarsia.ir.range.ProductSum;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Goes through a network with its samples, layer by layer, the real numbers and the integers side by side. At each sum of products it chooses the
 * words of weights and bias by what the layer really reads, which is what the layers before it give in integers, and only then runs it.
 */
final class Refinement {

    private final Graph graph;
    private final Calibration calibration;
    private final QuantizationSettings settings;
    private final SampleRuns runs;
    private final RealWalk real;
    private final List<Map<String, RawTensor>> integer = new ArrayList<>();
    private ChosenWords chosen = ChosenWords.NONE;
    private QuantizationPlan plan;
    private QuantizedGraph quantized;

    private Refinement(Graph graph, Calibration calibration, QuantizationSettings settings, SampleRuns runs) {
        this.graph = graph;
        this.calibration = calibration;
        this.settings = settings;
        this.runs = runs;
        this.real = new RealWalk(
                graph, runs, IntStream.range(0, runs.samples()).boxed().toList());
        replan();
    }

    /**
     * The words of all weights and biases that are not the nearest ones.
     *
     * @param calibration with its samples; a plan can be made of its statistics without an error
     */
    static ChosenWords words(Graph graph, Calibration calibration, QuantizationSettings settings) {
        Refinement refinement =
                new Refinement(graph, calibration, settings, calibration.runs().orElseThrow());
        refinement.run();
        return refinement.chosen;
    }

    private void replan() {
        Diagnostics diagnostics = new Diagnostics();
        plan = new Planning(graph, calibration, settings, chosen, diagnostics).plan();
        quantized = ApplyQuantization.apply(graph, plan, diagnostics);
    }

    private String name(String tensor) {
        return ApplyQuantization.nameAfter(graph, plan, tensor);
    }

    private void run() {
        for (int sample = 0; sample < runs.samples(); sample++) {
            Map<String, RawTensor> raws = new HashMap<>();
            List<RawTensor> inputs = runs.words(sample, quantized);
            for (int i = 0; i < inputs.size(); i++) {
                raws.put(graph.inputs().get(i).name(), inputs.get(i));
            }
            integer.add(raws);
        }
        Map<String, Integer> lastReaders = lastReaders();
        for (int i = 0; i < graph.nodes().size(); i++) {
            Node node = graph.nodes().get(i);
            if (plan.nodes().get(node.name()) instanceof NodeChoice.Compute(NodeArithmetic arithmetic)) {
                if (arithmetic instanceof NodeArithmetic.Accumulate accumulate) {
                    refine(node, accumulate);
                }
                runIntegers(node);
            }
            real.step();
            forget(i, lastReaders);
        }
    }

    private void runIntegers(Node node) {
        String name = name(node.name());
        SampleRuns.NodeRunner runner = runs.runner(quantized, name);
        IntStream.range(0, integer.size())
                .parallel()
                .forEach(sample -> integer.get(sample).put(name, runner.run(integer.get(sample))));
    }

    /** For each tensor of words, the last node that reads it, under the name of what it is merged into. */
    private Map<String, Integer> lastReaders() {
        Map<String, Integer> last = new HashMap<>();
        for (int i = 0; i < graph.nodes().size(); i++) {
            for (String operand : graph.nodes().get(i).operands()) {
                last.merge(name(operand), i, Math::max);
            }
        }
        return last;
    }

    private void forget(int done, Map<String, Integer> lastReaders) {
        for (String operand : graph.nodes().get(done).operands()) {
            if (lastReaders.get(name(operand)) == done) {
                integer.forEach(tensors -> tensors.remove(name(operand)));
            }
        }
    }

    private void refine(Node node, NodeArithmetic.Accumulate arithmetic) {
        Optional<ProductSum> sum = sum(quantized, name(node.name()));
        if (sum.isEmpty()) {
            return; // a form whose products are not read off its kernel keeps the nearest words
        }
        ProductPlaces places = ProductPlaces.of(sum.get());
        String input = name(node.operands().getFirst());
        Quantized element = quantized.graph().type(input).quantized();
        LayerSamples samples = new LayerSamples(
                places,
                integer.stream()
                        .map(tensors -> element.real(tensors.get(input)))
                        .toList(),
                real.tensor(node.operands().getFirst()));
        Constant weights = graph.constant(node.operands().get(1)).orElseThrow();
        Optional<Constant> bias = node.operands().stream()
                .skip(2)
                .findFirst()
                .map(name -> graph.constant(name).orElseThrow());
        LayerWords layer = new LayerWords(
                settings.refinements(),
                places,
                samples::moments,
                element,
                weights.real(),
                plan.tensors().get(weights.name()),
                bias.map(Constant::real),
                limit(arithmetic));
        Quantized type = layer.element();
        chosen = chosen.with(weights.name(), type, layer.weights());
        if (bias.isPresent()) {
            chosen = chosen.with(bias.get().name(), layer.bias().orElseThrow());
        }
        replan();
    }

    /** The sum of products that a node computes, where its kernel shows it. */
    static Optional<ProductSum> sum(QuantizedGraph quantized, String name) {
        QuantizedNode made = quantized.quantizedNodes().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
        return ProductSum.of(made.node().op().lower(made.withAccumulation(new Accumulation.Wrap(IntFormat.I64))));
    }

    /** The format that sums are to fit, where they do not by themselves. */
    private Optional<IntFormat> limit(NodeArithmetic.Accumulate arithmetic) {
        return settings.refinements().fittedSums() && !(arithmetic.accumulation() instanceof Accumulation.Exact)
                ? Optional.of(arithmetic.accumulation().format())
                : settings.accumulator()
                        .filter(asked -> settings.refinements().fittedSums())
                        .map(Accumulation::format);
    }
}
