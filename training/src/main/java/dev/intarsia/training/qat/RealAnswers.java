package dev.intarsia.training.qat;

import dev.intarsia.cli.Pipeline;
import dev.intarsia.cli.Samples;
import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.op.Softmax;
import dev.intarsia.ir.type.RealTensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the integers are to answer: for each sample a share for every class, mixed from what the network of real numbers says and from the sample's label. An answer of
 * real numbers says of every class how near it is, and so more than the label of one. Source: Hinton, Vinyals, Dean, "Distilling the knowledge in a neural network", 2015.
 */
final class RealAnswers {

    /** The part of the label. */
    private static final double LABEL = 0.5;

    private final Graph graph;
    private final Samples samples;
    private final List<Integer> labels;
    private final boolean isShare;

    RealAnswers(Graph graph, Dataset data) {
        this.graph = graph;
        this.samples = Samples.of(data, graph);
        this.labels = samples.labels().orElseThrow();
        String output = graph.outputs().getFirst();
        this.isShare = graph.node(output).orElseThrow().op() instanceof Softmax;
    }

    /** The shares of some samples, by class and sample. */
    double[] of(int[] chosen) {
        List<List<RealTensor>> found = Pipeline.real(
                graph, IntStream.of(chosen).mapToObj(samples::real).toList());
        int classes = found.getFirst().getFirst().shape().elements();
        double[] shares = new double[classes * chosen.length];
        for (int s = 0; s < chosen.length; s++) {
            RealTensor real = found.get(s).getFirst();
            double[] own = IntStream.range(0, classes).mapToDouble(real::at).toArray();
            if (!isShare) {
                own = CrossEntropy.shares(own, 0, 1);
            }
            for (int k = 0; k < classes; k++) {
                shares[k * chosen.length + s] = (1 - LABEL) * own[k] + (labels.get(chosen[s]) == k ? LABEL : 0);
            }
        }
        return shares;
    }
}
