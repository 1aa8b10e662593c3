package dev.intarsia.hwtest.engine;

import dev.intarsia.ir.stream.Channel;
import dev.intarsia.ir.stream.Process;
import dev.intarsia.ir.stream.Reduction;
import dev.intarsia.ir.stream.StreamDesign;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A design with streams of bounded depth, cycle by cycle. Nothing of the planner's own simulation is used: what a process does in a trip is said
 * here again from the shape of its windows and its folding, and all processes go forward one cycle together, where the planner takes one process
 * as far as it comes and reckons the cycles. A word that is written in a cycle can be read in the next, a place that is freed in the next be taken.
 */
final class TokenSimulation {

    /**
     * What came of it.
     *
     * @param ends in which cycle each inference's last word left, of those that ended
     * @param trips how many trips each process made in all
     * @param waiting the streams that processes wait for when nothing moves any more; empty when all came to their end
     */
    record Result(List<Long> ends, Map<String, Long> trips, List<String> waiting) {}

    /** What a process does, trip by trip; started again for each inference. */
    private interface Loop {

        /** The operations of the next trip: reads as they are numbered, writes as −1 less their number. Null after the last. */
        int[] next();
    }

    private static final int WRITE = -1;
    private static final int[] NOTHING = {};

    private static final class Fifo {
        final String name;
        final int depth;
        int held;
        int given;
        int taken;

        Fifo(String name, int depth) {
            this.name = name;
            this.depth = depth;
        }

        boolean move(boolean read) {
            if (read ? held - taken > 0 : held + given < depth) {
                taken += read ? 1 : 0;
                given += read ? 0 : 1;
                return true;
            }
            return false;
        }

        void endCycle() {
            held += given - taken;
            given = 0;
            taken = 0;
        }
    }

    private static final class Runner {
        final Process process;
        final Fifo[] inputs;
        final Fifo[] outputs;
        Loop loop;
        int[] trip = NOTHING;
        int done;
        int inference;
        long trips;

        Runner(Process process, Map<String, Fifo> fifos) {
            this.process = process;
            this.inputs = fifos(process.inputs(), fifos);
            this.outputs = fifos(process.outputs(), fifos);
            start();
        }

        private static Fifo[] fifos(List<Channel> channels, Map<String, Fifo> fifos) {
            return channels.stream().map(c -> fifos.get(c.name())).toArray(Fifo[]::new);
        }

        private void start() {
            loop = loop(process);
            trip = loop.next();
            done = 0;
        }

        Fifo wanted() {
            int operation = trip[done];
            return operation >= 0 ? inputs[operation] : outputs[WRITE - operation];
        }

        /** One cycle: whether anything was done. Ends an inference where its last trip is through. */
        boolean cycle() {
            boolean moved = false;
            while (done < trip.length && wanted().move(trip[done] >= 0)) {
                done++;
                moved = true;
            }
            if (done < trip.length) {
                return moved;
            }
            trips++;
            done = 0;
            trip = loop.next();
            if (trip == null) {
                inference++;
                start();
            }
            return true;
        }
    }

    private TokenSimulation() {}

    static Result run(StreamDesign design, Map<String, Integer> depths, int inferences) {
        Map<String, Fifo> fifos = new LinkedHashMap<>();
        design.channels().forEach(c -> fifos.put(c.name(), new Fifo(c.name(), depths.get(c.name()))));
        List<Runner> running = new ArrayList<>();
        design.processes().forEach(p -> running.add(new Runner(p, fifos)));
        List<Runner> all = List.copyOf(running);
        Map<Integer, Long> ends = new HashMap<>();
        boolean moved = true;
        for (long cycle = 0; moved && !running.isEmpty(); cycle++) {
            moved = false;
            for (Runner runner : running) {
                int before = runner.inference;
                moved |= runner.cycle();
                if (runner.inference > before && runner.process instanceof Process.Leave) {
                    ends.merge(before, cycle, Math::max);
                }
            }
            running.removeIf(r -> r.inference == inferences);
            fifos.values().forEach(Fifo::endCycle);
        }
        Map<String, Long> trips = new LinkedHashMap<>();
        all.forEach(r -> trips.put(r.process.name(), r.trips));
        List<Long> last = new ArrayList<>();
        for (int i = 0; i < inferences && ends.containsKey(i); i++) {
            last.add(ends.get(i));
        }
        return new Result(
                last, trips, running.stream().map(r -> r.wanted().name).toList());
    }

    /** A loop of so many trips. */
    private static Loop counted(long trips, java.util.function.LongFunction<int[]> operations) {
        long[] at = {0};
        return () -> at[0] == trips ? null : operations.apply(at[0]++);
    }

    private static int[] operations(boolean read, boolean write) {
        return read ? write ? new int[] {0, WRITE} : new int[] {0} : write ? new int[] {WRITE} : NOTHING;
    }

    private static Loop loop(Process process) {
        return switch (process) {
            case Process.Enter p -> {
                int lanes = p.to().lanes();
                yield counted((long) p.to().tokens() * lanes, t -> operations(false, (t + 1) % lanes == 0));
            }
            case Process.Leave p -> {
                int lanes = p.from().lanes();
                yield counted((long) p.from().tokens() * lanes, t -> operations(t % lanes == 0, false));
            }
            case Process.Fork p -> counted(p.from().tokens(), t -> new int[] {0, WRITE, WRITE - 1});
            case Process.Repack p -> {
                int from = p.from().lanes();
                int to = p.to().lanes();
                yield from < to
                        ? counted(p.from().tokens(), t -> operations(true, (t + 1) % (to / from) == 0))
                        : counted(p.to().tokens(), t -> operations(t % (from / to) == 0, true));
            }
            case Process.Slide p -> slide(p);
            case Process.Reduce p -> reduce(p);
            case Process.Map p -> {
                int[] all = new int[p.inputs().size() + 1];
                for (int i = 0; i < all.length; i++) {
                    all[i] = i;
                }
                all[all.length - 1] = WRITE;
                yield counted(p.to().tokens(), t -> all);
            }
            case Process.Whole p -> whole(p);
        };
    }

    /** For each row of windows the words of the rows that the next needs come in, while those of its own go out. */
    private static Loop slide(Process.Slide p) {
        Reduction.Window w = p.reduction().window();
        int height = w.image().size(0);
        long rowWords = (long) w.image().size(1) * (w.image().size(2) / p.from().lanes());
        long windowWords = (long) w.outputColumns()
                * w.rows()
                * w.columns()
                * (w.image().size(2) / p.from().lanes());
        List<long[]> phases = new ArrayList<>();
        int came = 0;
        for (int row = -1; row < w.outputRows(); row++) {
            int lastNeeded = (row + 1) * w.strideHeight() - w.top() + (w.rows() - 1) * w.dilationHeight();
            int needed = row + 1 == w.outputRows() ? height : Math.max(0, Math.min(height, lastNeeded + 1));
            phases.add(new long[] {(needed - came) * rowWords, row < 0 ? 0 : windowWords});
            came = needed;
        }
        long[] at = {0, 0};
        return () -> {
            while (at[0] < phases.size()) {
                long[] phase = phases.get((int) at[0]);
                if (at[1] < phase[0] || at[1] < phase[1]) {
                    long trip = at[1]++;
                    return operations(trip < phase[0], trip < phase[1]);
                }
                at[0]++;
                at[1] = 0;
            }
            return null;
        };
    }

    /** The words of a window come with its first group of channels and are kept for the others; a group of results goes out with its last word. */
    private static Loop reduce(Process.Reduce p) {
        Reduction.Window w = p.reduction().window();
        long groups = w.channels() / p.folding().elements();
        long steps = (long) w.rows()
                * w.columns()
                * (w.own() ? 1 : w.image().size(2) / p.folding().lanes());
        long windows = (long) w.outputRows() * w.outputColumns();
        return counted(
                windows * groups * steps, t -> operations(w.own() || t / steps % groups == 0, (t + 1) % steps == 0));
    }

    private static Loop whole(Process.Whole p) {
        long[] until = new long[p.inputs().size() + 2];
        for (int i = 0; i < p.inputs().size(); i++) {
            until[i + 1] = until[i] + p.inputs().get(i).tokens();
        }
        long computed = until[p.inputs().size()] + p.computing();
        return counted(computed + p.to().tokens(), t -> {
            for (int i = 0; i < p.inputs().size(); i++) {
                if (t < until[i + 1]) {
                    return new int[] {i};
                }
            }
            return operations(false, t >= computed);
        });
    }
}
