package dev.intarsia.ir.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * A printed graph.
 *
 * @param text in the model language
 * @param arrays what the text refers to by name, in the order in which it does
 */
public record GraphText(String text, SequencedMap<String, StoredArray> arrays) {

    public GraphText {
        arrays = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(arrays));
    }
}
