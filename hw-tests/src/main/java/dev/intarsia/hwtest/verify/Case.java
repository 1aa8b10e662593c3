package dev.intarsia.hwtest.verify;

import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.type.RawTensor;
import java.util.List;
import java.util.Objects;

/**
 * A network with the words of one inference.
 *
 * @param graph the network
 * @param inputs one tensor for each of its inputs, in order, without the batch axis
 */
public record Case(QuantizedGraph graph, List<RawTensor> inputs) {

    public Case {
        Objects.requireNonNull(graph, "graph");
        inputs = List.copyOf(inputs);
    }

    Case withInputs(List<RawTensor> words) {
        return new Case(graph, words);
    }
}
