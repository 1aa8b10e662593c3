package dev.intarsia.cli;

import dev.intarsia.cli.size.Datapath;
import dev.intarsia.cli.size.Key;
import dev.intarsia.cli.size.NarrowRequantizers;
import dev.intarsia.cli.size.SweepSpec;
import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.frontend.data.NpzWriter;
import dev.intarsia.frontend.model.ModelWriter;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.GraphPrinter;
import dev.intarsia.ir.graph.GraphText;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.quantize.Calibration;
import dev.intarsia.ir.quantize.OwnWidths;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.quantize.Quantizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The networks of integers that a model gives, and the samples that they are scored on. */
public final class SizingNetworks {

    private final ReadModel read;
    private final Dataset scored;
    private final byte[] calibrated;
    private final Quantizer quantizer;
    private final QuantizationSettings settings;
    private final Optional<Graph> simple;
    private final Optional<Calibration> calibration;

    private SizingNetworks(
            ReadModel read,
            Dataset scored,
            byte[] calibrated,
            Quantizer quantizer,
            QuantizationSettings settings,
            Optional<Graph> simple,
            Optional<Calibration> calibration) {
        this.read = read;
        this.scored = scored;
        this.calibrated = calibrated;
        this.quantizer = quantizer;
        this.settings = settings;
        this.simple = simple;
        this.calibration = calibration;
    }

    /**
     * Prepares a model.
     *
     * @param limited takes so many of the scored samples as were asked for
     * @param remark receives where the calibration comes from
     * @throws InvalidInputException where there are no labels
     */
    public static SizingNetworks of(
            ReadModel read,
            Dataset data,
            Optional<Dataset> own,
            UnaryOperator<Dataset> limited,
            Quantizer quantizer,
            QuantizationSettings settings,
            Consumer<String> remark) {
        if (data.labels().isEmpty()) {
            throw InvalidInputException.of(
                    data.source(),
                    "there are no labels, and accuracy is what widths are judged by",
                    "add an array y, or --labels L");
        }
        if (read.quantized().isPresent()) {
            return new SizingNetworks(
                    read, limited.apply(data), new byte[0], quantizer, settings, Optional.empty(), Optional.empty());
        }
        HeldOut split = HeldOut.of(data, own);
        remark.accept(split.remark());
        Graph simple = Pipeline.simplify(read.graph(), settings);
        return new SizingNetworks(
                read,
                limited.apply(split.scored()),
                split.calibration().samples().toBytes(),
                quantizer,
                settings,
                Optional.of(simple),
                Optional.of(Pipeline.calibrate(simple, split.calibration())));
    }

    /** The samples that points are scored on. */
    public Dataset scored() {
        return scored;
    }

    /** The accuracy on real numbers; empty for a model that was quantized before. */
    public Optional<Double> realAccuracy() {
        return simple.map(graph -> {
            Samples images = Samples.of(scored, graph);
            return Runs.scoreReal(Runs.real(graph, images, Progress.NONE), images)
                    .map(Score::accuracy)
                    .orElseThrow();
        });
    }

    /** The network of a datapath, whatever its accumulators. */
    public QuantizedGraph of(Datapath point) {
        return NarrowRequantizers.apply(read.quantized().orElseGet(() -> quantized(point)), point);
    }

    private QuantizedGraph quantized(Datapath point) {
        Graph graph = simple.orElseThrow();
        Map<String, Integer> weights = new HashMap<>();
        Map<String, Integer> activations = new HashMap<>();
        point.number(Key.PIXELS)
                .ifPresent(bits -> graph.inputs().forEach(input -> activations.put(input.name(), bits)));
        for (Datapath.Setting s : point.own()) {
            if (s.key() == Key.WEIGHTS) {
                weights.put(s.layer(), Integer.parseInt(s.value()));
            } else if (s.key() == Key.ACTIVATIONS) {
                activations.put(s.layer(), Integer.parseInt(s.value()));
            }
        }
        QuantizationSettings own = settings.withBits(
                        point.number(Key.WEIGHTS).orElse(settings.weightBits()),
                        point.number(Key.ACTIVATIONS).orElse(settings.activationBits()))
                .withOwn(new OwnWidths(weights, activations));
        return Pipeline.quantize(graph, calibration.orElseThrow(), quantizer, own)
                .graph();
    }

    /**
     * Looks whether the layers that a sweep names are there.
     *
     * @throws InvalidInputException naming those that are not
     */
    public void check(SweepSpec sweep) {
        QuantizedGraph network = of(new Datapath(List.of()));
        List<String> sums = network.graph().nodes().stream()
                .filter(node -> node.arithmetic().orElseThrow() instanceof NodeArithmetic.Accumulate)
                .map(node -> node.name())
                .toList();
        List<String> tensors = new ArrayList<>(
                network.graph().inputs().stream().map(input -> input.name()).toList());
        network.graph().nodes().forEach(node -> tensors.add(node.name()));
        Diagnostics diagnostics = new Diagnostics();
        for (SweepSpec.Axis axis : sweep.axes()) {
            List<String> known = axis.key() == Key.ACTIVATIONS ? tensors : sums;
            if (!axis.layer().isEmpty() && !known.contains(axis.layer())) {
                diagnostics.error(
                        new ModelNode("--sweep", axis.name()),
                        "the network has no layer " + axis.layer() + " with "
                                + axis.key().text(),
                        "there are " + String.join(", ", known));
            }
        }
        diagnostics.stopOnErrors();
    }

    /** Everything that results depend on but the points. */
    public String identity() {
        GraphText text = read.quantized()
                .map(q -> GraphPrinter.print(q, "w.npz"))
                .orElseGet(() -> GraphPrinter.print(read.graph(), "w.npz"));
        OutputDigest digest = new OutputDigest();
        digest.add(text.text().getBytes(StandardCharsets.UTF_8));
        digest.add(NpzWriter.npz(ModelWriter.arrays(text)));
        digest.add(scored.samples().toBytes());
        digest.add(scored.labels().toString().getBytes(StandardCharsets.UTF_8));
        digest.add(calibrated);
        digest.add((quantizer.name() + settings).getBytes(StandardCharsets.UTF_8));
        return digest.hex();
    }
}
