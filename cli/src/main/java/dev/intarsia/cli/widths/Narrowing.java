package dev.intarsia.cli.widths;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * The greedy search for narrow choices: of all narrower ones always the one that loses the least for what it saves.
 *
 * @param <C> a choice, already measured
 * @param narrower the choices that a choice can be narrowed to, in a fixed order; of equal ones the first is taken
 * @param loss of a choice, in any unit
 * @param cost of a choice, in any unit
 */
public record Narrowing<C>(Function<C, List<C>> narrower, ToDoubleFunction<C> loss, ToDoubleFunction<C> cost) {

    /**
     * Narrows a choice.
     *
     * @param allowed which choices may be taken at all
     * @param enough where to stop
     * @return the last choice: one that is enough, or one from which no narrower one is allowed
     */
    public C from(C start, Predicate<C> allowed, Predicate<C> enough) {
        C best = start;
        while (!enough.test(best)) {
            C before = best;
            Optional<C> next = narrower.apply(before).stream()
                    .filter(c -> allowed.test(c) && cost.applyAsDouble(c) < cost.applyAsDouble(before))
                    .min(Comparator.comparingDouble((C c) -> (loss.applyAsDouble(c) - loss.applyAsDouble(before))
                                    / (cost.applyAsDouble(before) - cost.applyAsDouble(c)))
                            .thenComparingDouble(cost));
            if (next.isEmpty()) {
                break;
            }
            best = next.get();
        }
        return best;
    }
}
