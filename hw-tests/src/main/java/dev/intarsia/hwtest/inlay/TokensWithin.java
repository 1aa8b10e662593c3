package dev.intarsia.hwtest.inlay;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Sync;
import dev.intarsia.ir.command.Unit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keeps of a stretch's tokens those that are given and taken in the same layer, so that each layer can be run by itself. */
final class TokensWithin {

    private TokensWithin() {}

    /** A command's place. */
    private record At(int layer, int command) {}

    /** The layers of a stretch, each with the tokens that it needs by itself. The n-th token taken is the n-th that was given. */
    static List<List<Command>> layers(List<List<Command>> layers) {
        List<List<Sync>> kept = new ArrayList<>();
        Map<Unit, Map<Unit, Deque<At>>> given = new EnumMap<>(Unit.class);
        Map<Unit, Map<Unit, Deque<At>>> taken = new EnumMap<>(Unit.class);
        for (int layer = 0; layer < layers.size(); layer++) {
            kept.add(new ArrayList<>());
            for (int i = 0; i < layers.get(layer).size(); i++) {
                Command command = layers.get(layer).get(i);
                kept.get(layer).add(Sync.NONE);
                for (Unit to : command.sync().gives()) {
                    queue(given, command.unit(), to).add(new At(layer, i));
                }
                for (Unit from : command.sync().waits()) {
                    queue(taken, from, command.unit()).add(new At(layer, i));
                }
            }
        }
        for (Unit from : Unit.values()) {
            for (Unit to : Unit.values()) {
                Deque<At> givers = queue(given, from, to);
                for (At taker : queue(taken, from, to)) {
                    At giver = givers.remove();
                    if (giver.layer == taker.layer) {
                        change(kept, giver, Set.of(), Set.of(to));
                        change(kept, taker, Set.of(from), Set.of());
                    }
                }
            }
        }
        List<List<Command>> result = new ArrayList<>();
        for (int layer = 0; layer < layers.size(); layer++) {
            List<Command> own = new ArrayList<>();
            for (int i = 0; i < layers.get(layer).size(); i++) {
                own.add(layers.get(layer).get(i).withSync(kept.get(layer).get(i)));
            }
            result.add(own);
        }
        return result;
    }

    private static Deque<At> queue(Map<Unit, Map<Unit, Deque<At>>> queues, Unit from, Unit to) {
        return queues.computeIfAbsent(from, f -> new EnumMap<>(Unit.class))
                .computeIfAbsent(to, t -> new ArrayDeque<>());
    }

    private static void change(List<List<Sync>> kept, At at, Set<Unit> waits, Set<Unit> gives) {
        Sync before = kept.get(at.layer).get(at.command);
        kept.get(at.layer).set(at.command, new Sync(both(before.waits(), waits), both(before.gives(), gives)));
    }

    private static Set<Unit> both(Set<Unit> one, Set<Unit> other) {
        EnumSet<Unit> all = EnumSet.noneOf(Unit.class);
        all.addAll(one);
        all.addAll(other);
        return all;
    }
}
