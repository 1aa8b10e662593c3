package dev.intarsia.cli.accuracy;

import dev.intarsia.cli.PairedCounts;
import dev.intarsia.cli.Pipeline;
import dev.intarsia.cli.Prepared;
import dev.intarsia.cli.Progress;
import dev.intarsia.cli.Runs;
import dev.intarsia.cli.Samples;
import dev.intarsia.cli.Score;
import dev.intarsia.hwtest.engine.Samplewise;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.quantize.Quantizers;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.TensorType;
import dev.intarsia.simulator.layerwise.Batch;
import dev.intarsia.simulator.layerwise.LayerwiseBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Integers beside the real numbers that they come from.
 *
 * @param counts answers won and lost
 * @param right answers of the integers
 * @param signal the sum of the squares of the real outputs
 * @param noise the sum of the squares of what the integers' outputs differ by
 * @param graphs the graph of each fold
 */
record Outcome(PairedCounts counts, int right, double signal, double noise, List<QuantizedGraph> graphs) {

    /** In dB. */
    double signalToNoise() {
        return 10 * Math.log10(signal / noise);
    }

    /** The points of accuracy that are lost; negative where some are won. */
    double pointsLost() {
        return -100 * counts.change();
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "%d of %d right, %d won, %d lost, change %+.2f points (95 %%: %+.2f to %+.2f), output %.2f dB",
                right,
                counts.answers(),
                counts.won(),
                counts.lost(),
                100 * counts.change(),
                100 * counts.low(),
                100 * counts.high(),
                signalToNoise());
    }

    /** Measures one network again and again; its real outputs are computed once. */
    static final class Meter {
        private static final int IN_STEP = 64;

        private final LabelledModel labelled;
        private final List<List<List<RealTensor>>> real = new ArrayList<>();

        Meter(LabelledModel labelled) {
            this.labelled = labelled;
            for (LabelledModel.Fold fold : labelled.folds()) {
                Graph simple = Pipeline.simplify(labelled.model().graph());
                real.add(Runs.real(simple, Samples.of(fold.scored(), simple), Progress.NONE));
            }
        }

        /** What the real numbers get right. */
        int realRight() {
            return IntStream.range(0, real.size())
                    .map(i ->
                            right(answers(real.get(i)), labels(labelled.folds().get(i))))
                    .sum();
        }

        Outcome of(QuantizationSettings settings) {
            List<QuantizedGraph> graphs = new ArrayList<>();
            for (LabelledModel.Fold fold : labelled.folds()) {
                graphs.add(Prepared.of(
                                labelled.model(),
                                fold.scored(),
                                Optional.of(fold.calibration()),
                                Quantizers.standard(),
                                settings)
                        .quantized());
            }
            return of(graphs);
        }

        /** Of graphs that are there, one for each fold. */
        Outcome of(List<QuantizedGraph> graphs) {
            int won = 0;
            int lost = 0;
            int right = 0;
            double signal = 0;
            double noise = 0;
            for (int i = 0; i < graphs.size(); i++) {
                LabelledModel.Fold fold = labelled.folds().get(i);
                QuantizedGraph graph = graphs.get(i);
                List<RawTensor> words = words(graph, Samples.of(fold.scored(), graph.graph()));
                List<Integer> answers = words.stream().map(Score::answer).toList();
                PairedCounts counts = PairedCounts.of(answers(real.get(i)), answers, labels(fold));
                won += counts.won();
                lost += counts.lost();
                right += right(answers, labels(fold));
                Quantized element =
                        graph.graph().type(graph.graph().outputs().getFirst()).quantized();
                for (int sample = 0; sample < words.size(); sample++) {
                    RealTensor exact = real.get(i).get(sample).getFirst();
                    RealTensor found = element.real(words.get(sample));
                    for (int k = 0; k < exact.shape().elements(); k++) {
                        signal += (double) exact.at(k) * exact.at(k);
                        double off = (double) found.at(k) - exact.at(k);
                        noise += off * off;
                    }
                }
            }
            return new Outcome(new PairedCounts(won, lost, labelled.samples()), right, signal, noise, graphs);
        }

        private static List<RawTensor> words(QuantizedGraph graph, Samples samples) {
            LayerwiseBatch network = LayerwiseBatch.of(Pipeline.lower(graph));
            String output = graph.graph().outputs().getFirst();
            TensorType type = graph.graph().type(output);
            return Samplewise.chunks(
                    samples.size(),
                    IN_STEP,
                    () -> chunk -> {
                        Batch found = network.run(
                                        chunk.stream().map(samples::words).toList())
                                .get(output);
                        return IntStream.range(0, chunk.size())
                                .mapToObj(s -> RawTensor.owning(
                                        type.quantized().format(),
                                        type.shape().withoutFirst(),
                                        IntStream.range(0, found.elements())
                                                .mapToLong(i -> found.words()[i * chunk.size() + s])
                                                .toArray()))
                                .toList();
                    },
                    done -> {});
        }

        private static List<Integer> answers(List<List<RealTensor>> outputs) {
            return outputs.stream().map(o -> Score.answer(o.getFirst())).toList();
        }

        private static List<Integer> labels(LabelledModel.Fold fold) {
            return fold.scored().labels().orElseThrow();
        }

        private static int right(List<Integer> answers, List<Integer> labels) {
            return Score.of(answers, labels).right();
        }
    }
}
