package dev.intarsia.hwtest.verify;

import dev.intarsia.hwtest.engine.Cycles;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a verification found.
 *
 * @param reference what all were held against
 * @param tallies one for each engine that was, in their order
 * @param samples how many inferences each ran
 * @param tensors how many tensors of how many inferences were compared for each engine: samples times nodes
 * @param words how many words that were, for each engine
 * @param first the first difference; of several engines at one tensor, the first engine's
 */
public record Verdict(
        String reference, List<Tally> tallies, int samples, long tensors, long words, Optional<Difference> first) {

    public Verdict {
        Objects.requireNonNull(reference, "reference");
        tallies = List.copyOf(tallies);
        Objects.requireNonNull(first, "first");
    }

    /**
     * How an engine did.
     *
     * @param engine its label
     * @param mismatches words that differ, all words of tensors that were not shown or have another type among them
     * @param failedSamples samples in which something differs
     * @param cycles what an inference took; of the first one, since they do not depend on words
     */
    public record Tally(String engine, long mismatches, int failedSamples, Optional<Cycles> cycles) {}

    /** Words that differ, over all engines. */
    public long mismatches() {
        return tallies.stream().mapToLong(Tally::mismatches).sum();
    }

    public boolean allEqual() {
        return first.isEmpty();
    }
}
