package dev.intarsia.training.qat;

import dev.intarsia.cli.Samples;
import dev.intarsia.hwtest.engine.Samplewise;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.simulator.layerwise.Batch;
import dev.intarsia.simulator.layerwise.LayerwiseBatch;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What networks of integers answer, by the simulator. */
final class Validation {

    private Validation() {}

    /**
     * How good answers are.
     *
     * @param losses the cross-entropy of each sample, in nats
     * @param right how many samples have the greatest word of the output where their label is
     */
    record Result(double[] losses, int right) {

        double loss() {
            return Arrays.stream(losses).sum() / losses.length;
        }

        /** By how many of its standard errors the mean of what samples lose less than others' is above 0. */
        double gain(Result other) {
            int n = losses.length;
            double mean = other.loss() - loss();
            double squares = 0;
            for (int s = 0; s < n; s++) {
                double apart = other.losses[s] - losses[s] - mean;
                squares += apart * apart;
            }
            return mean == 0 ? 0 : mean / Math.sqrt(squares / (n - 1) / n);
        }
    }

    /**
     * @param answer where the greatest word of the output is, of equal ones the first
     * @param logits what the words stand for of which the loss is taken, by class
     */
    private record Found(int answer, double[] logits) {}

    /** How good the answers for samples are, beside the shares that are wanted, by class and sample. */
    static Result of(QuantizedGraph graph, Samples samples, double[] wanted, int together) {
        List<Integer> labels = samples.labels().orElseThrow();
        List<Found> found = found(graph, samples, together);
        int right = 0;
        double[] losses = new double[found.size()];
        for (int s = 0; s < found.size(); s++) {
            right += found.get(s).answer == labels.get(s) ? 1 : 0;
            double[] logits = found.get(s).logits;
            double[] own = new double[logits.length];
            for (int k = 0; k < own.length; k++) {
                own[k] = wanted[k * found.size() + s];
            }
            losses[s] = CrossEntropy.of(logits, own, 1, new float[own.length]);
        }
        return new Result(losses, right);
    }

    /** Where the greatest word of each sample's output is. */
    static List<Integer> answers(QuantizedGraph graph, Samples samples, int together) {
        return found(graph, samples, together).stream().map(Found::answer).toList();
    }

    private static List<Found> found(QuantizedGraph graph, Samples samples, int together) {
        LayerwiseBatch network = LayerwiseBatch.of(Lower.lower(graph));
        String output = graph.graph().outputs().getFirst();
        String logits = Differentiable.logits(graph);
        Quantized element = graph.graph().type(logits).quantized();
        return Samplewise.chunks(
                samples.size(),
                together,
                () -> chunk -> {
                    Map<String, Batch> tensors =
                            network.run(chunk.stream().map(samples::words).toList());
                    double[] real = ForwardPass.real(tensors.get(logits), element);
                    return IntStream.range(0, chunk.size())
                            .mapToObj(s -> new Found(answer(tensors.get(output), s), column(real, s, chunk.size())))
                            .toList();
                },
                done -> {});
    }

    private static double[] column(double[] real, int sample, int samples) {
        double[] own = new double[real.length / samples];
        for (int k = 0; k < own.length; k++) {
            own[k] = real[k * samples + sample];
        }
        return own;
    }

    private static int answer(Batch output, int sample) {
        int best = 0;
        for (int k = 1; k < output.elements(); k++) {
            if (output.words()[k * output.samples() + sample] > output.words()[best * output.samples() + sample]) {
                best = k;
            }
        }
        return best;
    }
}
