package dev.intarsia.ir.schedule;

import dev.intarsia.ir.kernel.Extent;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.kernel.Walk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds pieces of a kernel and puts others in their place. */
final class Regions {

    private Regions() {}

    /**
     * A loop in its surroundings.
     *
     * @param loop the loop
     * @param around the loops around it, outermost first
     */
    record Found(Stmt.Loop loop, List<Stmt.Loop> around) {

        /** The greatest values of the variables of the loops around the loop's body, its own among them. */
        Map<String, Long> greatest() {
            Map<String, Long> greatest = new HashMap<>();
            for (Stmt.Loop outer : around) {
                greatest.put(outer.variable(), Extent.atMost(outer.extent(), greatest) - 1);
            }
            greatest.put(loop.variable(), Extent.atMost(loop.extent(), greatest) - 1);
            return greatest;
        }

        /** The greatest value of the variable of a loop in the loop's body. */
        long greatest(Stmt.Loop inner) {
            return Extent.atMost(inner.extent(), greatest()) - 1;
        }
    }

    /** The first loop of a name in which a buffer is used. */
    static Optional<Found> find(List<Stmt> statements, String loop, String buffer) {
        return find(statements, loop, buffer, List.of());
    }

    private static Optional<Found> find(List<Stmt> statements, String name, String buffer, List<Stmt.Loop> around) {
        for (Stmt statement : statements) {
            if (statement instanceof Stmt.Loop loop) {
                if (loop.variable().equals(name) && uses(loop, buffer)) {
                    return Optional.of(new Found(loop, around));
                }
                List<Stmt.Loop> inner = new ArrayList<>(around);
                inner.add(loop);
                Optional<Found> deeper = find(loop.body(), name, buffer, List.copyOf(inner));
                if (deeper.isPresent()) {
                    return deeper;
                }
            }
        }
        return Optional.empty();
    }

    static boolean uses(Stmt statement, String buffer) {
        return Walk.accesses(List.of(statement)).stream()
                .anyMatch(a -> a.buffer().name().equals(buffer));
    }

    /** The statements with one loop, the very object, replaced. */
    static List<Stmt> replace(List<Stmt> statements, Stmt.Loop loop, List<Stmt> replacement) {
        List<Stmt> result = new ArrayList<>();
        for (Stmt statement : statements) {
            if (statement == loop) {
                result.addAll(replacement);
            } else if (statement instanceof Stmt.Loop other) {
                result.add(other.withBody(replace(other.body(), loop, replacement)));
            } else {
                result.add(statement);
            }
        }
        return result;
    }
}
