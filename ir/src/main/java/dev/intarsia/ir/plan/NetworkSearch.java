package dev.intarsia.ir.plan;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.plan.LayerSearch.Candidate;
import dev.intarsia.ir.sequence.Relocation;
import dev.intarsia.ir.sequence.Stretch;
import dev.intarsia.ir.target.Accelerator;
import java.util.ArrayList;
import java.util.List;
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
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            boolean changed = false;
            for (int layer = 0; layer < chosen.length; layer++) {
                int here = layer;
                long[] cycles = IntStream.range(0, layers.get(here).size())
                        .parallel()
                        .mapToLong(c -> cycles(here, c))
                        .toArray();
                int best = chosen[layer];
                for (int c = 0; c < cycles.length; c++) {
                    best = cycles[c] < cycles[best] ? c : best;
                }
                changed |= best != chosen[layer];
                chosen[layer] = best;
            }
            if (!changed) {
                break;
            }
        }
        return IntStream.range(0, chosen.length)
                .mapToObj(l -> layers.get(l).get(chosen[l]))
                .toList();
    }

    /** Of a layer and its neighbours, with a candidate for the layer. */
    private long cycles(int layer, int candidate) {
        List<Candidate> window = new ArrayList<>();
        for (int l = Math.max(0, layer - 1); l <= Math.min(layer + 1, chosen.length - 1); l++) {
            window.add(layers.get(l).get(l == layer ? candidate : chosen[l]));
        }
        return cycles(window, target);
    }

    /** An estimate for neighbouring layers together. */
    static long cycles(List<Candidate> layers, Accelerator target) {
        Placement placement = new Placement(target);
        List<List<Command>> commands = new ArrayList<>();
        for (Candidate layer : layers) {
            List<List<Integer>> places = placement.place(layer.slots());
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
        return Stretch.cycles(commands, target);
    }
}
