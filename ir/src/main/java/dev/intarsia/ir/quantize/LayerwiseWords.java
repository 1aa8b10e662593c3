package dev.intarsia.ir.quantize;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.quantize.weights.Moments;
import dev.intarsia.ir.range.ProductPlaces;
import dev.intarsia.ir.range.ProductSum;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Adaptive rounding for many trials of widths: the words of each layer are chosen once for each width, as if all layers before it were exact but for the words
 * of what it reads. A plan then only puts them together. {@link Refinement} sees what the layers before really give, and has to go through the network for it.
 *
 * @param layers by their nodes
 */
record LayerwiseWords(Map<String, Layer> layers) implements Quantizer {

    LayerwiseWords {
        layers = Map.copyOf(layers);
    }

    /** The words of one layer, by the width of its weights. */
    private record Layer(String weights, Optional<String> bias, Map<Integer, Choice> choices) {}

    private record Choice(Quantized type, RawTensor weights, Optional<RawTensor> bias) {}

    /**
     * Chooses words of each width from the least to the settings'.
     *
     * @param calibration with its samples
     * @param samples to choose by
     */
    static LayerwiseWords of(
            Graph graph, Calibration calibration, QuantizationSettings settings, List<Integer> samples) {
        Diagnostics diagnostics = new Diagnostics();
        QuantizationSettings nearest = settings.withRefinements(Refinements.NONE);
        QuantizationPlan plan = new Planning(graph, calibration, nearest, ChosenWords.NONE, diagnostics).plan();
        if (diagnostics.hasErrors()) {
            return new LayerwiseWords(Map.of()); // every plan will report them
        }
        QuantizedGraph quantized = ApplyQuantization.apply(graph, plan, diagnostics);
        RealWalk walk = new RealWalk(graph, calibration.runs().orElseThrow(), samples);
        Map<String, Layer> layers = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            if (plan.nodes().get(node.name()) instanceof NodeChoice.Compute(NodeArithmetic arithmetic)
                    && arithmetic instanceof NodeArithmetic.Accumulate) {
                String input = node.operands().getFirst();
                Optional<ProductSum> sum =
                        Refinement.sum(quantized, ApplyQuantization.nameAfter(graph, plan, node.name()));
                sum.ifPresent(products -> layers.put(
                        node.name(),
                        layer(
                                graph,
                                node,
                                nearest,
                                ProductPlaces.of(products),
                                plan.tensors().get(plan.resultOf(input)),
                                walk.tensor(input))));
            }
            walk.step();
        }
        return new LayerwiseWords(layers);
    }

    private static Layer layer(
            Graph graph,
            Node node,
            QuantizationSettings settings,
            ProductPlaces places,
            Quantized input,
            List<RealTensor> read) {
        List<RealTensor> found = read.stream()
                .map(values -> input.real(TensorQuantization.quantize(values, input)))
                .toList();
        LayerSamples seen = new LayerSamples(places, found, read);
        List<Moments> moments = IntStream.range(0, places.kinds())
                .parallel()
                .mapToObj(seen::moments)
                .toList();
        Constant weights = graph.constant(node.operands().get(1)).orElseThrow();
        Optional<Constant> bias = node.operands().stream()
                .skip(2)
                .findFirst()
                .map(name -> graph.constant(name).orElseThrow());
        Map<Integer, Choice> choices = new LinkedHashMap<>();
        for (int bits = WeightScheme.LEAST_BITS; bits <= settings.weightBits(); bits++) {
            OwnWidths own =
                    new OwnWidths(Map.of(node.name(), bits), settings.own().activations());
            Quantized element = settings.withOwn(own)
                    .weights(node.name())
                    .element(
                            weights.real(),
                            bias.map(Constant::real),
                            NodePlanning.biasFormat(input),
                            input.scale().at(0));
            LayerWords words = new LayerWords(
                    new Refinements(false, true, false, false),
                    places,
                    moments::get,
                    input,
                    weights.real(),
                    element,
                    bias.map(Constant::real),
                    Optional.empty());
            choices.put(bits, new Choice(words.element(), words.weights(), words.bias()));
        }
        return new Layer(weights.name(), bias.map(Constant::name), choices);
    }

    @Override
    public String name() {
        return "layerwise words";
    }

    @Override
    public QuantizationPlan plan(
            Graph graph, Calibration calibration, QuantizationSettings settings, Diagnostics diagnostics) {
        ChosenWords chosen = ChosenWords.NONE;
        for (Map.Entry<String, Layer> entry : layers.entrySet()) {
            Layer layer = entry.getValue();
            Choice choice =
                    layer.choices().get(settings.own().weights().getOrDefault(entry.getKey(), settings.weightBits()));
            chosen = chosen.with(layer.weights(), choice.type(), choice.weights());
            if (layer.bias().isPresent()) {
                chosen = chosen.with(layer.bias().get(), choice.bias().orElseThrow());
            }
        }
        return new Planning(graph, calibration, settings.withRefinements(Refinements.NONE), chosen, diagnostics).plan();
    }
}
