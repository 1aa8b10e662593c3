package dev.intarsia.ir.stream;

import dev.intarsia.ir.engine.Program;
import java.util.List;
import java.util.Map;

/**
 * A network as processes and streams.
 *
 * @param program what it computes
 * @param foldings of each layer that can be folded, by its node's name
 * @param processes a process comes after those that it reads from
 * @param shown the stream in which each node's words can be seen as it leaves the process that made them
 */
public record StreamDesign(
        Program program, Map<String, Folding> foldings, List<Process> processes, Map<String, Channel> shown) {

    public StreamDesign {
        foldings = Map.copyOf(foldings);
        processes = List.copyOf(processes);
        shown = Map.copyOf(shown);
    }

    /** Every stream, in the order of the processes that write them. */
    public List<Channel> channels() {
        return processes.stream().flatMap(p -> p.outputs().stream()).toList();
    }

    /** The most trips that any process makes: no inference can begin sooner after the one before it. */
    public int mostTrips() {
        return processes.stream().mapToInt(Process::trips).max().orElse(0);
    }
}
