package dev.intarsia.frontend.onnx;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.PowerOfTwo;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.op.Add;
import dev.intarsia.ir.op.Dequantize;
import dev.intarsia.ir.op.Mul;
import dev.intarsia.ir.op.MultiThreshold;
import dev.intarsia.ir.op.Reshape;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes integers of what QONNX and FINN write in real numbers between words: a sum of products of words, then maps of each channel, then words
 * again. The sum becomes one of integers, kept whole; what lies between it and the next words becomes thresholds on it, which give the same word
 * for every sum that there can be: see {@link Staircases}. The last sum, which nothing makes words of, is converted to the real numbers that the
 * rest of the model computes with.
 *
 * <p>The real number of a sum is {@code fl32(sum · (scale of the operand · scale of the weights) + bias)}: rounded once, as every sum of real
 * numbers is here. An engine that adds float32 products one by one may lie beside it by as much as its order of additions makes.
 */
final class FormThresholds {

    private final Graph graph;
    private final Map<String, Node> byName = new HashMap<>();
    private final Map<String, Constant> constants = new LinkedHashMap<>();
    private final Map<String, List<Node>> instead = new HashMap<>();
    private final Set<String> names = new HashSet<>();

    private FormThresholds(Graph graph) {
        this.graph = graph;
        graph.nodes().forEach(node -> byName.put(node.name(), node));
        graph.constants().forEach(constant -> constants.put(constant.name(), constant));
        names.addAll(byName.keySet());
        names.addAll(constants.keySet());
        graph.inputs().forEach(input -> names.add(input.name()));
    }

    /** The graph with integers wherever they are found. */
    static Graph apply(Graph graph) {
        return new FormThresholds(graph).apply();
    }

    private Graph apply() {
        for (Node node : graph.nodes()) {
            if (isConversion(node) && !node.type().isReal()) {
                thresholds(node).ifPresent(nodes -> instead.put(node.name(), nodes));
            }
        }
        Graph done = rebuilt();
        FormThresholds rest = new FormThresholds(done);
        for (Node node : done.nodes()) {
            rest.lastSum(node).ifPresent(nodes -> rest.instead.put(node.name(), nodes));
        }
        return rest.rebuilt();
    }

    private Graph rebuilt() {
        List<Node> nodes = graph.nodes().stream()
                .flatMap(node -> instead.getOrDefault(node.name(), List.of(node)).stream())
                .toList();
        return new Graph(graph.name(), graph.inputs(), List.copyOf(constants.values()), nodes, graph.outputs())
                .withoutDeadNodes();
    }

    private static boolean isConversion(Node node) {
        return node.op().capabilities().contains(Capability.CONVERTS);
    }

    /**
     * A sum of products of words.
     *
     * @param node in real numbers
     * @param words the words that it sums
     * @param bias in real numbers, one for each channel
     */
    private record Sum(Node node, String words, Quantized element, Constant weights, Optional<RealTensor> bias) {

        int channels() {
            return weights.type().shape().size(0);
        }

        /** The real number that a channel's sum is worth for each 1. */
        double worth(int channel) {
            return element.scale().at(0) * weights.type().quantized().scale().at(channel);
        }
    }

    private Optional<Sum> sum(Node node) {
        if (!node.type().isReal()
                || !node.op().capabilities().contains(Capability.ACCUMULATES)
                || node.operands().size() < 2) {
            return Optional.empty();
        }
        Node before = byName.get(node.operands().getFirst());
        Optional<Constant> weights = weights(node.operands().get(1));
        Optional<RealTensor> bias =
                node.operands().size() > 2 ? realConstant(node.operands().get(2)) : Optional.empty();
        if (before == null
                || !isConversion(before)
                || graph.type(before.operands().getFirst()).isReal()
                || weights.isEmpty()
                || node.operands().size() > 2 && bias.isEmpty()) {
            return Optional.empty();
        }
        String words = before.operands().getFirst();
        Quantized element = graph.type(words).quantized();
        return element.scale().isPerTensor() && graph.constant(words).isEmpty()
                ? Optional.of(new Sum(node, words, element, weights.get(), bias))
                : Optional.empty();
    }

    /** Weights as words around 0, with scales along their first axis; real ones, where they are small whole numbers. */
    private Optional<Constant> weights(String name) {
        Node node = byName.get(name);
        if (node != null && isConversion(node)) {
            return graph.constant(node.operands().getFirst())
                    .filter(constant -> !constant.type().isReal())
                    .filter(constant -> constant.type().quantized().zeroPoint() == 0)
                    .filter(constant -> constant.type().quantized().scale().isPerTensor()
                            || constant.type().quantized().scale().axis() == 0);
        }
        return graph.constant(name).filter(constant -> constant.type().isReal()).flatMap(FormThresholds::wholeNumbers);
    }

    private static Optional<Constant> wholeNumbers(Constant constant) {
        float[] numbers = ((RealTensor) constant.value()).toArray();
        long[] words = new long[numbers.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = (long) numbers[i];
            if (words[i] != numbers[i] || !IntFormat.I8.contains(words[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(constant(constant, narrowest(words), Scale.perTensor(1), words));
    }

    private static IntFormat narrowest(long[] words) {
        return IntFormat.holdingSigned(
                java.math.BigInteger.valueOf(Arrays.stream(words).min().orElse(0)),
                java.math.BigInteger.valueOf(Arrays.stream(words).max().orElse(0)));
    }

    private static Constant constant(Constant from, IntFormat format, Scale scale, long[] words) {
        Shape shape = from.type().shape();
        return new Constant(
                from.name(),
                new TensorType(new Quantized(format, scale, 0), shape),
                RawTensor.owning(format, shape, words),
                from.location());
    }

    private Optional<RealTensor> realConstant(String name) {
        Node node = byName.get(name);
        if (node != null && isConversion(node)) {
            return graph.constant(node.operands().getFirst())
                    .filter(constant -> !constant.type().isReal())
                    .map(constant -> constant.type().quantized().real(constant.raw()));
        }
        return graph.constant(name).map(Constant::value).map(value -> switch (value) {
            case RealTensor real -> real;
            case RawTensor raw ->
                graph.constant(name).orElseThrow().type().quantized().real(raw);
        });
    }

    /** From a sum to the words that are made of it. */
    private Optional<List<Node>> thresholds(Node words) {
        List<RealChain.Link> links = new ArrayList<>();
        Node node = words;
        while (true) {
            String operand = operandThatFlows(node).orElse("");
            Node before = byName.get(operand);
            if (before == null
                    || graph.readers(operand).size() != 1
                    || graph.outputs().contains(operand)) {
                return Optional.empty();
            }
            Optional<Sum> sum = sum(before);
            if (sum.isPresent()) {
                return RealChain.of(links.reversed(), before.type().shape(), words)
                        .flatMap(chain -> integers(sum.get(), chain, words));
            }
            if (!before.type().isReal()
                    || !RealChain.mayHold(
                            before.op(),
                            before.operands().indexOf(operandThatFlows(before).orElse("")))) {
                return Optional.empty();
            }
            links.add(link(before));
            node = before;
        }
    }

    /** The one operand that is no constant. */
    private Optional<String> operandThatFlows(Node node) {
        List<String> flowing = node.operands().stream()
                .filter(name -> realConstant(name).isEmpty())
                .toList();
        return flowing.size() == 1 ? Optional.of(flowing.getFirst()) : Optional.empty();
    }

    private RealChain.Link link(Node node) {
        List<Optional<RealTensor>> operands =
                node.operands().stream().map(this::realConstant).toList();
        return new RealChain.Link(node.op(), operands);
    }

    private Optional<List<Node>> integers(Sum sum, RealChain chain, Node words) {
        Staircases found = Staircases.find(
                chain,
                bounds(sum),
                k -> a -> real(sum, k, a),
                words.type().quantized().format());
        if (found == null) {
            return Optional.empty();
        }
        Constant weights = own(sum, found.falls());
        Node integer = sum(sum, weights, fresh(words.name() + "/sum"));
        constants.put(weights.name(), weights);
        Quantized element = words.type().quantized();
        Quantized summed = integer.type().quantized();
        String name = fresh(words.name() + "/thresholds");
        constants.put(
                name,
                new Constant(
                        name,
                        new TensorType(summed, Shape.of(sum.channels(), found.each())),
                        RawTensor.owning(summed.format(), Shape.of(sum.channels(), found.each()), found.thresholds()),
                        words.location()));
        double scale = element.scale().at(0);
        MultiThreshold count = new MultiThreshold(scale * found.step(), scale * (found.first() - element.zeroPoint()));
        boolean reshaped = !integer.type().shape().equals(words.type().shape());
        Node counted = new Node(
                reshaped ? fresh(words.name() + "/counted") : words.name(),
                count,
                List.of(integer.name(), name),
                words.type().withShape(integer.type().shape()),
                Optional.of(new NodeArithmetic.Count()),
                words.location());
        if (!reshaped) {
            return Optional.of(List.of(integer, counted));
        }
        Node moved = new Node(
                words.name(),
                new Reshape(words.type().shape()),
                List.of(counted.name()),
                words.type(),
                Optional.empty(),
                words.location());
        return Optional.of(List.of(integer, counted, moved));
    }

    /** The real number of a sum, rounded once. */
    private static float real(Sum sum, int channel, long accumulated) {
        double bias = sum.bias().map(b -> (double) b.at(channel)).orElse(0.0);
        return (float) (accumulated * sum.worth(channel) + bias);
    }

    /** What the sums of each channel lie between, at the least and the greatest words, padding included. */
    private static long[][] bounds(Sum sum) {
        IntFormat format = sum.element().format();
        long zero = sum.element().zeroPoint();
        RawTensor weights = sum.weights().raw();
        int length = weights.shape().elements() / sum.channels();
        long[][] bounds = new long[sum.channels()][2];
        for (int i = 0; i < weights.shape().elements(); i++) {
            long a = weights.at(i) * (format.min() - zero);
            long b = weights.at(i) * (format.max() - zero);
            bounds[i / length][0] += Math.min(0, Math.min(a, b));
            bounds[i / length][1] += Math.max(0, Math.max(a, b));
        }
        return bounds;
    }

    /** The weights of a sum with one scale, those of some channels with the other sign. */
    private Constant own(Sum sum, boolean[] negated) {
        RawTensor raw = sum.weights().raw();
        boolean anyNegated = false;
        for (boolean each : negated) {
            anyNegated |= each;
        }
        Scale scale = sum.weights().type().quantized().scale();
        if (!anyNegated && scale.isPerTensor()) {
            return sum.weights();
        }
        long[] words = raw.toArray();
        int length = words.length / sum.channels();
        for (int i = 0; i < words.length; i++) {
            words[i] = negated[i / length] ? -words[i] : words[i];
        }
        boolean fits = Arrays.stream(words).allMatch(raw.format()::contains);
        IntFormat format = fits ? raw.format() : narrowest(words);
        Constant changed = constant(sum.weights(), format, scale.isPerTensor() ? scale : Scale.perTensor(1), words);
        return new Constant(fresh(sum.weights().name() + "/own"), changed.type(), changed.value(), changed.location());
    }

    /** The sum in integers, kept whole. */
    private static Node sum(Sum sum, Constant weights, String name) {
        long[][] bounds = bounds(sum);
        long reach = 0;
        for (long[] channel : bounds) {
            reach = Math.max(reach, Math.max(-channel[0], channel[1]));
        }
        // One more than any sum is a threshold that no sum reaches.
        IntFormat format =
                IntFormat.holdingSigned(java.math.BigInteger.valueOf(-reach), java.math.BigInteger.valueOf(reach + 1));
        double worth =
                sum.element().scale().at(0) * weights.type().quantized().scale().at(0);
        return new Node(
                name,
                sum.node().op(),
                List.of(sum.words(), weights.name()),
                new TensorType(
                        new Quantized(format, Scale.perTensor(worth), 0),
                        sum.node().type().shape()),
                Optional.of(new NodeArithmetic.Accumulate(
                        new Accumulation.Exact(format),
                        new Rescaling(new PowerOfTwo(Rounding.HALF_EVEN), List.of(new ScaleParameters(1, 0))),
                        new Clamp(format.min(), format.max()))),
                sum.node().location());
    }

    /** A sum that real numbers are computed from: in integers, converted, and with its scales and bias where they are of channels. */
    private Optional<List<Node>> lastSum(Node node) {
        return sum(node).map(sum -> {
            Constant weights = own(sum, new boolean[sum.channels()]);
            constants.put(weights.name(), weights);
            Node integer = sum(sum, weights, fresh(node.name() + "/sum"));
            List<Node> nodes = new ArrayList<>(List.of(integer));
            boolean scaled = !sum.weights().type().quantized().scale().isPerTensor();
            int more = (scaled ? 1 : 0) + (sum.bias().isPresent() ? 1 : 0);
            String name = more == 0 ? node.name() : fresh(node.name() + "/real");
            nodes.add(Node.real(name, new Dequantize(), List.of(integer.name()), node.type(), node.location()));
            if (scaled) {
                float[] scales = new float[sum.channels()];
                for (int k = 0; k < scales.length; k++) {
                    scales[k] = (float) sum.weights().type().quantized().scale().at(k);
                }
                String factor = real(node, "/scale", scales);
                String product = more == 1 ? node.name() : fresh(node.name() + "/scaled");
                nodes.add(Node.real(product, new Mul(), List.of(name, factor), node.type(), node.location()));
                name = product;
            }
            if (sum.bias().isPresent()) {
                String bias = real(node, "/bias", sum.bias().get().toArray());
                nodes.add(Node.real(node.name(), new Add(), List.of(name, bias), node.type(), node.location()));
            }
            return nodes;
        });
    }

    private String real(Node node, String suffix, float[] values) {
        String name = fresh(node.name() + suffix);
        constants.put(name, Constant.real(name, RealTensor.owning(Shape.of(values.length), values), node.location()));
        return name;
    }

    private String fresh(String wish) {
        String name = wish;
        for (int number = 2; !names.add(name); number++) {
            name = wish + "_" + number;
        }
        return name;
    }
}
