package dev.intarsia.hwtest.verilator;

import dev.intarsia.hwtest.rtl.RtlDesign;

/** A design could not be built. The message ends with what the tool printed, its places referring to the design's files. */
public final class VerilatorException extends RuntimeException {

    VerilatorException(RtlDesign design, String stage, String toolOutput) {
        super(design + " could not be built: " + stage + ":\n" + toolOutput.strip());
    }

    VerilatorException(RtlDesign design, String stage, Throwable cause) {
        super(design + " could not be built: " + stage + ": " + cause.getMessage(), cause);
    }
}
