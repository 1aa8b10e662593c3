package dev.intarsia.ir.range;

import dev.intarsia.ir.kernel.Extent;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Stmt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Values of index expressions. */
final class IndexValue {

    private IndexValue() {}

    /** The value for given values of the variables. */
    static long of(Index index, Map<String, Long> variables) {
        return switch (index) {
            case Index.Constant c -> c.value();
            case Index.Variable v -> {
                Long value = variables.get(v.name());
                if (value == null) {
                    throw new IllegalArgumentException("the variable " + v.name() + " is not bound here");
                }
                yield value;
            }
            case Index.Sum s -> of(s.left(), variables) + of(s.right(), variables);
            case Index.Product p -> of(p.index(), variables) * p.factor();
            case Index.Quotient q -> Math.floorDiv(of(q.index(), variables), q.divisor());
            case Index.Remainder r -> Math.floorMod(of(r.index(), variables), r.divisor());
            case Index.Smaller s -> Math.min(of(s.left(), variables), of(s.right(), variables));
            case Index.Larger l -> Math.max(of(l.left(), variables), of(l.right(), variables));
        };
    }

    /** The greatest value of each loop's variable; a loop that never runs counts as running once. */
    static Map<String, Long> greatest(List<Stmt.Loop> loops) {
        Map<String, Long> greatest = new HashMap<>();
        for (Stmt.Loop loop : loops) {
            greatest.put(loop.variable(), Math.max(0, Extent.atMost(loop.extent(), greatest) - 1));
        }
        return greatest;
    }

    /** Bounds of an index inside of these loops, which may be wider than what occurs. */
    static Interval bounds(Index index, List<Stmt.Loop> loops) {
        Map<String, Long> greatest = greatest(loops);
        return Interval.of(Extent.atLeast(index, greatest), Extent.atMost(index, greatest));
    }

    /** The least and the greatest value that an index takes inside of these loops; 0 where they never run. */
    static Interval exact(Index index, List<Stmt.Loop> loops) {
        long[] range = {Long.MAX_VALUE, Long.MIN_VALUE};
        enumerate(List.of(index), loops, variables -> {
            long value = of(index, variables);
            range[0] = Math.min(range[0], value);
            range[1] = Math.max(range[1], value);
        });
        return range[0] > range[1] ? Interval.of(0) : Interval.of(range[0], range[1]);
    }

    /** Shows the variables of every iteration of those of the loops on which the indices depend. */
    static void enumerate(List<Index> indices, List<Stmt.Loop> loops, Consumer<Map<String, Long>> each) {
        Set<String> needed = new TreeSet<>();
        indices.forEach(index -> needed.addAll(Extent.variables(index)));
        List<Stmt.Loop> relevant = new ArrayList<>();
        for (Stmt.Loop loop : loops.reversed()) {
            if (needed.contains(loop.variable())) {
                needed.addAll(Extent.variables(loop.extent()));
                relevant.addFirst(loop);
            }
        }
        iterate(relevant, 0, new HashMap<>(), each);
    }

    private static void iterate(
            List<Stmt.Loop> loops, int depth, Map<String, Long> variables, Consumer<Map<String, Long>> each) {
        if (depth == loops.size()) {
            each.accept(variables);
            return;
        }
        Stmt.Loop loop = loops.get(depth);
        long extent = of(loop.extent(), variables);
        for (long i = 0; i < extent; i++) {
            variables.put(loop.variable(), i);
            iterate(loops, depth + 1, variables, each);
        }
        variables.remove(loop.variable());
    }
}
