package dev.intarsia.benchmark;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Counts simulated multiply-accumulates; JMH reports them per unit of time. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class Macs {

    /** Since the iteration began. */
    public double gigaMacs;

    /** Begins an iteration. */
    @Setup(Level.Iteration)
    public void reset() {
        gigaMacs = 0;
    }

    void add(Network network) {
        gigaMacs += network.macs() / 1e9;
    }
}
