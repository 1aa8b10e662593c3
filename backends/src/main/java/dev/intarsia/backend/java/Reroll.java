package dev.intarsia.backend.java;

import dev.intarsia.ir.command.Command;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds loops in a list of commands: neighbouring groups that are alike but for numbers, which grow by the same steps from group to group.
 * Short groups first, so that inner loops are there when outer ones are looked for. First and last rounds that differ stay outside.
 */
final class Reroll {

    /** Ids of what items must have in common to stand in one loop. */
    private final Map<Object, Integer> kinds = new HashMap<>();

    /** The id of each item looked at, by identity: finding it takes a command apart. */
    private final Map<Rolled, Integer> kindOf = new IdentityHashMap<>();

    private Reroll() {}

    static List<Rolled> of(List<Command> commands) {
        return new Reroll().roll(commands.stream().map(Rolled::of).toList());
    }

    private List<Rolled> roll(List<Rolled> items) {
        List<Rolled> current = items;
        for (int period = 1; period <= current.size() / 2; ) {
            List<Rolled> next = pass(current, period);
            period = next.size() < current.size() ? 1 : period + 1;
            current = next;
        }
        return current;
    }

    /** Replaces every run of at least two groups of a length by a loop, where that makes the text shorter. */
    private List<Rolled> pass(List<Rolled> items, int period) {
        int[] kind = items.stream().mapToInt(this::kind).toArray();
        int at = 0;
        while (at < items.size() && (groups(items, kind, at, period) - 1) * period <= 2) {
            at++;
        }
        if (at == items.size()) {
            return items;
        }
        List<Rolled> result = new ArrayList<>(items.subList(0, at));
        while (at < items.size()) {
            int count = groups(items, kind, at, period);
            if ((count - 1) * period > 2) {
                result.add(loop(items, at, period, count));
                at += count * period;
            } else {
                result.add(items.get(at));
                at++;
            }
        }
        return result;
    }

    /** How many groups from a place on are alike and in equal steps; 1 when there is no second. */
    private static int groups(List<Rolled> items, int[] kind, int at, int period) {
        List<List<Long>> steps = null;
        int count = 1;
        while (at + (count + 1) * period <= items.size()) {
            int previous = at + (count - 1) * period;
            for (int i = 0; i < period; i++) {
                if (kind[previous + i] != kind[previous + period + i]) {
                    return count;
                }
            }
            List<List<Long>> these = new ArrayList<>();
            for (int i = 0; i < period; i++) {
                these.add(difference(numbers(items.get(previous + period + i)), numbers(items.get(previous + i))));
            }
            if (steps != null && !steps.equals(these)) {
                return count;
            }
            steps = these;
            count++;
        }
        return count;
    }

    private static Rolled loop(List<Rolled> items, int at, int period, int count) {
        List<Rolled> body = new ArrayList<>();
        for (int i = 0; i < period; i++) {
            Rolled first = items.get(at + i);
            List<Long> steps = difference(numbers(items.get(at + period + i)), numbers(first));
            body.add(stepping(first, steps, new int[1]));
        }
        return new Rolled.Repeated(count, body);
    }

    /** The item with one more loop around it. */
    private static Rolled stepping(Rolled item, List<Long> steps, int[] next) {
        return switch (item) {
            case Rolled.Single single -> {
                int size = single.numbers().size();
                List<List<Long>> all = new ArrayList<>(single.steps());
                all.add(List.copyOf(steps.subList(next[0], next[0] + size)));
                next[0] += size;
                yield new Rolled.Single(single.first(), single.numbers(), all);
            }
            case Rolled.Repeated repeated ->
                new Rolled.Repeated(
                        repeated.count(),
                        repeated.body().stream()
                                .map(child -> stepping(child, steps, next))
                                .toList());
        };
    }

    private static List<Long> difference(List<Long> left, List<Long> right) {
        List<Long> difference = new ArrayList<>(left.size());
        for (int i = 0; i < left.size(); i++) {
            difference.add(left.get(i) - right.get(i));
        }
        return difference;
    }

    /** The numbers of all commands of an item in their first rounds. */
    private static List<Long> numbers(Rolled item) {
        return switch (item) {
            case Rolled.Single single -> single.numbers();
            case Rolled.Repeated repeated -> {
                List<Long> numbers = new ArrayList<>();
                repeated.body().forEach(child -> numbers.addAll(numbers(child)));
                yield numbers;
            }
        };
    }

    private int kind(Rolled item) {
        Integer known = kindOf.get(item);
        if (known == null) {
            known = newKind(item);
            kindOf.put(item, known);
        }
        return known;
    }

    private int newKind(Rolled item) {
        Object kind = switch (item) {
            case Rolled.Single single -> List.of(CommandFields.template(single.first()), single.steps());
            case Rolled.Repeated repeated ->
                List.of(
                        repeated.count(),
                        repeated.body().stream().map(this::kind).toList());
        };
        return kinds.computeIfAbsent(kind, k -> kinds.size());
    }
}
