package dev.intarsia.frontend.model;

import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.QuantizedGraph;
import java.util.Objects;
import java.util.Optional;

/**
 * A model as it was read.
 *
 * @param graph its shapes are checked; with a profile, its integers are, too
 * @param profile the arithmetic profile of a quantized model whose nodes have their arithmetic; empty for any other
 * @param engineProfile the profile of the engine that the file was made for, where the file gives types of integers but leaves their arithmetic
 *     to that engine: such a graph is typed, and its nodes have no arithmetic
 */
public record ReadModel(Graph graph, Optional<String> profile, Optional<String> engineProfile) {

    public ReadModel {
        Objects.requireNonNull(graph, "graph");
        Objects.requireNonNull(profile, "profile");
        Objects.requireNonNull(engineProfile, "engineProfile");
    }

    /** A model of real numbers, or with a profile one whose integers are fully given. */
    public ReadModel(Graph graph, Optional<String> profile) {
        this(graph, profile, Optional.empty());
    }

    /** A model whose tensors have types of integers, and whose arithmetic is that of an engine. */
    public static ReadModel typed(Graph graph, String engineProfile) {
        return new ReadModel(graph, Optional.empty(), Optional.of(engineProfile));
    }

    /** Whether its integers have types and still need their arithmetic. */
    public boolean isTyped() {
        return profile.isEmpty() && engineProfile.isPresent();
    }

    /** The quantized graph, where the model is one. */
    public Optional<QuantizedGraph> quantized() {
        return profile.map(name -> new QuantizedGraph(graph, name));
    }
}
