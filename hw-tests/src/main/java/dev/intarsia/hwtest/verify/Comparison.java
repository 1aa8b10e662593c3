package dev.intarsia.hwtest.verify;

import dev.intarsia.hwtest.engine.Cycles;
import dev.intarsia.hwtest.engine.RunningEngine;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One inference of one engine against the expected words.
 *
 * @param mismatches words that differ
 * @param first the first difference, in the order of the graph and then of the tensor
 * @param cycles what the inference took, if the engine counts them
 */
record Comparison(long mismatches, Optional<Difference> first, Optional<Cycles> cycles) {

    static final Comparison EQUAL = new Comparison(0, Optional.empty());

    /** Without cycles. */
    Comparison(long mismatches, Optional<Difference> first) {
        this(mismatches, first, Optional.empty());
    }

    /**
     * @param order the tensors in the order of the graph
     * @param failure what the engine ended with, if it did not reach its end
     */
    static Comparison of(
            String engine,
            int sample,
            List<String> order,
            Map<String, RawTensor> expected,
            Map<String, RawTensor> found,
            Optional<String> failure) {
        long mismatches = 0;
        Optional<Difference> first = Optional.empty();
        for (String tensor : order) {
            Comparison one = tensor(engine, sample, tensor, expected.get(tensor), found.get(tensor), failure);
            mismatches += one.mismatches;
            first = first.or(one::first);
        }
        return new Comparison(mismatches, first);
    }

    private static Comparison tensor(
            String engine, int sample, String tensor, RawTensor expected, RawTensor found, Optional<String> failure) {
        int words = expected.shape().elements();
        if (found == null) {
            Difference absent = failure.<Difference>map(text -> new Difference.Failed(engine, sample, tensor, text))
                    .orElse(new Difference.NotShown(engine, sample, tensor));
            return new Comparison(words, Optional.of(absent));
        }
        if (!expected.format().equals(found.format()) || !expected.shape().equals(found.shape())) {
            return new Comparison(
                    words,
                    Optional.of(new Difference.Type(engine, sample, tensor, expected.toString(), found.toString())));
        }
        int differing = 0;
        int position = -1;
        for (int i = 0; i < words; i++) {
            if (expected.at(i) != found.at(i)) {
                position = differing++ == 0 ? i : position;
            }
        }
        return differing == 0
                ? EQUAL
                : new Comparison(
                        differing,
                        Optional.of(new Difference.Word(
                                engine,
                                sample,
                                tensor,
                                index(expected.shape(), position),
                                position,
                                expected.at(position),
                                found.at(position),
                                differing,
                                words,
                                Optional.empty())));
    }

    /** With what the engine says of the inference: cycles, and where it has the first other word from. */
    Comparison from(RunningEngine engine) {
        return new Comparison(
                mismatches,
                first.map(difference -> difference instanceof Difference.Word word
                        ? word.from(engine.origin(word.tensor(), word.position()))
                        : difference),
                engine.cycles());
    }

    private static List<Integer> index(Shape shape, int position) {
        List<Integer> index = new ArrayList<>();
        for (int stride : shape.strides()) {
            index.add(position / stride % shape.size(index.size()));
        }
        return index;
    }
}
