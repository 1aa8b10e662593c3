package dev.intarsia.ir.quantize;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.Quantizable;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Ways to find intervals, each judged by the integers that it leads to. The calibration samples are split in two: intervals are seen on one half, the network is
 * quantized with them and run on samples of the other half, which it has not seen; then the other way round. What counts is how far the last sums lie from
 * the real numbers, so that no labels are needed and nothing that is scored takes part. With the best of them, and in the same way, it is tried whether averages
 * are better off with intervals of their own. Where adaptive rounding was asked for, it is then compared with the nearest words, with corrected biases and
 * without.
 *
 * @param trials one for each candidate, in their order; empty where nothing had to be chosen
 */
public record MeasuredRanges(List<Trial> trials) {

    /** So many samples of each half are run at most. */
    private static final int JUDGED = 64;

    public MeasuredRanges {
        trials = List.copyOf(trials);
    }

    /**
     * One way to find intervals.
     *
     * @param ownAverages whether averages have intervals of their own
     * @param refinements of the words
     * @param noise the mean square of what the last sums differ from the real numbers by, ÷ the mean square of these
     */
    public record Trial(RangeEstimator estimator, boolean ownAverages, Refinements refinements, double noise) {

        /** What is tried, for people. */
        public String text() {
            return estimator.text()
                    + (ownAverages ? ", averages apart" : "")
                    + (refinements.biasCorrection() ? ", biases corrected" : "")
                    + (refinements.adaptiveRounding() ? ", adaptive rounding" : "");
        }

        /** In dB. */
        public double signalToNoise() {
            return -10 * Math.log10(noise);
        }
    }

    /** Of equal ones the first; empty where nothing had to be chosen. */
    public Optional<Trial> best() {
        return trials.stream().min(Comparator.comparingDouble(Trial::noise));
    }

    /** The settings with what was chosen. */
    public QuantizationSettings settled(QuantizationSettings settings) {
        return best().map(best -> settings.withEstimator(best.estimator())
                        .withOwnAverages(best.ownAverages())
                        .withRefinements(refinements(settings.refinements(), best)))
                .orElse(settings);
    }

    /** Those that were asked for; where adaptive rounding was tried, the best ones in its place. */
    private Refinements refinements(Refinements asked, Trial best) {
        return trials.stream().anyMatch(trial -> trial.refinements().adaptiveRounding())
                ? new Refinements(
                        asked.equalization(),
                        best.refinements().adaptiveRounding(),
                        asked.biasCorrection() || best.refinements().biasCorrection(),
                        false)
                : asked;
    }

    /**
     * The last sums: what a softmax at the end reads, else the first output.
     *
     * @return a tensor of the graph
     */
    public static String lastSums(Graph graph) {
        String output = graph.outputs().getFirst();
        return graph.node(output)
                .filter(node -> node.op() instanceof Quantizable op && op.form() == Quantizable.Form.SOFTMAX)
                .map(Node::operands)
                .map(List::getFirst)
                .orElse(output);
    }

    /**
     * Measures, where settings leave the estimator open. Estimators are compared with the nearest words, whatever will be done to them later.
     *
     * @param calibration with its samples
     * @throws IllegalArgumentException where there are statistics only
     */
    public static MeasuredRanges of(Graph graph, Calibration calibration, QuantizationSettings settings) {
        if (!(settings.estimator() instanceof Measured(List<RangeEstimator> candidates))) {
            return new MeasuredRanges(List.of());
        }
        SampleRuns runs = calibration
                .runs()
                .orElseThrow(() -> new IllegalArgumentException("ranges are measured on samples, and there are none"));
        List<Half> halves = List.of(half(graph, runs, 0), half(graph, runs, 1));
        QuantizationSettings nearest = settings.withRefinements(Refinements.NONE);
        List<Trial> trials = new ArrayList<>();
        for (RangeEstimator candidate : candidates) {
            trials.add(trial(halves, nearest.withEstimator(candidate)));
        }
        if (!settings.ownAverages()
                && graph.nodes().stream()
                        .anyMatch(node -> Planning.elementsOfMean(graph, node).isPresent())) {
            MeasuredRanges without = new MeasuredRanges(trials);
            trials.add(trial(halves, without.settled(nearest).withOwnAverages(true)));
        }
        if (settings.refinements().adaptiveRounding() && !settings.refinements().fittedSums()) {
            QuantizationSettings best = new MeasuredRanges(trials).settled(nearest);
            trials.add(trial(halves, best.withRefinements(new Refinements(false, false, true, false))));
            trials.add(trial(halves, best.withRefinements(new Refinements(false, true, false, false))));
        }
        return new MeasuredRanges(trials);
    }

    private static Trial trial(List<Half> halves, QuantizationSettings settings) {
        double noise = halves.stream()
                .mapToDouble(half -> half.noise(settings))
                .average()
                .orElseThrow();
        return new Trial(settings.estimator(), settings.ownAverages(), settings.refinements(), noise);
    }

    /** One half of the samples to see, and the other one to judge by; a single sample is both. */
    private static Half half(Graph graph, SampleRuns runs, int seen) {
        List<Integer> own = IntStream.range(0, runs.samples())
                .filter(i -> runs.samples() == 1 || i % 2 == seen)
                .boxed()
                .toList();
        List<Integer> judged = IntStream.range(0, runs.samples())
                .filter(i -> runs.samples() == 1 || i % 2 != seen)
                .limit(JUDGED)
                .boxed()
                .toList();
        return new Half(graph, runs, statistics(graph, runs, own).withRuns(new Chosen(runs, own)), judged);
    }

    /** Some of the samples. */
    private record Chosen(SampleRuns all, List<Integer> chosen) implements SampleRuns {

        @Override
        public int samples() {
            return chosen.size();
        }

        @Override
        public List<RealTensor> real(int sample) {
            return all.real(chosen.get(sample));
        }

        @Override
        public List<RawTensor> words(int sample, QuantizedGraph graph) {
            return all.words(chosen.get(sample), graph);
        }

        @Override
        public List<RawTensor> run(QuantizedGraph graph, String tensor, List<Integer> samples) {
            return all.run(graph, tensor, samples.stream().map(chosen::get).toList());
        }

        @Override
        public NodeRunner runner(QuantizedGraph graph, String node) {
            return all.runner(graph, node);
        }
    }

    private static Calibration statistics(Graph graph, SampleRuns runs, List<Integer> samples) {
        CalibrationCollector collector = new CalibrationCollector();
        IntStream.range(0, samples.size())
                .parallel()
                .forEach(i -> real(graph, runs.real(samples.get(i)))
                        .forEach((name, values) -> collector.samples(name, values, i, 1)));
        return collector.calibration();
    }

    /** All tensors of one sample, the inputs among them. */
    private static Map<String, RealTensor> real(Graph graph, List<RealTensor> inputs) {
        Map<String, RealTensor> tensors = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            tensors.put(graph.inputs().get(i).name(), inputs.get(i));
        }
        for (Node node : graph.nodes()) {
            tensors.put(
                    node.name(),
                    node.op()
                            .real(node.operands().stream()
                                    .map(operand -> graph.constant(operand)
                                            .map(Constant::real)
                                            .orElseGet(() -> tensors.get(operand)))
                                    .toList()));
        }
        return tensors;
    }

    /** Intervals from one half of the samples, and samples of the other half. */
    private static final class Half {

        private final Graph graph;
        private final SampleRuns runs;
        private final Calibration seen;
        private final List<Integer> judged;
        private final String last;
        private final List<RealTensor> exact;

        Half(Graph graph, SampleRuns runs, Calibration seen, List<Integer> judged) {
            this.graph = graph;
            this.runs = runs;
            this.seen = seen;
            this.judged = judged;
            this.last = lastSums(graph);
            this.exact = judged.parallelStream()
                    .map(sample -> real(graph, runs.real(sample)).get(last))
                    .toList();
        }

        /** Not a number where no plan can be made, which the plan itself will say. */
        double noise(QuantizationSettings settings) {
            Diagnostics diagnostics = new Diagnostics();
            QuantizationPlan plan = new Planning(graph, seen, settings, ChosenWords.NONE, diagnostics).plan();
            if (diagnostics.hasErrors()) {
                return Double.NaN;
            }
            if (settings.refinements().needSamples()) {
                ChosenWords words = Refinement.words(graph, seen, settings);
                plan = new Planning(graph, seen, settings, words, diagnostics).plan();
            }
            QuantizedGraph quantized = ApplyQuantization.apply(graph, plan, diagnostics);
            String name = ApplyQuantization.nameAfter(graph, plan, last);
            Quantized element = quantized.graph().type(name).quantized();
            List<RawTensor> found = runs.run(quantized, name, judged);
            double signal = 0;
            double noise = 0;
            for (int i = 0; i < found.size(); i++) {
                double[] sum = squares(exact.get(i), element.real(found.get(i)));
                signal += sum[0];
                noise += sum[1];
            }
            return noise / signal;
        }

        private static double[] squares(RealTensor exact, RealTensor found) {
            double signal = 0;
            double noise = 0;
            for (int i = 0; i < exact.shape().elements(); i++) {
                double off = (double) found.at(i) - exact.at(i);
                signal += (double) exact.at(i) * exact.at(i);
                noise += off * off;
            }
            return new double[] {signal, noise};
        }
    }
}
