package dev.intarsia.ir.kernel;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Bounds of index expressions, from the greatest values of their variables. Every variable starts at 0. */
public final class Extent {

    private Extent() {}

    /**
     * The greatest value that an index expression can have, or more.
     *
     * @param greatest the greatest value of each variable
     */
    public static long atMost(Index index, Map<String, Long> greatest) {
        return bound(index, greatest, true);
    }

    /** The least value that an index expression can have, or less. */
    public static long atLeast(Index index, Map<String, Long> greatest) {
        return bound(index, greatest, false);
    }

    private static long bound(Index index, Map<String, Long> greatest, boolean upper) {
        return switch (index) {
            case Index.Constant c -> c.value();
            case Index.Variable v -> {
                if (!greatest.containsKey(v.name())) {
                    throw new IllegalArgumentException("the variable " + v.name() + " is not bound here");
                }
                yield upper ? greatest.get(v.name()) : 0;
            }
            case Index.Sum s -> bound(s.left(), greatest, upper) + bound(s.right(), greatest, upper);
            case Index.Product p -> p.factor() * bound(p.index(), greatest, (p.factor() >= 0) == upper);
            case Index.Quotient q -> Math.floorDiv(bound(q.index(), greatest, upper), q.divisor());
            case Index.Remainder r -> {
                long low = bound(r.index(), greatest, false);
                long high = bound(r.index(), greatest, true);
                boolean whole = Math.floorDiv(low, r.divisor()) != Math.floorDiv(high, r.divisor());
                yield whole ? (upper ? r.divisor() - 1 : 0) : Math.floorMod(upper ? high : low, r.divisor());
            }
            case Index.Smaller s -> Math.min(bound(s.left(), greatest, upper), bound(s.right(), greatest, upper));
            case Index.Larger l -> Math.max(bound(l.left(), greatest, upper), bound(l.right(), greatest, upper));
        };
    }

    /** The variables of an index expression. */
    public static Set<String> variables(Index index) {
        Set<String> found = new TreeSet<>();
        collect(index, found);
        return found;
    }

    private static void collect(Index index, Set<String> found) {
        switch (index) {
            case Index.Constant c -> {}
            case Index.Variable v -> found.add(v.name());
            case Index.Sum s -> {
                collect(s.left(), found);
                collect(s.right(), found);
            }
            case Index.Product p -> collect(p.index(), found);
            case Index.Quotient q -> collect(q.index(), found);
            case Index.Remainder r -> collect(r.index(), found);
            case Index.Smaller s -> {
                collect(s.left(), found);
                collect(s.right(), found);
            }
            case Index.Larger l -> {
                collect(l.left(), found);
                collect(l.right(), found);
            }
        }
    }
}
