package dev.intarsia.cli.size;

import dev.intarsia.cli.widths.Narrowing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Widths of weights for each layer for itself: as few bits as possible that lose no more answers than allowed.
 *
 * <p>Greedy: all layers begin at the widest. In each round every layer is tried with its next narrower width; of those that keep enough
 * answers, the one that loses the fewest for a saved bit is taken, until none keeps enough. Exact: every combination, for small networks.
 */
public final class MixedWidths {

    /** So many combinations at most are tried one by one. */
    static final int MOST_COMBINATIONS = 4096;

    private final List<LayerWidth> layers;
    private final List<Integer> widths;
    private final Datapath base;
    private final Function<List<Datapath>, List<Point>> run;

    /**
     * @param layers those with weights
     * @param widths ascending
     * @param base everything else
     * @param run gives the points of datapaths
     */
    private MixedWidths(
            List<LayerWidth> layers, List<Integer> widths, Datapath base, Function<List<Datapath>, List<Point>> run) {
        this.layers = layers;
        this.widths = widths;
        this.base = base;
        this.run = run;
    }

    /**
     * A choice of widths.
     *
     * @param bits of each layer's weights
     * @param right answers
     * @param weightBits of all weights together
     */
    public record Assignment(SequencedMap<String, Integer> bits, int right, long weightBits) {}

    /** What a layer alone does at a width, all others at the widest. */
    public record Sensitivity(String layer, int bits, int right) {}

    /**
     * What was found.
     *
     * @param greedy what the search found
     * @param exact the least bits of all combinations; empty where there are too many
     * @param tried how many combinations were run
     */
    public record Outcome(List<Sensitivity> sensitivities, Assignment greedy, Optional<Assignment> exact, int tried) {
        public Outcome {
            sensitivities = List.copyOf(sensitivities);
        }

        /** How many more bits the greedy choice has than the least, as a share; empty where that is not known. */
        public Optional<Double> gap() {
            return exact.map(least -> (double) greedy.weightBits() / least.weightBits() - 1);
        }
    }

    /**
     * Searches.
     *
     * @param layers of the network; those without weights are left out
     * @param widths to choose from
     * @param base everything but the weights' widths
     * @param least the least number of right answers
     * @param run gives the points of datapaths
     */
    public static Outcome search(
            List<LayerWidth> layers,
            List<Integer> widths,
            Datapath base,
            int least,
            Function<List<Datapath>, List<Point>> run) {
        List<LayerWidth> weighted = layers.stream()
                .filter(layer -> layer.weights() > 0 && layer.sum().isPresent())
                .toList();
        return new MixedWidths(weighted, widths.stream().sorted().toList(), base, run).search(least);
    }

    private Outcome search(int least) {
        int[] widest = layers.stream().mapToInt(layer -> widths.size() - 1).toArray();
        List<Sensitivity> sensitivities = new ArrayList<>();
        List<int[]> alone = new ArrayList<>();
        alone.add(widest);
        for (int layer = 0; layer < layers.size(); layer++) {
            for (int width = 0; width < widths.size() - 1; width++) {
                int[] one = widest.clone();
                one[layer] = width;
                alone.add(one);
            }
        }
        List<Assignment> found = assignments(alone);
        for (int i = 1; i < alone.size(); i++) {
            int layer = (i - 1) / (widths.size() - 1);
            sensitivities.add(new Sensitivity(
                    layers.get(layer).layer(),
                    widths.get((i - 1) % (widths.size() - 1)),
                    found.get(i).right()));
        }
        int[] tries = {alone.size()};
        Narrowing<Chosen> narrowing = new Narrowing<>(
                chosen -> {
                    List<Chosen> narrower = narrower(chosen.widths());
                    tries[0] += narrower.size();
                    return narrower;
                },
                chosen -> -chosen.assignment().right(),
                chosen -> chosen.assignment().weightBits());
        Assignment best = narrowing
                .from(new Chosen(widest, found.getFirst()), c -> c.assignment().right() >= least, c -> false)
                .assignment();
        int tried = tries[0];
        Optional<Assignment> exact = Optional.empty();
        if (Math.pow(widths.size(), layers.size()) <= MOST_COMBINATIONS) {
            List<Assignment> all = assignments(combinations());
            tried += all.size();
            exact = all.stream()
                    .filter(a -> a.right() >= least)
                    .min(Comparator.comparingLong(Assignment::weightBits)
                            .thenComparing(
                                    Comparator.comparingInt(Assignment::right).reversed()));
        }
        return new Outcome(sensitivities, best, exact, tried);
    }

    /** Indices into the widths, and what came of them. */
    private record Chosen(int[] widths, Assignment assignment) {}

    /** Every layer with its next narrower width. */
    private List<Chosen> narrower(int[] chosen) {
        List<int[]> narrower = new ArrayList<>();
        for (int layer = 0; layer < chosen.length; layer++) {
            if (chosen[layer] > 0) {
                int[] one = chosen.clone();
                one[layer]--;
                narrower.add(one);
            }
        }
        List<Assignment> found = narrower.isEmpty() ? List.of() : assignments(narrower);
        return IntStream.range(0, found.size())
                .mapToObj(i -> new Chosen(narrower.get(i), found.get(i)))
                .toList();
    }

    private List<int[]> combinations() {
        List<int[]> all = new ArrayList<>();
        int count = (int) Math.pow(widths.size(), layers.size());
        for (int i = 0; i < count; i++) {
            int[] one = new int[layers.size()];
            int rest = i;
            for (int layer = one.length - 1; layer >= 0; layer--) { // the last layer changes fastest
                one[layer] = rest % widths.size();
                rest /= widths.size();
            }
            all.add(one);
        }
        return all;
    }

    private List<Assignment> assignments(List<int[]> choices) {
        List<Map.Entry<SequencedMap<String, Integer>, Datapath>> asked = new ArrayList<>();
        for (int[] choice : choices) {
            SequencedMap<String, Integer> bits = new LinkedHashMap<>();
            Datapath point = base;
            for (int layer = 0; layer < choice.length; layer++) {
                String name = layers.get(layer).layer();
                int width = widths.get(choice[layer]);
                bits.put(name, width);
                point = point.with(new Datapath.Setting(Key.WEIGHTS, name, String.valueOf(width)));
            }
            asked.add(Map.entry(bits, point));
        }
        List<Point> points = run.apply(asked.stream().map(Map.Entry::getValue).toList());
        List<Assignment> found = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            SequencedMap<String, Integer> bits = asked.get(i).getKey();
            long sum = layers.stream()
                    .mapToLong(layer -> (long) layer.weights() * bits.get(layer.layer()))
                    .sum();
            found.add(new Assignment(bits, points.get(i).right(), sum));
        }
        return found;
    }
}
