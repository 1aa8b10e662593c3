package dev.intarsia.simulator.replay;

import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.simulator.replay.Footprint.Stretch;
import dev.intarsia.simulator.replay.Timeline.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Gathers how long words stay in the scratchpads. Takes the commands in program order. */
final class Occupancy {

    /** Words that may still be read. */
    private static final class Open {
        private final Scratchpad scratchpad;
        private final int layer;
        private int from;
        private int to;
        private long since;
        private long until;
        private boolean read;

        private Open(Stretch stretch, Step step) {
            scratchpad = stretch.scratchpad();
            layer = step.layer();
            from = stretch.from();
            to = stretch.to();
            since = step.streamStart();
            until = step.done();
        }

        private Stay stay() {
            return new Stay(scratchpad, layer, from, to - from, since, until);
        }
    }

    private final List<Open> open = new ArrayList<>();
    private final List<Stay> stays = new ArrayList<>();

    /** A command that was carried out. */
    void add(Step step, Footprint footprint) {
        for (Stretch read : footprint.reads()) {
            for (Open words : open) {
                if (read.overlaps(words.scratchpad, words.from, words.to)) {
                    words.until = Math.max(words.until, step.streamEnd());
                    words.read = true;
                }
            }
        }
        footprint.writes().forEach(write -> write(step, write));
    }

    /** Pieces of one layer that interlock, as column tiles do, are one stay; words that were read before make place for new ones. */
    private void write(Step step, Stretch write) {
        Open added = new Open(write, step);
        for (var each = open.iterator(); each.hasNext(); ) {
            Open words = each.next();
            if (write.overlaps(words.scratchpad, words.from, words.to)) {
                each.remove();
                if (words.read || words.layer != step.layer()) {
                    stays.add(words.stay());
                } else {
                    added.from = Math.min(added.from, words.from);
                    added.to = Math.max(added.to, words.to);
                    added.since = Math.min(added.since, words.since);
                    added.until = Math.max(added.until, words.until);
                }
            }
        }
        open.add(added);
    }

    /** Everything that stayed anywhere. */
    List<Stay> stays() {
        List<Stay> all = new ArrayList<>(stays);
        open.forEach(words -> all.add(words.stay()));
        return all;
    }

    static List<Level> levels(List<Stay> stays, Scratchpad scratchpad) {
        Map<Long, Long> changes = new TreeMap<>();
        for (Stay stay : stays) {
            if (stay.scratchpad() == scratchpad) {
                changes.merge(stay.from(), (long) stay.size(), Long::sum);
                changes.merge(stay.to(), (long) -stay.size(), Long::sum);
            }
        }
        List<Level> levels = new ArrayList<>();
        long size = 0;
        for (Map.Entry<Long, Long> change : changes.entrySet()) {
            if (change.getValue() != 0) {
                size += change.getValue();
                levels.add(new Level(change.getKey(), size));
            }
        }
        return levels;
    }
}
