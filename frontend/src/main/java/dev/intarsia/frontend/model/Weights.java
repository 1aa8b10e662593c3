package dev.intarsia.frontend.model;

import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.text.Suggestion;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.ModelNode;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/** The arrays beside a model, and which of them its text has used. */
final class Weights {

    private final String file;
    private final boolean readable;
    private final SequencedMap<String, NumericArray> arrays;
    private final Set<String> used = new HashSet<>();

    private Weights(String file, boolean readable, SequencedMap<String, NumericArray> arrays) {
        this.file = file;
        this.readable = readable;
        this.arrays = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(arrays));
    }

    /** The arrays of this file. */
    static Weights of(String file, SequencedMap<String, NumericArray> arrays) {
        return new Weights(file, true, arrays);
    }

    /** The model names no file. */
    static Weights none() {
        return new Weights("", true, new LinkedHashMap<>());
    }

    /** The file is damaged, which has been reported: no array can be said to be missing. */
    static Weights unreadable(String file) {
        return new Weights(file, false, new LinkedHashMap<>());
    }

    boolean readable() {
        return readable;
    }

    boolean exist() {
        return !file.isEmpty();
    }

    String file() {
        return file;
    }

    Set<String> names() {
        return arrays.keySet();
    }

    /** The array of this name, which is then no longer unused. */
    Optional<NumericArray> take(String name) {
        used.add(name);
        return Optional.ofNullable(arrays.get(name));
    }

    /** The place of an array. */
    ModelNode place(String name) {
        return new ModelNode(file, "array '" + name + "'");
    }

    /** Reports each array that neither was taken nor stands in a statement that could not be read. */
    void reportUnused(String model, Set<String> mentioned, Set<String> missing, Diagnostics diagnostics) {
        for (String name : arrays.keySet()) {
            if (!used.contains(name) && !mentioned.contains(name)) {
                String near = Suggestion.near(name, missing);
                diagnostics.error(
                        place(name),
                        "no line of " + model + " uses this array",
                        near.isEmpty() ? "remove it, or use it in a line" : near);
            }
        }
    }
}
