package dev.intarsia.backend.java;

import dev.intarsia.ir.command.Command;
import java.util.ArrayList;
import java.util.List;

/** Commands with the loops found again: a number of a command is its first value plus a step for each loop around. */
sealed interface Rolled {

    /**
     * One command.
     *
     * @param first the command in the first round of all loops
     * @param numbers its numbers there
     * @param steps for each loop around, the innermost first, by how much each number grows from round to round
     */
    record Single(Command first, List<Long> numbers, List<List<Long>> steps) implements Rolled {
        public Single {
            numbers = List.copyOf(numbers);
            steps = List.copyOf(steps);
        }
    }

    /** The same items several times. */
    record Repeated(int count, List<Rolled> body) implements Rolled {
        public Repeated {
            body = List.copyOf(body);
        }
    }

    static Rolled of(Command command) {
        List<Long> numbers = new ArrayList<>();
        for (long number : CommandFields.numbers(command)) {
            numbers.add(number);
        }
        return new Single(command, numbers, List.of());
    }

    /** All commands, one by one. */
    static List<Command> expand(List<Rolled> items) {
        List<Command> commands = new ArrayList<>();
        items.forEach(item -> expand(item, List.of(), commands));
        return commands;
    }

    /** @param rounds of the loops around, the innermost first */
    private static void expand(Rolled item, List<Integer> rounds, List<Command> commands) {
        switch (item) {
            case Single single -> {
                long[] numbers =
                        single.numbers().stream().mapToLong(Long::longValue).toArray();
                for (int loop = 0; loop < rounds.size(); loop++) {
                    for (int i = 0; i < numbers.length; i++) {
                        numbers[i] +=
                                rounds.get(loop) * single.steps().get(loop).get(i);
                    }
                }
                commands.add(CommandFields.with(single.first(), numbers));
            }
            case Repeated repeated -> {
                for (int round = 0; round < repeated.count(); round++) {
                    List<Integer> inner = new ArrayList<>(rounds);
                    inner.addFirst(round);
                    repeated.body().forEach(child -> expand(child, inner, commands));
                }
            }
        }
    }
}
