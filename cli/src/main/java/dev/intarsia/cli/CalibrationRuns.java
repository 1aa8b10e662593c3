package dev.intarsia.cli;

import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.hwtest.engine.Samplewise;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.quantize.SampleRuns;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.TensorType;
import dev.intarsia.simulator.layerwise.LayerwiseBatch;
import dev.intarsia.simulator.layerwise.NodeEngine;
import java.util.List;

/** Samples of a data set that a quantizer may run. */
public final class CalibrationRuns implements SampleRuns {

    /** So many inferences at a time. */
    private static final int IN_STEP = 16;

    private final Dataset data;
    private final Samples real;

    private CalibrationRuns(Dataset data, Samples real) {
        this.data = data;
        this.real = real;
    }

    /** The samples for a simplified graph of real numbers. */
    public static CalibrationRuns of(Dataset data, Graph simple) {
        return new CalibrationRuns(data, Samples.of(data, simple));
    }

    @Override
    public int samples() {
        return real.size();
    }

    @Override
    public List<RealTensor> real(int sample) {
        return real.real(sample);
    }

    @Override
    public List<RawTensor> words(int sample, QuantizedGraph graph) {
        return Samples.of(data, graph.graph()).words(sample);
    }

    @Override
    public List<RawTensor> run(QuantizedGraph graph, String tensor, List<Integer> samples) {
        LayerwiseBatch network = LayerwiseBatch.of(Pipeline.lower(graph));
        TensorType type = graph.graph().type(tensor);
        Samples inputs = Samples.of(data, graph.graph());
        return Samplewise.chunks(
                samples.size(),
                IN_STEP,
                () -> chunk -> network.run(chunk.stream()
                                .map(place -> inputs.words(samples.get(place)))
                                .toList())
                        .get(tensor)
                        .tensors(type),
                done -> {});
    }

    @Override
    public NodeRunner runner(QuantizedGraph graph, String node) {
        QuantizedNode made = graph.quantizedNodes().stream()
                .filter(candidate -> candidate.name().equals(node))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no node " + node));
        return NodeEngine.of(made)::run;
    }
}
