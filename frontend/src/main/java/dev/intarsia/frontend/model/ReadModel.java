package dev.intarsia.frontend.model;

import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.QuantizedGraph;
import java.util.Objects;
import java.util.Optional;

/**
 * A model as it was read.
 *
 * @param graph its shapes are checked; with a profile, its integers are, too
 * @param profile the arithmetic profile of a quantized model; empty for a model of real numbers
 */
public record ReadModel(Graph graph, Optional<String> profile) {

    public ReadModel {
        Objects.requireNonNull(graph, "graph");
        Objects.requireNonNull(profile, "profile");
    }

    /** The quantized graph, where the model is one. */
    public Optional<QuantizedGraph> quantized() {
        return profile.map(name -> new QuantizedGraph(graph, name));
    }
}
