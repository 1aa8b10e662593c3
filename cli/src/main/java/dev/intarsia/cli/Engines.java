package dev.intarsia.cli;

import java.util.List;

/** The engines that {@code run} can be asked for. */
public final class Engines {

    /** Their names, in the order in which a person should try them. */
    public static final List<String> NAMES = List.of("java", "oracle", "real");

    private Engines() {}
}
