package dev.intarsia.ir.command;

import java.util.EnumSet;
import java.util.Set;

/**
 * The tokens of a command. Between each ordered pair of units there is one counter.
 *
 * @param waits units from which a token is taken before the command begins, see {@link Unit#preparesBehind}
 * @param gives units to which a token is given once the command has ended
 */
public record Sync(Set<Unit> waits, Set<Unit> gives) {

    public static final Sync NONE = new Sync(Set.of(), Set.of());

    public Sync {
        waits = Set.copyOf(waits);
        gives = Set.copyOf(gives);
    }

    public Sync waitingFor(Unit unit) {
        EnumSet<Unit> more = EnumSet.of(unit);
        more.addAll(waits);
        return new Sync(more, gives);
    }

    public Sync givingTo(Unit unit) {
        EnumSet<Unit> more = EnumSet.of(unit);
        more.addAll(gives);
        return new Sync(waits, more);
    }
}
