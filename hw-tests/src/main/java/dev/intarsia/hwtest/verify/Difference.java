package dev.intarsia.hwtest.verify;

import dev.intarsia.hwtest.engine.Origin;
import java.util.List;
import java.util.Optional;

/** Where an engine shows something else than the reference. */
public sealed interface Difference {

    /** The engine's label. */
    String engine();

    /** The number of the sample, from 0. */
    int sample();

    /** The tensor; for an engine that failed, the first one that it did not show. */
    String tensor();

    /** The difference without its engine and place, for people. */
    String text();

    /**
     * A word is another.
     *
     * @param index its place in the tensor, one index an axis, without the batch axis
     * @param position the same as a row-major position
     * @param differing how many words of this tensor differ in this sample
     * @param words how many words it has
     * @param origin which tile of an accelerator wrote the word, and when
     */
    record Word(
            String engine,
            int sample,
            String tensor,
            List<Integer> index,
            int position,
            long expected,
            long found,
            int differing,
            int words,
            Optional<Origin> origin)
            implements Difference {
        public Word {
            index = List.copyOf(index);
        }

        @Override
        public String text() {
            return "element " + index + ": expected " + expected + ", found " + found + "; " + differing + " of "
                    + words + " words of this tensor differ"
                    + origin.map(o -> "; " + o).orElse("");
        }

        /** With its origin. */
        Word from(Optional<Origin> place) {
            return new Word(engine, sample, tensor, index, position, expected, found, differing, words, place);
        }
    }

    /** A tensor has another format or shape, so its words cannot be compared. */
    record Type(String engine, int sample, String tensor, String expected, String found) implements Difference {
        @Override
        public String text() {
            return "expected " + expected + ", found " + found;
        }
    }

    /** A tensor was never shown. */
    record NotShown(String engine, int sample, String tensor) implements Difference {
        @Override
        public String text() {
            return "the engine did not show this tensor";
        }
    }

    /** The engine ended with a failure. */
    record Failed(String engine, int sample, String tensor, String failure) implements Difference {
        @Override
        public String text() {
            return "the engine failed before it showed this tensor: " + failure;
        }
    }
}
