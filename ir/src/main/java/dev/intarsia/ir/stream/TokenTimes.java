package dev.intarsia.ir.stream;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SequencedMap;

/**
 * In which cycles the words of a design move when its streams are so deep. A word that is written in a cycle can be read in the next; a place
 * that is freed in a cycle can be taken in the next.
 *
 * @param depths how many groups each stream holds, by its name
 * @param ends in which cycle each inference's last word leaves
 */
public record TokenTimes(SequencedMap<String, Integer> depths, List<Long> ends) {

    /** A stream with fewer places cannot be written and read in the same cycle. */
    private static final int LEAST = 2;

    /** So many inferences: enough for the time between two of them to settle. */
    private static final int INFERENCES = 4;

    /** The cycles from the first word in to the last word out of the first inference. */
    public long latency() {
        return ends.getFirst() + 1;
    }

    /** The cycles between the last two inferences. */
    public long interval() {
        return ends.getLast() - ends.get(ends.size() - 2);
    }

    /**
     * Depths with which a design does not stall, and with which inferences follow each other soon. First every stream grows from the least depth:
     * where all processes wait, a stream that is full, and whose reader waits for words of another stream, gets one more place. Such a stream
     * exists, because processes read and write the same numbers of words in every inference. Then the streams before windows get the rows that a
     * window takes, then the branches of forks as many places as they take when they can have as many as they like; each if inferences then
     * follow each other sooner.
     */
    public static TokenTimes of(StreamDesign design) {
        SequencedMap<String, Integer> depths = new LinkedHashMap<>();
        design.channels().forEach(c -> depths.put(c.name(), LEAST));
        new Run(design, depths, 2).grow();
        TokenTimes least = of(design, depths).orElseThrow(() -> new IllegalStateException("the grown depths stall"));
        TokenTimes rows = least.orSooner(design, least.rows(design));
        return rows.orSooner(design, rows.branches(design));
    }

    /** These depths, or others if inferences then follow each other sooner. */
    private TokenTimes orSooner(StreamDesign design, SequencedMap<String, Integer> others) {
        return others.equals(depths)
                ? this
                : of(design, others)
                        .filter(times -> times.interval() < interval())
                        .orElse(this);
    }

    /**
     * As many places before a window as the rows that it takes have words: they can come while the windows of the rows before are worked on,
     * those of the inference before, too.
     */
    private SequencedMap<String, Integer> rows(StreamDesign design) {
        SequencedMap<String, Integer> wide = new LinkedHashMap<>(depths);
        for (Process process : design.processes()) {
            if (process instanceof Process.Slide slide) {
                wide.merge(slide.from().name(), slide.windowTokens(), Math::max);
            }
        }
        return wide;
    }

    /** What the branches of forks take when they can have as many places as they like. */
    private SequencedMap<String, Integer> branches(StreamDesign design) {
        SequencedMap<String, Integer> wide = new LinkedHashMap<>(depths);
        List<Channel> branches = design.processes().stream()
                .filter(Process.Fork.class::isInstance)
                .flatMap(p -> p.outputs().stream())
                .toList();
        branches.forEach(c -> wide.merge(c.name(), c.tokens(), Math::max));
        Run free = new Run(design, wide, INFERENCES);
        if (branches.isEmpty() || !free.toTheEnd()) {
            return depths;
        }
        branches.forEach(c -> wide.put(c.name(), Math.max(depths.get(c.name()), free.taken(c.name()))));
        return wide;
    }

    /** With given depths; empty where they stall. */
    public static java.util.Optional<TokenTimes> of(StreamDesign design, SequencedMap<String, Integer> depths) {
        Run run = new Run(design, depths, INFERENCES);
        return run.toTheEnd() ? java.util.Optional.of(new TokenTimes(depths, run.ends())) : java.util.Optional.empty();
    }

    /** The places of one stream over time. */
    private static final class Queue {
        final Channel channel;
        final long[] written;
        final long[] read;
        int depth;
        int writes;
        int reads;
        int writer = -1;
        int reader = -1;

        Queue(Channel channel, int depth, int inferences) {
            this.channel = channel;
            this.depth = depth;
            this.written = new long[channel.tokens() * inferences];
            this.read = new long[channel.tokens() * inferences];
        }

        boolean isFull() {
            return writes - reads >= depth;
        }
    }

    /** Where a process stands. */
    private static final class Place {
        final Process process;
        final Events events;
        final Queue[] inputs;
        final Queue[] outputs;
        long clock = -1;
        int inference;
        int event;
        int trip = -1;

        Place(Process process, Map<String, Queue> queues) {
            this.process = process;
            this.events = process.events();
            this.inputs =
                    process.inputs().stream().map(c -> queues.get(c.name())).toArray(Queue[]::new);
            this.outputs =
                    process.outputs().stream().map(c -> queues.get(c.name())).toArray(Queue[]::new);
        }

        /** The stream that the next event is for. */
        Queue next() {
            byte port = events.port()[event];
            return port >= 0 ? inputs[port] : outputs[-1 - port];
        }

        boolean reads() {
            return events.port()[event] >= 0;
        }
    }

    private static final class Run {
        private final SequencedMap<String, Integer> depths;
        private final int inferences;
        private final Place[] places;
        private final long[] ends;
        private final Deque<Integer> ready = new ArrayDeque<>();

        Run(StreamDesign design, SequencedMap<String, Integer> depths, int inferences) {
            this.depths = depths;
            this.inferences = inferences;
            this.ends = new long[inferences];
            Map<String, Queue> queues = new HashMap<>();
            design.channels().forEach(c -> queues.put(c.name(), new Queue(c, depths.get(c.name()), inferences)));
            this.places =
                    design.processes().stream().map(p -> new Place(p, queues)).toArray(Place[]::new);
            for (int i = 0; i < places.length; i++) {
                for (Queue queue : places[i].inputs) {
                    queue.reader = i;
                }
                for (Queue queue : places[i].outputs) {
                    queue.writer = i;
                }
                ready.add(i);
            }
        }

        /** How many places of a stream were taken at the same time. */
        int taken(String channel) {
            Queue queue = Arrays.stream(places)
                    .flatMap(p -> Arrays.stream(p.outputs))
                    .filter(q -> q.channel.name().equals(channel))
                    .findFirst()
                    .orElseThrow();
            int most = 1;
            int free = 0;
            for (int i = 0; i < queue.writes; i++) {
                while (free < i && queue.read[free] + 1 <= queue.written[i]) {
                    free++;
                }
                most = Math.max(most, i - free + 1);
            }
            return most;
        }

        /** Whether all inferences end. */
        boolean toTheEnd() {
            while (!ready.isEmpty()) {
                go(ready.removeFirst());
            }
            return Arrays.stream(places).allMatch(p -> p.inference == inferences);
        }

        void grow() {
            while (!toTheEnd()) {
                Queue full = Arrays.stream(places)
                        .filter(p -> p.inference < inferences && !p.reads())
                        .map(Place::next)
                        .filter(q -> places[q.reader].reads() && places[q.reader].next() != q)
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("no stream that could grow"));
                full.depth++;
                depths.put(full.channel.name(), full.depth);
                ready.add(full.writer);
            }
        }

        /** Goes on with a process until it waits or has ended. */
        private void go(int index) {
            Place place = places[index];
            while (place.inference < inferences) {
                if (place.event == place.events.trip().length) {
                    place.clock += place.process.trips() - 1 - place.trip;
                    if (place.process instanceof Process.Leave) {
                        ends[place.inference] = Math.max(ends[place.inference], place.clock);
                    }
                    place.inference++;
                    place.event = 0;
                    place.trip = -1;
                    continue;
                }
                Queue queue = place.next();
                OptionalLong from = place.reads() ? readable(queue) : writable(queue);
                if (from.isEmpty()) {
                    return;
                }
                int trip = place.events.trip()[place.event];
                place.clock = Math.max(place.clock + trip - place.trip, from.getAsLong());
                place.trip = trip;
                place.event++;
                if (queue.reader == index) {
                    queue.read[queue.reads++] = place.clock;
                    ready.add(queue.writer);
                } else {
                    queue.written[queue.writes++] = place.clock;
                    ready.add(queue.reader);
                }
            }
        }

        private OptionalLong readable(Queue queue) {
            return queue.reads < queue.writes ? OptionalLong.of(queue.written[queue.reads] + 1) : OptionalLong.empty();
        }

        private OptionalLong writable(Queue queue) {
            if (queue.isFull()) {
                return OptionalLong.empty();
            }
            return OptionalLong.of(queue.writes < queue.depth ? 0 : queue.read[queue.writes - queue.depth] + 1);
        }

        List<Long> ends() {
            return Arrays.stream(ends).boxed().toList();
        }
    }
}
