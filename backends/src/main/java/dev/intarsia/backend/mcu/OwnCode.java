package dev.intarsia.backend.mcu;

/**
 * What code of a layer's own would be worth, by the static count of its kernel's instructions.
 *
 * @param savedInstructions in one inference
 * @param bytes of flash
 */
record OwnCode(long savedInstructions, long bytes) {

    static final OwnCode NONE = new OwnCode(0, 0);
}
