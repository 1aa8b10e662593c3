package dev.intarsia.cli.report;

import java.util.List;

/**
 * What each unit does when.
 *
 * @param cycles of one inference
 * @param layerStarts when each layer of the report begins
 * @param tracks one for each unit
 */
public record UnitTimeline(long cycles, List<Long> layerStarts, List<Track> tracks) {

    public UnitTimeline {
        layerStarts = List.copyOf(layerStarts);
        tracks = List.copyOf(tracks);
    }

    /**
     * A unit.
     *
     * @param unit its name
     * @param busy when it is busy, in order, none overlapping
     */
    public record Track(String unit, List<Interval> busy) {
        public Track {
            busy = List.copyOf(busy);
        }

        /** In how many cycles it is busy. */
        public long busyCycles() {
            return busy.stream().mapToLong(i -> i.to() - i.from()).sum();
        }
    }

    /** From one cycle to another, the latter excluded. */
    public record Interval(long from, long to) {
        public Interval {
            if (from < 0 || to < from) {
                throw new IllegalArgumentException("from " + from + " to " + to);
            }
        }
    }
}
