package dev.intarsia.hwtest.verilator;

import dev.intarsia.hwtest.rtl.RtlDesign;
import java.nio.file.Path;

/** A design that is built and loaded. Immutable; any thread may make models of it. */
public final class VerilatedDesign {

    private final RtlDesign design;
    private final Shim shim;
    private final PortTable ports;

    private VerilatedDesign(RtlDesign design, Shim shim) {
        this.design = design;
        this.shim = shim;
        this.ports = PortTable.parse(shim.ports());
    }

    static VerilatedDesign load(RtlDesign design, Path library) {
        return new VerilatedDesign(design, new Shim(library.toAbsolutePath()));
    }

    /** What it was built from. */
    public RtlDesign design() {
        return design;
    }

    /** Its ports, with the widths that follow from the parameters. */
    public PortTable ports() {
        return ports;
    }

    /** A new instance, with registers and inputs of its own. Nothing is reset; inputs are 0. */
    public VerilatedModel newModel() {
        return new VerilatedModel(design, ports, shim);
    }

    /** An empty table for the inputs of so many cycles. */
    public CycleTable newStimulus(int cycles) {
        return new CycleTable(ports.inputs(), cycles);
    }
}
