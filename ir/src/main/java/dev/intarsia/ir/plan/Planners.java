package dev.intarsia.ir.plan;

import java.util.List;
import java.util.Optional;

/** The list of planners that can be asked for by name. */
public final class Planners {

    private static final List<Planner> ALL = List.of(new SearchingPlanner(), SearchingPlanner.exhaustive());

    private Planners() {}

    /** The one that plans where none is asked for. */
    public static Planner standard() {
        return ALL.getFirst();
    }

    /** Their names, the standard one first. */
    public static List<String> names() {
        return ALL.stream().map(Planner::name).toList();
    }

    /** The planner of that name. */
    public static Optional<Planner> named(String name) {
        return ALL.stream().filter(planner -> planner.name().equals(name)).findFirst();
    }
}
