package dev.intarsia.hwtest.verilator;

import dev.intarsia.hwtest.rtl.RtlDesign;
import dev.intarsia.hwtest.verilator.Port.Kind;
import java.lang.foreign.MemorySegment;

/**
 * One instance of a design. Used by one thread at a time, and closed when done.
 *
 * <p>Registers that are not reset start with random bits that are the same in every run.
 */
public final class VerilatedModel implements AutoCloseable {

    /** So many cycles go over in one call; the garbage collector can wait for a call, but not for long. */
    private static final int CYCLES_PER_CALL = 8192;

    private final RtlDesign design;
    private final PortTable ports;
    private final Shim shim;
    private MemorySegment model;

    VerilatedModel(RtlDesign design, PortTable ports, Shim shim) {
        this.design = design;
        this.ports = ports;
        this.shim = shim;
        this.model = shim.create();
    }

    /**
     * Sets an input. Bits above its width are dropped. The design sees it at the next {@link #eval} or {@link #tick}.
     *
     * @throws java.util.NoSuchElementException if there is no such port
     * @throws IllegalArgumentException if it is an output, or wider than 64 bits
     */
    public void set(String port, long value) {
        setWords(port, value);
    }

    /** Sets an input of any width from 64-bit words, low bits first. */
    public void setWords(String port, long... words) {
        Port target = ports.port(port);
        if (target.kind() == Kind.OUTPUT) {
            throw new IllegalArgumentException(port + " is an output of " + design);
        }
        requireWords(target, words.length);
        shim.set(open(), target.number(), words);
    }

    /**
     * Reads a port, extended to 64 bits by its sign if it is a signed one.
     *
     * @throws java.util.NoSuchElementException if there is no such port
     * @throws IllegalArgumentException if it is wider than 64 bits
     */
    public long get(String port) {
        requireWords(ports.port(port), 1);
        return getWords(port)[0];
    }

    /** Reads a port of any width as 64-bit words, low bits first. */
    public long[] getWords(String port) {
        Port source = ports.port(port);
        long[] words = new long[source.words()];
        shim.get(open(), source.number(), words);
        return words;
    }

    private void requireWords(Port port, int words) {
        if (port.words() != words) {
            throw new IllegalArgumentException("%s of %s has %d bits, that is %d words and not %d"
                    .formatted(port.name(), design, port.bits(), port.words(), words));
        }
    }

    /**
     * Lets the design follow its inputs as they are; an edge of the clock is one only if the clock input was changed.
     *
     * @throws DesignStoppedException if the design stops, or has stopped before
     */
    public void eval() {
        check(shim.eval(open()));
    }

    /**
     * Runs clock cycles with the inputs as they are; each is a falling and a rising edge.
     *
     * @throws DesignStoppedException if the design stops, or has stopped before
     */
    public void tick(long cycles) {
        check(shim.tick(open(), cycles));
    }

    /**
     * Runs a cycle for every row of a table of inputs.
     *
     * @param stimulus all inputs but the clock, as {@link VerilatedDesign#newStimulus} makes it
     * @return as many rows of all outputs; row i is what stands there after the rising edge that took row i of the stimulus
     * @throws DesignStoppedException if the design stops, or has stopped before
     */
    public CycleTable run(CycleTable stimulus) {
        if (!stimulus.ports().equals(ports.inputs())) {
            throw new IllegalArgumentException("the table's columns are not the inputs of " + design);
        }
        CycleTable response = new CycleTable(ports.outputs(), stimulus.cycles());
        for (int from = 0; from < stimulus.cycles(); from += CYCLES_PER_CALL) {
            int to = Math.min(from + CYCLES_PER_CALL, stimulus.cycles());
            check(shim.run(open(), to - from, stimulus.rows(from, to), response.rows(from, to)));
        }
        return response;
    }

    private void check(int stopped) {
        if (stopped != 0) {
            throw new DesignStoppedException(design, shim.message(open()));
        }
    }

    private MemorySegment open() {
        if (model == null) {
            throw new IllegalStateException("this model of " + design + " is closed");
        }
        return model;
    }

    /** Frees the instance; a second call does nothing. */
    @Override
    public void close() {
        if (model != null) {
            shim.free(model);
            model = null;
        }
    }
}
