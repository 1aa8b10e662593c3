package dev.intarsia.training.qat;

import dev.intarsia.cli.Samples;
import dev.intarsia.hwtest.engine.Samplewise;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.simulator.layerwise.Batch;
import dev.intarsia.simulator.layerwise.LayerwiseBatch;
import java.util.List;
import java.util.stream.IntStream;

/** What networks of integers get right, by the simulator. */
final class Validation {

    private Validation() {}

    /** How many samples have the greatest word of the output where their label is, of equal ones the first. */
    static int right(QuantizedGraph graph, Samples samples, int together) {
        List<Integer> labels = samples.labels().orElseThrow();
        List<Integer> answers = answers(graph, samples, together);
        return (int) IntStream.range(0, answers.size())
                .filter(i -> answers.get(i).equals(labels.get(i)))
                .count();
    }

    /** Where the greatest word of each sample's output is. */
    static List<Integer> answers(QuantizedGraph graph, Samples samples, int together) {
        LayerwiseBatch network = LayerwiseBatch.of(Lower.lower(graph));
        String output = graph.graph().outputs().getFirst();
        return Samplewise.chunks(
                samples.size(),
                together,
                () -> chunk -> {
                    Batch found = network.run(chunk.stream().map(samples::words).toList())
                            .get(output);
                    return IntStream.range(0, chunk.size())
                            .mapToObj(s -> answer(found, s))
                            .toList();
                },
                done -> {});
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
