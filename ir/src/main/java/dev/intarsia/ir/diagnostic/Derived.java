package dev.intarsia.ir.diagnostic;

import java.util.Objects;

/**
 * Something that a pass made from something with a place of its own.
 *
 * @param pass the pass, a verb
 * @param origin what it was made from
 */
public record Derived(String pass, Location origin) implements Location {

    public Derived {
        Objects.requireNonNull(pass, "pass");
        Objects.requireNonNull(origin, "origin");
    }

    @Override
    public String describe() {
        return origin.describe();
    }

    @Override
    public String citation() {
        return origin.citation();
    }
}
