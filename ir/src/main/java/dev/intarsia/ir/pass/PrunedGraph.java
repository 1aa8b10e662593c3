package dev.intarsia.ir.pass;

import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Map;

/**
 * A quantized graph that lacks some channels of another one, and where its tensors have what is left.
 *
 * @param graph what is left; its outputs have all their channels and all their words
 * @param kept for each tensor with fewer channels, the old numbers of those that it has; other tensors are whole
 */
public record PrunedGraph(QuantizedGraph graph, Map<String, List<Integer>> kept) {

    public PrunedGraph {
        kept = Map.copyOf(kept);
    }

    /**
     * The channels of a whole tensor that the graph has: the words that it has to give for the tensor.
     *
     * @param tensor its name
     * @param whole its words in the graph with all channels
     */
    public RawTensor expected(String tensor, RawTensor whole) {
        List<Integer> channels = kept.get(tensor);
        return channels == null ? whole : select(whole, channels);
    }

    /** These indices of the last axis. */
    static RawTensor select(RawTensor words, List<Integer> channels) {
        int all = words.shape().size(-1);
        int rows = words.shape().elements() / all;
        long[] selected = new long[rows * channels.size()];
        for (int i = 0; i < selected.length; i++) {
            selected[i] = words.at(i / channels.size() * all + channels.get(i % channels.size()));
        }
        return RawTensor.owning(words.format(), withChannels(words.shape(), channels.size()), selected);
    }

    static Shape withChannels(Shape shape, int channels) {
        int[] sizes = shape.sizes().stream().mapToInt(Integer::intValue).toArray();
        sizes[sizes.length - 1] = channels;
        return Shape.of(sizes);
    }
}
