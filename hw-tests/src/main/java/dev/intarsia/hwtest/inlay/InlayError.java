package dev.intarsia.hwtest.inlay;

/** What stands in the accelerator's error register. */
public enum InlayError {
    NONE,
    BAD_WORD,
    QUEUE_FULL,
    BAD_LOAD,
    BAD_COMPUTE,
    BAD_STORE,
    OUTSIDE_OF_MEMORY,
    BAD_POST;

    static InlayError of(long code) {
        return values()[Math.toIntExact(code)];
    }
}
