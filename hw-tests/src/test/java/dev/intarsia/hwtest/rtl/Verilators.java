package dev.intarsia.hwtest.rtl;

import dev.intarsia.hwtest.verilator.Verilator;
import java.nio.file.Path;

/** The Verilator that the tests of this module share. */
public final class Verilators {

    /** Keeps what it builds under {@code target}, so that a clean build is a build from an empty cache. */
    public static final Path CACHE = Path.of("target", "verilated");

    private Verilators() {}

    public static Verilator forTests() {
        return Verilator.installed(CACHE);
    }
}
