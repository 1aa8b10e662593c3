package dev.intarsia.cli.report;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What one simulation found.
 *
 * @param model the model's name
 * @param target the target's name
 * @param facts the summary, the most important first
 * @param accuracy how right the answers are; empty when the data has no labels
 * @param layers cycles of each layer, in order
 * @param memories how full each memory is over time
 * @param timeline what each unit does when
 * @param notes remarks that a careful reader needs, one sentence each
 */
public record Report(
        String model,
        String target,
        List<Fact> facts,
        Optional<Accuracy> accuracy,
        List<LayerCycles> layers,
        List<MemoryUse> memories,
        UnitTimeline timeline,
        List<String> notes) {

    public Report {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(target, "target");
        facts = List.copyOf(facts);
        Objects.requireNonNull(accuracy, "accuracy");
        layers = List.copyOf(layers);
        memories = List.copyOf(memories);
        Objects.requireNonNull(timeline, "timeline");
        notes = List.copyOf(notes);
    }

    /** Cycles of one inference. */
    public long cycles() {
        return layers.stream().mapToLong(LayerCycles::cycles).sum();
    }

    /**
     * A line of the summary.
     *
     * @param name what it is
     * @param value the number with its unit
     * @param note how to read it, or empty
     */
    public record Fact(String name, String value, String note) {}
}
