package dev.intarsia.ir.quantize;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.Graph;
import java.util.List;

/**
 * Post-training quantization: intervals from calibration, scales by TensorFlow Lite's rules, no weight is trained.
 *
 * <ul>
 *   <li><b>Weights</b> are symmetric, per tensor or per output channel; a bias has the scale {@code input · weight}, in 32 bits, or in 48
 *       for activations of more than 8 bits, where TensorFlow Lite has 64.
 *   <li><b>Activations</b> are symmetric or asymmetric. An input whose stored words are what the settings ask for (as many bits, no mean, no
 *       deviation) is taken as it is stored. Whatever keeps its quantization (pooling, movement, a clamp that is not merged) has the type of its operand.
 *   <li><b>Softmax</b> gives words of scale 2^−bits with the least word as zero point: for 8 bits 1/256 and −128. Its result has
 *       at least 8 bits whatever the settings say, since fewer cannot tell classes apart.
 *   <li><b>Clamps</b> merge into the node before them when nobody else reads it; its interval is then the clamp's result's.
 *   <li><b>Accumulators</b> are as wide as their actual weights can make them, with the proof in {@link AccumulatorBounds}. A requested format
 *       that is narrower than that is used with its overflow.
 *   <li><b>Intervals</b> come from the settings' estimator; one that is to be {@linkplain Measured measured} is chosen first.
 *   <li><b>Words</b> of weights and biases are the nearest ones, or what {@link Refinements} asks for.
 *   <li><b>Requantizers</b> are the profile's. Where TensorFlow Lite's double rounding cannot hold the accumulator in 32 bits, or
 *       activations have more than 8 bits, its form for 64-bit accumulators takes its place.
 * </ul>
 */
public record PostTraining() implements Quantizer {

    @Override
    public String name() {
        return "post-training";
    }

    @Override
    public QuantizationPlan plan(
            Graph graph, Calibration calibration, QuantizationSettings settings, Diagnostics diagnostics) {
        QuantizationSettings settled =
                MeasuredRanges.of(graph, calibration, settings).settled(settings);
        QuantizationPlan plan = new Planning(graph, calibration, settled, ChosenWords.NONE, diagnostics).plan();
        if (diagnostics.hasErrors() || !settled.refinements().needSamples()) {
            return plan;
        }
        if (calibration.runs().isEmpty()) {
            throw new IllegalArgumentException("refined words need samples to run, and there are statistics only");
        }
        ChosenWords words = Refinement.words(graph, calibration, settled);
        return new Planning(graph, calibration, settled, words, new Diagnostics()).plan();
    }

    @Override
    public Quantizer forTrials(
            Graph graph, Calibration calibration, QuantizationSettings settings, List<Integer> samples) {
        Refinements asked = settings.refinements();
        return asked.adaptiveRounding()
                        && !asked.fittedSums()
                        && calibration.runs().isPresent()
                ? LayerwiseWords.of(graph, calibration, settings, samples)
                : new NearestWords(this);
    }
}
