package dev.intarsia.hwtest.verilator;

import dev.intarsia.hwtest.rtl.RtlDesign;

/** A design called {@code $finish}, {@code $stop}, {@code $error} or {@code $fatal}. Its model cannot be stepped further. */
public final class DesignStoppedException extends RuntimeException {

    DesignStoppedException(RtlDesign design, String message) {
        super(design + " stopped: " + message);
    }
}
