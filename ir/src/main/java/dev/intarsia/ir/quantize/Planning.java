package dev.intarsia.ir.quantize;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Averaging;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Preprocessing;
import dev.intarsia.ir.graph.Quantizable;
import dev.intarsia.ir.graph.Sloped;
import dev.intarsia.ir.graph.Tabulated;
import dev.intarsia.ir.op.LogSoftmax;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Scale;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** One run of {@link PostTraining}: goes through the graph once and gives each tensor its type, then each node its integers. */
final class Planning {

    /** Softmax in fixed point needs logits of a scale above 2^−26. */
    private static final double LEAST_LOGIT_SCALE = 0x1p-25;

    private static final int LEAST_SOFTMAX_BITS = 8;

    private static final Set<Quantizable.Form> TAKE_LOGITS =
            Set.of(Quantizable.Form.SOFTMAX, Quantizable.Form.LOG_SOFTMAX);

    private final Graph graph;
    private final Calibration calibration;
    private final QuantizationSettings settings;
    private final ChosenWords chosen;
    private final Diagnostics diagnostics;
    private final Fusion fusion;
    private final SharedTypes shared;
    private final Map<String, Quantized> tensors = new LinkedHashMap<>();
    private final Map<String, NodeChoice> nodes = new LinkedHashMap<>();

    /** @param chosen what a search or a training found before */
    Planning(
            Graph graph,
            Calibration calibration,
            QuantizationSettings settings,
            ChosenWords chosen,
            Diagnostics diagnostics) {
        this.graph = graph;
        this.calibration = calibration;
        this.settings = settings;
        this.chosen = chosen;
        this.diagnostics = diagnostics;
        this.fusion = new Fusion(graph);
        this.shared = new SharedTypes(graph, fusion);
    }

    QuantizationPlan plan() {
        for (Input input : graph.inputs()) {
            tensors.put(input.name(), input(input));
        }
        for (Node node : graph.nodes()) {
            if (fusion.isMerged(node.name())) {
                nodes.put(node.name(), new NodeChoice.Merge(fusion.resolve(node.name())));
            } else if (node.op() instanceof Quantizable quantizable) {
                node(node, quantizable.form());
            } else {
                diagnostics.error(
                        node.location(),
                        node.name() + ": " + node.op().mnemonic()
                                + " has no integers of its own, and no neighbour could take it up",
                        "put it directly behind a convolution or a dense layer that nothing else reads");
                tensors.put(node.name(), calibrated(node.name(), node.location()));
            }
        }
        return new QuantizationPlan(settings.profile().name(), tensors, nodes, chosen.words());
    }

    private Quantized input(Input input) {
        return input.preprocessing()
                .flatMap(data -> stored(input, data))
                .orElseGet(() -> calibrated(input.name(), input.location()));
    }

    /** The type of stored data that can pass unchanged. */
    private Optional<Quantized> stored(Input input, Preprocessing data) {
        ActivationScheme scheme = scheme(input.name());
        boolean plain = data.mean().stream().allMatch(mean -> mean == 0)
                && data.deviation().stream().allMatch(deviation -> deviation == 1);
        double scale = Scales.of(data.scale(), scheme.powerOfTwo());
        boolean asAsked = data.from().bits() == scheme.bits()
                && (!scheme.symmetric() || data.from().signed())
                && (!scheme.powerOfTwo() || scale == data.scale());
        return plain && asAsked && data.scale() > 0
                ? Optional.of(new Quantized(data.from(), Scale.perTensor(scale), 0))
                : Optional.empty();
    }

    private void node(Node node, Quantizable.Form form) {
        NodePlanning integers = new NodePlanning(settings, diagnostics, node, fusion.bounds(node.name()));
        String operand = fusion.resolve(node.operands().getFirst());
        String result = fusion.bounds(node.name()).result();
        switch (form) {
            case ACCUMULATE -> {
                Quantized element = calibrated(result, node.location());
                accumulate(node, integers, tensors.get(operand), element);
                tensors.put(node.name(), element);
            }
            case ADD, SUBTRACT -> {
                Quantized left = activation(operand);
                Quantized right = activation(fusion.resolve(node.operands().get(1)));
                Quantized element = withScale(calibrated(result, node.location()), integers.leastAddScale(left, right));
                tensors.put(node.name(), element);
                put(
                        node,
                        form == Quantizable.Form.ADD
                                ? integers.sum(left, right, element)
                                : integers.add(left, right, element));
            }
            case RESCALE -> {
                Quantized from = activation(operand);
                Quantized element = calibrated(result, node.location());
                tensors.put(node.name(), element);
                put(node, integers.rescale(from, element));
            }
            case AVERAGE -> {
                Quantized from = activation(operand);
                OptionalInt elements = ownAverage(node);
                tensors.put(node.name(), elements.isPresent() ? calibrated(result, node.location()) : from);
                put(
                        node,
                        elements.isPresent()
                                ? integers.mean(elements.getAsInt(), from, tensors.get(node.name()))
                                : integers.average(from));
            }
            case BOUND -> {
                tensors.put(node.name(), activation(operand));
                put(node, integers.bound(tensors.get(node.name())));
            }
            case MOVE -> {
                tensors.put(node.name(), activation(operand));
                put(node, integers.move());
            }
            case MULTIPLY -> {
                Quantized right = activation(fusion.resolve(node.operands().get(1)));
                Quantized left = activation(operand);
                tensors.put(node.name(), calibrated(result, node.location()));
                put(node, integers.multiply(left, right, tensors.get(node.name())));
            }
            case MEAN -> {
                Quantized from = activation(operand);
                tensors.put(node.name(), calibrated(result, node.location()));
                int count = graph.type(node.operands().getFirst()).shape().elements()
                        / node.type().shape().elements();
                put(node, integers.mean(count, from, tensors.get(node.name())));
            }
            case SLOPES -> {
                Quantized from = activation(operand);
                double slope = node.op() instanceof Sloped sloped
                        ? sloped.slope()
                        : activation(node.operands().get(1)).scale().at(0);
                tensors.put(node.name(), calibrated(result, node.location()));
                put(node, integers.slopes(slope, from, tensors.get(node.name())));
            }
            case TABLE -> {
                Quantized from = activation(operand);
                tensors.put(node.name(), calibrated(result, node.location()));
                integers.table((Tabulated) node.op(), from, tensors.get(node.name()))
                        .ifPresent(table -> put(node, table));
            }
            case PLACE -> {
                activation(operand);
                tensors.put(node.name(), new Quantized(IntFormat.I32, Scale.perTensor(1), 0));
                put(node, integers.place());
            }
            case SOFTMAX -> {
                Quantized logits = activation(operand);
                Quantized probability = probability(node.name(), logits);
                tensors.put(node.name(), probability);
                put(node, integers.softmax(logits, probability));
            }
            case LOG_SOFTMAX -> {
                Quantized logits = activation(operand);
                IntFormat format = softmaxFormat(node.name());
                double scale = Math.scalb(1.0, LogSoftmax.INTEGER_BITS - format.bits());
                tensors.put(node.name(), new Quantized(format, Scale.perTensor(scale), format.max()));
                put(node, integers.logSoftmax(logits));
            }
        }
    }

    /** How many elements an average is of that has a type of its own; empty for one that keeps its operand's. */
    private OptionalInt ownAverage(Node node) {
        return settings.ownAverages() && shared.with(node.name()).size() == 1
                ? elementsOfMean(graph, node)
                : OptionalInt.empty();
    }

    /** How many elements each average of a node is of, where it is one and all are of as many. */
    static OptionalInt elementsOfMean(Graph graph, Node node) {
        return node.op() instanceof Averaging averaging
                ? averaging.elementsOfMean(
                        graph.type(node.operands().getFirst()).shape())
                : OptionalInt.empty();
    }

    private void put(Node node, NodeArithmetic arithmetic) {
        nodes.put(node.name(), new NodeChoice.Compute(arithmetic));
    }

    private void accumulate(Node node, NodePlanning integers, Quantized input, Quantized output) {
        Constant weights = constant(node, 1);
        Optional<RealTensor> bias = node.operands().size() < 3
                ? Optional.empty()
                : Optional.of(constant(node, 2).real());
        Quantized weightElement = Optional.ofNullable(chosen.types().get(weights.name()))
                .orElseGet(() -> settings.weights(node.name())
                        .element(
                                weights.real(),
                                bias,
                                NodePlanning.biasFormat(input),
                                input.scale().at(0)));
        tensors.put(weights.name(), weightElement);
        Optional<Quantized> biasElement = bias.map(b -> integers.bias(input, weightElement));
        biasElement.ifPresent(element -> tensors.put(node.operands().get(2), element));
        AccumulatorBounds bounds = AccumulatorBounds.of(
                input, words(weights, weightElement), biasElement.map(element -> words(constant(node, 2), element)));
        boolean dense = weights.type().shape().rank() == 2;
        var product = new NodePlanning.Product(dense, false, biasElement.map(Quantized::format));
        put(node, integers.accumulate(bounds, product, input, weightElement, output));
    }

    private RawTensor words(Constant constant, Quantized element) {
        RawTensor found = chosen.words().get(constant.name());
        return found != null ? found : TensorQuantization.quantize(constant.real(), element);
    }

    private Constant constant(Node node, int operand) {
        return graph.constant(node.operands().get(operand)).orElseThrow();
    }

    /** The type of an operand; a constant that is no weight gets its own on first use. */
    private Quantized activation(String tensor) {
        return tensors.computeIfAbsent(tensor, name -> {
            Optional<RealRange> range = shared.with(name).size() > 1 ? seen(name) : Optional.empty();
            return scheme(name).element(range.orElseGet(() -> constantRange(name)));
        });
    }

    /** How words are given to a tensor; of tensors that must have one type, the one with the most bits decides. */
    private ActivationScheme scheme(String tensor) {
        return shared.with(fusion.resolve(tensor)).stream()
                .map(settings::activations)
                .reduce((a, b) -> a.bits() >= b.bits() ? a : b)
                .orElseGet(() -> settings.activations(fusion.resolve(tensor)));
    }

    /** The interval of a tensor and of all that need its type; empty where none was seen. */
    private Optional<RealRange> seen(String tensor) {
        ActivationScheme scheme = scheme(tensor);
        return shared.with(fusion.resolve(tensor)).stream()
                .flatMap(member -> {
                    if (graph.constant(member).isPresent()) {
                        return Stream.of(constantRange(member));
                    }
                    String result = graph.node(member).isPresent()
                            ? fusion.bounds(member).result()
                            : member;
                    return calibration.of(result).stream()
                            .map(statistics -> settings.estimator().estimate(statistics, scheme));
                })
                .reduce((a, b) -> new RealRange(Math.min(a.low(), b.low()), Math.max(a.high(), b.high())));
    }

    private RealRange constantRange(String name) {
        CalibrationCollector collector = new CalibrationCollector();
        collector.tensor(name, graph.constant(name).orElseThrow().real());
        return collector.calibration().of(name).orElseThrow().range();
    }

    private Quantized calibrated(String tensor, Location location) {
        if (calibration.of(tensor).isEmpty()) {
            diagnostics.error(location, tensor + " was not seen in calibration", "calibrate with at least one sample");
        }
        Quantized element = Optional.ofNullable(chosen.types().get(fusion.resolve(tensor)))
                .orElseGet(() -> scheme(tensor).element(seen(tensor).orElse(new RealRange(0, 0))));
        return isLogit(tensor) ? withScale(element, LEAST_LOGIT_SCALE) : element;
    }

    /** A type whose steps are at least so large. */
    private static Quantized withScale(Quantized element, double least) {
        return element.scale().at(0) < least
                ? new Quantized(element.format(), Scale.perTensor(least), element.zeroPoint())
                : element;
    }

    private boolean isLogit(String tensor) {
        return graph.readers(tensor).stream()
                .anyMatch(reader ->
                        reader.op() instanceof Quantizable quantizable && TAKE_LOGITS.contains(quantizable.form()));
    }

    private Quantized probability(String tensor, Quantized logits) {
        int bits = scheme(tensor).bits();
        if (bits == IntFormat.I16.bits() && logits.format().equals(IntFormat.I16)) {
            return new Quantized(IntFormat.I16, Scale.perTensor(0x1p-15), 0);
        }
        IntFormat format = softmaxFormat(tensor);
        return new Quantized(format, Scale.perTensor(Math.scalb(1.0, -format.bits())), format.min());
    }

    private IntFormat softmaxFormat(String tensor) {
        return new IntFormat(true, Math.max(LEAST_SOFTMAX_BITS, scheme(tensor).bits()));
    }
}
