package dev.intarsia.frontend.model;

import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.text.Suggestion;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.ModelNode;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
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

    boolean contain(String name) {
        return arrays.containsKey(name);
    }

    /** The arrays that have not been taken. */
    List<String> unused() {
        return arrays.keySet().stream().filter(name -> !used.contains(name)).toList();
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

    /**
     * Reports each array that was not taken.
     *
     * @param mentioned names in statements that could not be read: these arrays may well be used
     * @param missing names that were used and not found: an array whose name is near is probably meant, which has been reported
     */
    void reportUnused(String model, Set<String> mentioned, Set<String> missing, Diagnostics diagnostics) {
        for (String name : arrays.keySet()) {
            boolean meant = missing.stream()
                    .anyMatch(wrong -> !Suggestion.near(wrong, List.of(name)).isEmpty());
            if (!used.contains(name) && !mentioned.contains(name) && !meant) {
                diagnostics.error(
                        place(name), "no line of " + model + " uses this array", "remove it, or use it in a line");
            }
        }
    }
}
