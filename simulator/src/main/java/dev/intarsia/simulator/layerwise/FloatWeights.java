package dev.intarsia.simulator.layerwise;

import dev.intarsia.simulator.machine.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The weights of a layer all of whose partial sums are exact floats, in any order: channels that read the same words are taken four at a time.
 * Taps without weight are left out.
 */
final class FloatWeights {

    /** Whole numbers up to here are exact in a float. */
    static final long EXACT = 1 << 24;

    /**
     * Channels that are summed at once.
     *
     * @param first the first of them
     * @param count {@link FloatSums#CHANNELS} or less: then the others have no weight; one channel has its weights to itself
     * @param kind which words they read
     * @param taps which have a weight in one of the channels
     * @param weights of these taps, those of the channels side by side
     */
    record Group(int first, int count, int kind, int[] taps, float[] weights) {}

    private final List<Group> groups;

    private FloatWeights(List<Group> groups) {
        this.groups = groups;
    }

    /** @return empty where floats are not exact, or Java was started without vector lanes */
    static Optional<FloatWeights> of(SumLayer layer) {
        if (layer.reach() > EXACT || Machine.Kernels.available() != Machine.Kernels.LANES) {
            return Optional.empty();
        }
        List<Group> groups = new ArrayList<>();
        for (int first = 0; first < layer.channels(); ) {
            int end = first + 1;
            while (end < layer.channels() && end - first < FloatSums.CHANNELS && layer.kind(end) == layer.kind(first)) {
                end++;
            }
            groups.add(group(layer, first, end - first));
            first = end;
        }
        return Optional.of(new FloatWeights(List.copyOf(groups)));
    }

    private static Group group(SumLayer layer, int first, int count) {
        int[] taps = IntStream.range(0, layer.taps())
                .filter(tap -> IntStream.range(first, first + count).anyMatch(k -> layer.weight(k, tap) != 0))
                .toArray();
        int side = count == 1 ? 1 : FloatSums.CHANNELS;
        float[] weights = new float[taps.length * side];
        for (int t = 0; t < taps.length; t++) {
            for (int k = 0; k < count; k++) {
                weights[t * side + k] = layer.weight(first + k, taps[t]);
            }
        }
        return new Group(first, count, layer.kind(first), taps, weights);
    }

    List<Group> groups() {
        return groups;
    }
}
