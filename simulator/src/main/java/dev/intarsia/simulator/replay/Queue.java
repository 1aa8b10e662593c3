package dev.intarsia.simulator.replay;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Unit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A unit during the replay: the commands before it, and when it will be free. */
final class Queue {

    /** A command in line. */
    record Entry(int layer, Command command) {}

    final Unit unit;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Map<Cause, Long>> causesOfLayers = new ArrayList<>();
    private int next;
    private int lastLayer;
    private Class<?> lastKind = Object.class;
    /** When the last command began to stream: from then on the next one may prepare. */
    private long prepareFree;

    private long streamEnd;
    private long drained;

    Queue(Unit unit, int layers) {
        this.unit = unit;
        for (int i = 0; i < layers; i++) {
            causesOfLayers.add(new EnumMap<>(Cause.class));
        }
    }

    void append(Entry entry) {
        entries.add(entry);
    }

    boolean isEmpty() {
        return next == entries.size();
    }

    Entry head() {
        return entries.get(next);
    }

    long prepareFree() {
        return prepareFree;
    }

    /** The earliest cycle in which a command of this kind may stream: commands of one kind follow each other in the pipeline. */
    long streamFree(Command command) {
        return command.getClass() == lastKind ? streamEnd : drained;
    }

    /** When the last results are written. */
    long drained() {
        return drained;
    }

    /** Carries the head out, and accounts for all cycles since the command before it. */
    void take(Step step, long tokensAt, Cause waitCause, long readyAt) {
        long waitEnd = Math.clamp(tokensAt, streamEnd, step.streamStart());
        count(step.layer(), waitCause, waitEnd - streamEnd);
        count(step.layer(), Cause.FILL, Math.max(waitEnd, readyAt) - waitEnd);
        count(step.layer(), Cause.PORT, step.streamStart() - Math.max(waitEnd, readyAt));
        count(step.layer(), Cause.BUSY, step.streamEnd() - step.streamStart());
        prepareFree = step.streamStart();
        streamEnd = step.streamEnd();
        drained = step.done();
        lastKind = step.command().getClass();
        lastLayer = step.layer();
        next++;
    }

    /** Nothing happens until a cycle: what is in the pipeline drains, the rest has the given cause and belongs to a layer. */
    void rest(long until, Cause cause, int layer) {
        count(lastLayer, Cause.FILL, drained - streamEnd);
        count(layer, cause, until - drained);
        prepareFree = until;
        streamEnd = until;
        drained = until;
    }

    CauseCycles causes(int layer) {
        return new CauseCycles(causesOfLayers.get(layer));
    }

    CauseCycles causes() {
        Map<Cause, Long> sums = new EnumMap<>(Cause.class);
        causesOfLayers.forEach(layer -> layer.forEach((cause, cycles) -> sums.merge(cause, cycles, Long::sum)));
        return new CauseCycles(sums);
    }

    private void count(int layer, Cause cause, long cycles) {
        if (cycles > 0) {
            causesOfLayers.get(layer).merge(cause, cycles, Long::sum);
        }
    }
}
