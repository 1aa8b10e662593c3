package dev.intarsia.ir.plan;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.plan.LayerSearch.Candidate;
import dev.intarsia.ir.sequence.KeepResults;
import dev.intarsia.ir.sequence.Relocation;
import dev.intarsia.ir.sequence.Stretch;
import dev.intarsia.ir.target.Accelerator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Chooses among the candidates of layers between which the host does nothing: a layer's tiles decide when the next layer can begin, how much of its
 * loads the layer before hides, and what stays on the chip.
 *
 * <p>Layer after layer, the candidate is taken that is quickest behind the two layers before. Then each layer is looked at again: all its candidates between
 * its neighbours, and those that suit them best among two layers before and two behind, since a change is often paid for one layer further on.
 */
final class NetworkSearch {

    /** How many layers a further one is looked at with. */
    private static final int BEFORE = 2;

    /** How many other candidates of a layer are looked at among more layers, and how many on each side those are. */
    private static final int AGAIN = 3;

    private static final int FAR = 2;

    private static final int SWEEPS = 2;

    private final List<List<Candidate>> layers;
    private final Accelerator target;

    /** The cycles of neighbouring layers, by their candidates and the first one's index behind those. */
    private final Map<List<Integer>, Long> known = new ConcurrentHashMap<>();

    private NetworkSearch(List<List<Candidate>> layers, Accelerator target) {
        this.layers = layers;
        this.target = target;
    }

    /**
     * The choice for each layer.
     *
     * @param layers the candidates of layers between which the host does nothing, best first by themselves
     */
    static List<Candidate> choose(List<List<Candidate>> layers, Accelerator target) {
        NetworkSearch search = new NetworkSearch(layers, target);
        return search.candidates(0, search.choose());
    }

    private List<Integer> choose() {
        List<Integer> chosen = List.of();
        for (int layer = 0; layer < layers.size(); layer++) {
            chosen = further(chosen, layer);
        }
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            List<Integer> before = chosen;
            for (int layer = 0; layer < layers.size(); layer++) {
                chosen = better(chosen, layer);
            }
            if (chosen.equals(before)) {
                break;
            }
        }
        return chosen;
    }

    /** The quickest candidate of the next layer behind those that are chosen; of equals the first. */
    private List<Integer> further(List<Integer> chosen, int layer) {
        return changed(chosen, layer, Math.max(0, layer - BEFORE), layer + 1).stream()
                .map(Changed::chosen)
                .findFirst()
                .orElseThrow();
    }

    /** The quickest candidate of a layer among those around it; of equals the one that is chosen. */
    private List<Integer> better(List<Integer> chosen, int layer) {
        int first = Math.max(0, layer - FAR);
        int end = Math.min(layer + FAR + 1, layers.size());
        long now = cycles(first, chosen.subList(first, end), Long.MAX_VALUE);
        return changed(chosen, layer, Math.max(0, layer - 1), Math.min(layer + 2, layers.size())).stream()
                .filter(c -> !c.chosen.equals(chosen))
                .limit(AGAIN)
                .toList()
                .parallelStream()
                .map(c -> new Changed(c.chosen, cycles(first, c.chosen.subList(first, end), now)))
                .filter(c -> c.cycles < now)
                .min(Comparator.comparingLong(Changed::cycles))
                .map(Changed::chosen)
                .orElse(chosen);
    }

    /** A choice for layers with one of them changed, and the cycles of some of them. */
    private record Changed(List<Integer> chosen, long cycles) {}

    /** A choice with each candidate of one layer, or of the next one, by the cycles of a range of layers. */
    private List<Changed> changed(List<Integer> chosen, int layer, int first, int end) {
        return IntStream.range(0, layers.get(layer).size())
                .parallel()
                .mapToObj(candidate -> {
                    List<Integer> other = new ArrayList<>(chosen);
                    if (layer < chosen.size()) {
                        other.set(layer, candidate);
                    } else {
                        other.add(candidate);
                    }
                    return new Changed(List.copyOf(other), cycles(first, other.subList(first, end), Long.MAX_VALUE));
                })
                .sorted(Comparator.comparingLong(Changed::cycles))
                .toList();
    }

    /** An estimate for neighbouring layers together; the largest number there is where it is more than a limit. */
    private long cycles(int first, List<Integer> chosen, long limit) {
        List<Integer> key = new ArrayList<>(chosen);
        key.add(first);
        Long before = known.get(key);
        if (before != null) {
            return before;
        }
        Placed placed = placed(candidates(first, chosen), new Placement(target), target);
        long found = Stretch.cycles(placed.commands(), target, limit);
        if (found < Long.MAX_VALUE) {
            known.put(key, found);
        }
        return found;
    }

    private List<Candidate> candidates(int first, List<Integer> chosen) {
        return IntStream.range(0, chosen.size())
                .mapToObj(l -> layers.get(first + l).get(chosen.get(l)))
                .toList();
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
