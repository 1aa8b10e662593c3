package dev.intarsia.ir.plan;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.plan.LayerSearch.Candidate;
import dev.intarsia.ir.sequence.KeepResults;
import dev.intarsia.ir.sequence.Relocation;
import dev.intarsia.ir.sequence.Stretch;
import dev.intarsia.ir.target.Accelerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Chooses among the candidates of neighbouring layers: a layer's tiles decide when the next layer can begin, and how much of its loads the
 * layer before hides. Layer after layer, each candidate is looked at between its neighbours as they are chosen so far.
 */
final class NetworkSearch {

    private static final int SWEEPS = 2;

    private final List<List<Candidate>> layers;
    private final Accelerator target;
    private final int[] chosen;

    private NetworkSearch(List<List<Candidate>> layers, Accelerator target) {
        this.layers = layers;
        this.target = target;
        chosen = new int[layers.size()];
    }

    /**
     * The choice for each layer.
     *
     * @param layers the candidates of layers between which the host does nothing, best first by themselves
     */
    static List<Candidate> choose(List<List<Candidate>> layers, Accelerator target) {
        return new NetworkSearch(layers, target).choose();
    }

    private List<Candidate> choose() {
        boolean[] settled = new boolean[chosen.length];
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int layer = 0; layer < chosen.length; layer++) {
                if (!settled[layer]) {
                    int best = best(layer);
                    if (best != chosen[layer]) {
                        chosen[layer] = best;
                        settled[Math.max(0, layer - 1)] = false;
                        settled[Math.min(layer + 1, chosen.length - 1)] = false;
                    }
                    settled[layer] = true;
                }
            }
        }
        return IntStream.range(0, chosen.length)
                .mapToObj(l -> layers.get(l).get(chosen[l]))
                .toList();
    }

    /** The quickest candidate between a layer's neighbours; of equals the one that is chosen, and then the first. */
    private int best(int layer) {
        AtomicLong least = new AtomicLong(cycles(layer, chosen[layer], Long.MAX_VALUE));
        long[] cycles = IntStream.range(0, layers.get(layer).size())
                .parallel()
                .mapToLong(c -> {
                    long found = cycles(layer, c, least.get());
                    least.accumulateAndGet(found, Math::min);
                    return found;
                })
                .toArray();
        int best = chosen[layer];
        for (int c = 0; c < cycles.length; c++) {
            best = cycles[c] < cycles[best] ? c : best;
        }
        return best;
    }

    /** Of a layer and its neighbours, with a candidate for the layer; the largest number there is where it is more than a limit. */
    private long cycles(int layer, int candidate, long limit) {
        List<Candidate> window = new ArrayList<>();
        for (int l = Math.max(0, layer - 1); l <= Math.min(layer + 1, chosen.length - 1); l++) {
            window.add(layers.get(l).get(l == layer ? candidate : chosen[l]));
        }
        return cycles(window, target, limit);
    }

    /** An estimate for neighbouring layers together. */
    private static long cycles(List<Candidate> layers, Accelerator target, long limit) {
        return Stretch.cycles(placed(layers, new Placement(target), target).commands(), target, limit);
    }

    /**
     * Layers with their buffers in the scratchpads.
     *
     * @param places for each layer and slot the addresses of its copies
     * @param commands of each layer, without the loads of what stays on the chip
     * @param kept for each layer the addresses of what stays
     */
    record Placed(List<List<List<Integer>>> places, List<List<Command>> commands, List<Set<Integer>> kept) {}

    /** Layers between which the host does nothing, one behind the other; every whole tensor stays on the chip that can. */
    static Placed placed(List<Candidate> layers, Placement placement, Accelerator target) {
        List<List<List<Integer>>> allPlaces = new ArrayList<>();
        List<List<Command>> commands = new ArrayList<>();
        List<Set<Integer>> whole = new ArrayList<>();
        for (Candidate layer : layers) {
            List<List<Integer>> places = placement.place(layer.slots());
            allPlaces.add(places);
            whole.add(whole(layer.slots(), places));
            Relocation relocation = new Relocation(target);
            for (int slot = 0; slot < places.size(); slot++) {
                for (int copy = 0; copy < places.get(slot).size(); copy++) {
                    relocation.move(
                            layer.slots().get(slot).scratchpad(),
                            layer.packed().get(slot).get(copy),
                            places.get(slot).get(copy));
                }
            }
            commands.add(layer.commands().stream().map(relocation::apply).toList());
        }
        KeepResults.Kept kept = KeepResults.apply(commands, whole, target);
        return new Placed(allPlaces, kept.layers(), kept.kept());
    }

    /** Where one copy of activations lies. */
    private static Set<Integer> whole(List<Placement.Slot> slots, List<List<Integer>> places) {
        Set<Integer> whole = new TreeSet<>();
        for (int slot = 0; slot < slots.size(); slot++) {
            if (slots.get(slot).scratchpad() == Scratchpad.ACTIVATION
                    && slots.get(slot).copies() == 1) {
                whole.addAll(places.get(slot));
            }
        }
        return whole;
    }
}
