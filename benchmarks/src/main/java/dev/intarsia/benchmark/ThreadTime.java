package dev.intarsia.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** How much of the time the benchmark's thread had a core: 1 on an idle machine. Rates divided by it compare on a busy one. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class ThreadTime {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Seconds of this thread on a core since the iteration began. */
    public double coreSeconds;

    private long begin;

    /** Begins an iteration. */
    @Setup(Level.Iteration)
    public void begin() {
        coreSeconds = 0;
        begin = THREADS.getCurrentThreadCpuTime();
    }

    /** Ends an iteration. */
    @TearDown(Level.Iteration)
    public void end() {
        coreSeconds = (THREADS.getCurrentThreadCpuTime() - begin) / 1e9;
    }
}
