package dev.intarsia.cli.finetune;

import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.quantize.Calibration;
import dev.intarsia.ir.quantize.QuantizationPlan;
import dev.intarsia.ir.quantize.QuantizationSettings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is to be trained.
 *
 * @param graph of real numbers, folded
 * @param calibration of what training leaves alone
 * @param settings of the arithmetic
 * @param start where training begins
 * @param training labelled samples to learn from
 * @param validation labelled samples that decide which epoch was best; none of the others is among them
 * @param schedule how long and how fast
 * @param sums the format that every sum is to fit whatever the input; empty where sums may get as wide as they need
 * @param checkpoint where the state is kept while training runs
 */
public record FineTuningTask(
        Graph graph,
        Calibration calibration,
        QuantizationSettings settings,
        QuantizationPlan start,
        Dataset training,
        Dataset validation,
        Schedule schedule,
        Optional<IntFormat> sums,
        Path checkpoint) {

    /**
     * How long and how fast to train.
     *
     * @param epochs passes over the samples
     * @param batch samples a step
     * @param rate how far a weight moves in the first steps, in steps of its first scale; falls to 0 along a cosine
     * @param patience after so many epochs without a better one training ends
     * @param seed of the order of samples
     */
    public record Schedule(int epochs, int batch, double rate, int patience, long seed) {}
}
