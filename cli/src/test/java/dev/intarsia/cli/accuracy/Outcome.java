package dev.intarsia.cli.accuracy;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.intarsia.cli.PairedCounts;
import dev.intarsia.cli.Pipeline;
import dev.intarsia.cli.Prepared;
import dev.intarsia.cli.Progress;
import dev.intarsia.cli.Runs;
import dev.intarsia.cli.Samples;
import dev.intarsia.cli.Score;
import dev.intarsia.hwtest.engine.Samplewise;
import dev.intarsia.hwtest.onnx.RuntimeSession;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.quantize.Quantizers;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
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
 * @param graphs the graph of each fold; none of somebody else's integers
 * @param answers of the integers
 * @param labels what would be right
 */
record Outcome(
        PairedCounts counts,
        int right,
        double signal,
        double noise,
        List<QuantizedGraph> graphs,
        List<Integer> answers,
        List<Integer> labels) {

    /** In dB. */
    double signalToNoise() {
        return 10 * Math.log10(signal / noise);
    }

    /** The points of accuracy that are lost; negative where some are won. */
    double pointsLost() {
        return -100 * counts.change();
    }

    /** These answers beside others' of the same samples: won where only these are right. */
    PairedCounts against(Outcome other) {
        return PairedCounts.of(other.answers, answers, labels);
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
            List<List<RealTensor>> found = new ArrayList<>();
            for (int i = 0; i < graphs.size(); i++) {
                QuantizedGraph graph = graphs.get(i);
                Quantized element =
                        graph.graph().type(graph.graph().outputs().getFirst()).quantized();
                found.add(words(graph, Samples.of(labelled.folds().get(i).scored(), graph.graph())).stream()
                        .map(element::real)
                        .toList());
            }
            return of(found, graphs);
        }

        /**
         * ONNX Runtime's static quantization with the same calibration samples, run by ONNX Runtime.
         *
         * @param level with its integer kernels, or as the graph says, operator by operator
         */
        Outcome runtime(OrtSession.SessionOptions.OptLevel level) throws OrtException {
            List<List<RealTensor>> found = new ArrayList<>();
            for (LabelledModel.Fold fold : labelled.folds()) {
                Graph simple = Pipeline.simplify(labelled.model().graph());
                Samples samples = Samples.of(fold.scored(), simple);
                byte[] file = StaticQuantization.write(simple, Pipeline.calibrate(simple, fold.calibration()));
                String input = StaticQuantization.input(simple);
                String output = StaticQuantization.output(simple);
                long[] dims = simple.type(input).shape().sizes().stream()
                        .mapToLong(size -> size)
                        .toArray();
                try (RuntimeSession session = new RuntimeSession(file, level, input, dims)) {
                    found.add(Samplewise.map(
                            samples.size(),
                            () -> sample ->
                                    outputs(session, samples.real(sample).getFirst(), output),
                            () -> {}));
                }
            }
            return of(found, List.of());
        }

        private static RealTensor outputs(RuntimeSession session, RealTensor sample, String output) {
            try {
                float[] values = session.run(sample.toArray()).get(output);
                return RealTensor.owning(Shape.of(values.length), values);
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Of outputs, for each fold and sample. */
        private Outcome of(List<List<RealTensor>> found, List<QuantizedGraph> graphs) {
            List<Integer> before = new ArrayList<>();
            List<Integer> after = new ArrayList<>();
            List<Integer> labels = new ArrayList<>();
            double signal = 0;
            double noise = 0;
            for (int i = 0; i < found.size(); i++) {
                before.addAll(answers(real.get(i)));
                labels.addAll(labels(labelled.folds().get(i)));
                for (int sample = 0; sample < found.get(i).size(); sample++) {
                    RealTensor exact = real.get(i).get(sample).getFirst();
                    RealTensor own = found.get(i).get(sample);
                    after.add(Score.answer(own));
                    for (int k = 0; k < exact.shape().elements(); k++) {
                        signal += (double) exact.at(k) * exact.at(k);
                        double off = (double) own.at(k) - exact.at(k);
                        noise += off * off;
                    }
                }
            }
            return new Outcome(
                    PairedCounts.of(before, after, labels), right(after, labels), signal, noise, graphs, after, labels);
        }

        private static List<RawTensor> words(QuantizedGraph graph, Samples samples) {
            LayerwiseBatch network = LayerwiseBatch.of(Pipeline.lower(graph));
            String output = graph.graph().outputs().getFirst();
            TensorType type = graph.graph().type(output);
            return Samplewise.chunks(
                    samples.size(),
                    IN_STEP,
                    () -> chunk -> network.run(
                                    chunk.stream().map(samples::words).toList())
                            .get(output)
                            .tensors(type),
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
