package dev.intarsia.cli.size;

import dev.intarsia.cli.Samples;
import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.simulator.layerwise.Batch;
import dev.intarsia.simulator.layerwise.SumLayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * Runs many points together on up to 64 samples.
 *
 * <p>Points that agree in their first layers go through them together: at each layer they part into groups that have the same layer. Points
 * whose accumulators differ stay together for the samples in which no accumulator changed a word; each of the others goes on for itself from there.
 */
final class Forest {

    /** As many samples as a mask has bits. */
    static final int MOST_SAMPLES = Long.SIZE;

    private final Layers layers;
    private final List<Member> members;
    private final List<Integer> labels;
    private final int observed;
    private final Slice slice;
    private final LongConsumer step;
    private final Map<String, Integer> slots = new HashMap<>();
    private final int[] lastUses;
    private final int output;

    /**
     * Points that have come to the same place together.
     *
     * @param points which
     * @param masks for each of them, in which samples; a bit for each position
     * @param positions the sample at each position
     * @param tensors what is known of each position
     */
    private record Group(int[] points, long[] masks, int[] positions, Batch[] tensors) {

        long union() {
            return Arrays.stream(masks).reduce(0, (a, b) -> a | b);
        }
    }

    private Forest(
            Layers layers, List<Member> members, int observed, List<Integer> labels, Slice slice, LongConsumer step) {
        this.layers = layers;
        this.members = members;
        this.observed = observed;
        this.labels = labels;
        this.slice = slice;
        this.step = step;
        var graph = members.getFirst().network().graph().graph();
        slots.put(graph.inputs().getFirst().name(), 0);
        graph.nodes().forEach(node -> slots.put(node.name(), slots.size()));
        lastUses = new int[slots.size()];
        for (int node = 0; node < graph.nodes().size(); node++) {
            for (String operand : graph.nodes().get(node).operands()) {
                if (slots.containsKey(operand)) {
                    lastUses[slots.get(operand)] = node;
                }
            }
        }
        output = slots.get(graph.outputs().getFirst());
        lastUses[output] = graph.nodes().size();
    }

    /**
     * Runs all points.
     *
     * @param observed the point whose sums and words are looked at; its accumulators keep every bit
     * @param samples as a network with an input of this number takes them
     * @param labels of the samples
     * @param step is told how many inferences have been answered
     */
    static Slice run(
            Layers layers,
            List<Member> members,
            int observed,
            IntFunction<Samples> samples,
            int first,
            List<Integer> labels,
            LongConsumer step) {
        Slice slice = new Slice(
                members.size(), labels.size(), members.getFirst().network().layers().length);
        Forest forest = new Forest(layers, members, observed, labels, slice, step);
        long all = labels.size() == MOST_SAMPLES ? -1 : (1L << labels.size()) - 1;
        int[] positions = IntStream.range(0, labels.size()).toArray();
        Map<Integer, List<Integer>> byInput = new LinkedHashMap<>();
        for (int i = 0; i < members.size(); i++) {
            byInput.computeIfAbsent(members.get(i).network().input(), input -> new ArrayList<>())
                    .add(i);
        }
        byInput.forEach((input, points) -> {
            Samples own = samples.apply(input);
            Batch[] tensors = new Batch[forest.slots.size()];
            tensors[0] = Batch.of(IntStream.range(first, first + labels.size())
                    .mapToObj(i -> own.words(i).getFirst())
                    .toList());
            long[] masks = new long[points.size()];
            Arrays.fill(masks, all);
            forest.descend(
                    0, new Group(points.stream().mapToInt(Integer::intValue).toArray(), masks, positions, tensors));
        });
        return slice;
    }

    private void descend(int node, Group group) {
        if (group.points.length == 0) {
            return;
        }
        if (node == lastNode()) {
            answer(group);
            return;
        }
        Map<Integer, List<Integer>> byLayer = new LinkedHashMap<>();
        for (int i = 0; i < group.points.length; i++) {
            byLayer.computeIfAbsent(members.get(group.points[i]).network().layers()[node], layer -> new ArrayList<>())
                    .add(i);
        }
        for (Map.Entry<Integer, List<Integer>> same : byLayer.entrySet()) {
            Group own = compacted(node, part(group, same.getValue()));
            Layers.Layer layer = layers.layer(same.getKey());
            layer.sum().ifPresentOrElse(sum -> sum(node, own, sum, layer), () -> other(node, own, layer));
        }
    }

    private int lastNode() {
        return slots.size() - 1;
    }

    private static Group part(Group group, List<Integer> chosen) {
        return new Group(
                chosen.stream().mapToInt(i -> group.points[i]).toArray(),
                chosen.stream().mapToLong(i -> group.masks[i]).toArray(),
                group.positions,
                group.tensors);
    }

    private void other(int node, Group group, Layers.Layer layer) {
        Function<String, Batch> tensors = name -> group.tensors[slots.get(name)];
        Batch words = layer.table()
                .map(table -> table.run(tensors))
                .orElseGet(() -> layer.kernel().run(tensors));
        next(node, group, layer.node(), words);
    }

    private void next(int node, Group group, QuantizedNode layer, Batch words) {
        observeWords(node, group, layer, words);
        group.tensors[node + 1] = words;
        descend(node + 1, group);
    }

    private void sum(int node, Group group, SumLayer sum, Layers.Layer layer) {
        Batch x = group.tensors[slots.get(sum.input())];
        slice.products += sum.products() * x.samples();
        Optional<Batch> atOnce = needsSums(node, group)
                ? Optional.empty()
                : layer.words().orElseThrow().of(x);
        if (atOnce.isPresent()) {
            next(node, group, layer.node(), atOnce.get());
            return;
        }
        long[] exact = sum.exact(x);
        observeSums(node, group, exact, x.samples());
        Map<Optional<Accumulation>, List<Integer>> byAccumulation = new LinkedHashMap<>();
        for (int i = 0; i < group.points.length; i++) {
            byAccumulation
                    .computeIfAbsent(
                            members.get(group.points[i]).accumulations().get(node), own -> new ArrayList<>())
                    .add(i);
        }
        Batch words = layer.words().orElseThrow().of(exact, x.samples());
        long[] left = group.masks.clone(); // in which samples a point has the words of the exact sums
        List<Group> parted = new ArrayList<>();
        byAccumulation.forEach((accumulation, points) -> accumulation.ifPresent(own -> {
            Narrowed narrowed = narrowed(sum, x, exact, words, own);
            if (narrowed.overflowed == 0) {
                return;
            }
            List<Integer> apart = new ArrayList<>();
            long[] masks = new long[group.points.length];
            for (int i : points) {
                slice.overflow(group.points[i], node, narrowed.counts, group.masks[i], group.positions);
                masks[i] = group.masks[i] & narrowed.changed;
                left[i] &= ~narrowed.changed;
                if (masks[i] != 0) {
                    apart.add(i);
                }
            }
            if (!apart.isEmpty()) {
                Batch[] tensors = group.tensors.clone();
                tensors[node + 1] = narrowed.words;
                parted.add(part(new Group(group.points, masks, group.positions, tensors), apart));
            }
        }));
        List<Integer> together = IntStream.range(0, left.length)
                .filter(i -> left[i] != 0)
                .boxed()
                .toList();
        next(node, part(new Group(group.points, left, group.positions, group.tensors), together), layer.node(), words);
        for (Group apart : parted) {
            descend(node + 1, apart);
        }
    }

    /** Whether sums are looked at, or a point's accumulators may change them. */
    private boolean needsSums(int node, Group group) {
        return isObserved(group)
                || Arrays.stream(group.points)
                        .anyMatch(point ->
                                members.get(point).accumulations().get(node).isPresent());
    }

    /**
     * What an accumulator makes of exact sums.
     *
     * @param counts how many sums it changes, for each position
     * @param overflowed positions with such sums
     * @param changed positions in which words are others, too
     * @param words the words
     */
    private record Narrowed(long[] counts, long overflowed, long changed, Batch words) {}

    private Narrowed narrowed(SumLayer sum, Batch x, long[] exact, Batch words, Accumulation accumulation) {
        int samples = x.samples();
        long[] counts = new long[samples];
        if (fits(exact, accumulation)) {
            return new Narrowed(counts, 0, 0, words);
        }
        long[] sums = sum.accumulate(x, exact, accumulation);
        if (accumulation instanceof Accumulation.SaturateChunk) {
            slice.products += sum.products() * samples;
        }
        long overflowed = 0;
        for (int i = 0; i < sums.length; i += samples) {
            for (int s = 0; s < samples; s++) {
                if (sums[i + s] != exact[i + s]) {
                    counts[s]++;
                    overflowed |= 1L << s;
                }
            }
        }
        if (overflowed == 0) {
            return new Narrowed(counts, 0, 0, words);
        }
        Batch other = sum.words(sums, samples);
        long changed = 0;
        for (int i = 0; i < other.words().length; i += samples) {
            for (int s = 0; s < samples; s++) {
                if (other.words()[i + s] != words.words()[i + s]) {
                    changed |= 1L << s;
                }
            }
        }
        return new Narrowed(counts, overflowed, changed, other);
    }

    /** Whether finished sums decide, and all of them fit. */
    private static boolean fits(long[] exact, Accumulation accumulation) {
        if (accumulation instanceof Accumulation.SaturateChunk) {
            return false;
        }
        for (long sum : exact) {
            if (!accumulation.format().contains(sum)) {
                return false;
            }
        }
        return true;
    }

    /** The same group without the positions that none of its points needs, where that is worth a copy. */
    private Group compacted(int node, Group group) {
        long union = group.union();
        int count = Long.bitCount(union);
        if (count == group.positions.length) {
            return group;
        }
        int[] kept = IntStream.range(0, group.positions.length)
                .filter(s -> (union >>> s & 1) != 0)
                .toArray();
        Batch[] tensors = new Batch[group.tensors.length];
        for (int slot = 0; slot <= node; slot++) {
            if (lastUses[slot] >= node) {
                tensors[slot] = group.tensors[slot].only(kept);
            }
        }
        long[] masks = Arrays.stream(group.masks)
                .map(mask -> IntStream.range(0, kept.length)
                        .mapToLong(s -> (mask >>> kept[s] & 1) << s)
                        .reduce(0, (a, b) -> a | b))
                .toArray();
        return new Group(
                group.points,
                masks,
                Arrays.stream(kept).map(s -> group.positions[s]).toArray(),
                tensors);
    }

    private boolean isObserved(Group group) {
        return Arrays.stream(group.points).anyMatch(point -> point == observed);
    }

    private void observeSums(int node, Group group, long[] sums, int samples) {
        if (isObserved(group) && sums.length > 0 && samples == labels.size()) {
            slice.observed[node].sums(sums);
        }
    }

    private void observeWords(int node, Group group, QuantizedNode layer, Batch words) {
        if (isObserved(group) && words.samples() == labels.size()) {
            slice.observed[node].words(words, layer.element().format());
        }
    }

    private void answer(Group group) {
        Batch words = group.tensors[output];
        int samples = words.samples();
        long right = 0;
        for (int s = 0; s < samples; s++) {
            int best = 0;
            for (int i = 1; i < words.elements(); i++) {
                if (words.words()[i * samples + s] > words.words()[best * samples + s]) {
                    best = i;
                }
            }
            right |= best == labels.get(group.positions[s]) ? 1L << s : 0;
        }
        long answered = 0;
        for (int i = 0; i < group.points.length; i++) {
            for (int s = 0; s < samples; s++) {
                long bit = 1L << s;
                if ((group.masks[i] & bit) != 0) {
                    answered++;
                    if ((right & bit) != 0) {
                        slice.right[group.points[i]] |= 1L << group.positions[s];
                    }
                }
            }
        }
        step.accept(answered);
    }
}
