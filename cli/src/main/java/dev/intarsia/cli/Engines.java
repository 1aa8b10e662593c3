package dev.intarsia.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What {@code run} can run a model on. */
public enum Engines {
    /** The simulator of an accelerator. */
    JAVA,
    /** The interpreter of kernels. */
    ORACLE,
    /** Real numbers. */
    REAL;

    /** Their names on the command line. */
    public static List<String> names() {
        return Arrays.stream(values()).map(Engines::text).toList();
    }

    /** The engine of that name. */
    public static Optional<Engines> named(String text) {
        return Arrays.stream(values())
                .filter(engine -> engine.text().equals(text))
                .findFirst();
    }

    /** Its name on the command line. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
