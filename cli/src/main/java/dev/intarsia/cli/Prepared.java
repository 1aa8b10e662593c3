package dev.intarsia.cli;

import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.quantize.Calibration;
import dev.intarsia.ir.quantize.MeasuredRanges;
import dev.intarsia.ir.quantize.QuantizationPlan;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.quantize.Quantizer;
import dev.intarsia.ir.quantize.RangeEstimators;
import dev.intarsia.ir.quantize.RangeScore;
import dev.intarsia.ir.quantize.ScaleScore;
import dev.intarsia.ir.type.Quantized;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model with the data to score it on, quantized if it was not.
 *
 * @param real the simplified graph of real numbers that it was quantized from; empty for a model that was quantized before
 * @param calibration what was seen of that graph
 * @param plan every choice that made integers of it
 * @param quantized the graph of integers
 * @param scored the data to score
 * @param remark where the data for calibration came from, for people; empty for a model that was quantized before
 * @param measured how good each way to find intervals was, where the settings left that open
 */
public record Prepared(
        Optional<Graph> real,
        Optional<Calibration> calibration,
        Optional<QuantizationPlan> plan,
        QuantizedGraph quantized,
        Dataset scored,
        Optional<String> remark,
        MeasuredRanges measured) {

    /** Quantizes a model unless it is quantized. */
    public static Prepared of(
            ReadModel model,
            Dataset data,
            Optional<Dataset> calibration,
            Quantizer quantizer,
            QuantizationSettings settings) {
        return of(model, data, calibration, quantizer, settings, (simple, seen, samples, settled) -> settled);
    }

    /** Settings that depend on the network, for example widths of single layers. */
    @FunctionalInterface
    public interface Chooser {
        /**
         * The settings to quantize with.
         *
         * @param simple the simplified graph of real numbers
         * @param seen what its tensors were
         * @param samples the samples on which that was seen
         * @param settled the settings so far, whose ranges are chosen
         */
        QuantizationSettings settings(Graph simple, Calibration seen, Dataset samples, QuantizationSettings settled);
    }

    /** The same with settings that are chosen when the network and its ranges are known. */
    public static Prepared of(
            ReadModel model,
            Dataset data,
            Optional<Dataset> calibration,
            Quantizer quantizer,
            QuantizationSettings settings,
            Chooser chooser) {
        if (model.quantized().isPresent()) {
            return new Prepared(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    model.quantized().get(),
                    data,
                    Optional.empty(),
                    new MeasuredRanges(List.of()));
        }
        HeldOut split = HeldOut.of(data, calibration);
        Graph simple = Pipeline.simplify(model.graph(), settings);
        Calibration seen = Pipeline.calibrate(simple, split.calibration());
        MeasuredRanges measured = MeasuredRanges.of(simple, seen, settings);
        Pipeline.Quantization quantization = Pipeline.quantize(
                simple,
                seen,
                quantizer,
                chooser.settings(simple, seen, split.calibration(), measured.settled(settings)));
        return new Prepared(
                Optional.of(simple),
                Optional.of(seen),
                Optional.of(quantization.plan()),
                quantization.graph(),
                split.scored(),
                Optional.of(split.remark()),
                measured);
    }

    /** How well each way to find intervals would serve each tensor of the graph of real numbers; none for a quantized model. */
    public List<RangeScore> rangeScores(QuantizationSettings settings) {
        List<RangeScore> scores = new ArrayList<>();
        if (real.isPresent() && calibration.isPresent()) {
            for (Node node : real.get().nodes()) {
                calibration
                        .get()
                        .of(node.name())
                        .ifPresent(statistics -> scores.addAll(RangeScore.of(
                                node.name(), statistics, settings.activations(node.name()), RangeEstimators.single())));
            }
        }
        return scores;
    }

    /** The same for the kinds of scales, the plan's own among them; none for a quantized model. */
    public List<ScaleScore> scaleScores(QuantizationSettings settings) {
        List<ScaleScore> scores = new ArrayList<>();
        if (real.isPresent() && calibration.isPresent() && plan.isPresent()) {
            Map<String, String> last = new HashMap<>();
            real.get().nodes().forEach(node -> last.put(plan.get().resultOf(node.name()), node.name()));
            for (Node node : real.get().nodes()) {
                String result = plan.get().resultOf(node.name());
                Optional<Quantized> planned = Optional.of(plan.get().tensors().get(result))
                        .filter(type -> last.get(result).equals(node.name()));
                calibration
                        .get()
                        .of(node.name())
                        .ifPresent(statistics -> scores.addAll(ScaleScore.of(
                                node.name(),
                                statistics,
                                settings.activations(node.name()).bits(),
                                RangeEstimators.single(),
                                planned)));
            }
        }
        return scores;
    }
}
