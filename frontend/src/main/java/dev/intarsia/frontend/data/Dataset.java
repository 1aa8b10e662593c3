package dev.intarsia.frontend.data;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Samples, and what they show.
 *
 * @param samples the samples, the outermost axis over them
 * @param labels the class of each sample, from 0, where it is known
 * @param source where the samples come from
 * @param labelSource where the labels come from; where there are none, the same as {@code source}
 */
public record Dataset(NumericArray samples, Optional<List<Integer>> labels, Location source, Location labelSource) {

    public Dataset {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(labelSource, "labelSource");
        labels = labels.map(List::copyOf);
        if (samples.shape().rank() < 1
                || labels.isPresent() && labels.get().size() != samples.shape().size(0)) {
            throw new IllegalArgumentException("one label for each sample");
        }
    }

    /** How many samples there are. */
    public int size() {
        return samples.shape().size(0);
    }

    /** The shape of one sample. */
    public Shape shape() {
        return samples.shape().withoutFirst();
    }

    /** The format of the words of a data set that is not of real numbers. */
    public Optional<IntFormat> format() {
        return samples.type().format();
    }

    /** The words of one sample of a data set that has a {@link #format}. */
    public RawTensor words(int sample) {
        NumericArray array = samples.at(sample);
        return RawTensor.owning(format().orElseThrow(), array.shape(), array.words());
    }

    /** The numbers of one sample, which for words are the words themselves. */
    public RealTensor reals(int sample) {
        NumericArray array = samples.at(sample);
        return RealTensor.owning(array.shape(), array.singles());
    }

    /**
     * The same samples with channels last, where they are stored with channels first: [c, h, w] becomes [h, w, c].
     *
     * @throws InvalidInputException when a sample has no three axes
     */
    public Dataset channelsLast() {
        if (samples.shape().rank() != 4) {
            throw InvalidInputException.of(
                    source,
                    "a sample has the shape " + shape() + ", which has no channels before height and width",
                    "leave --channels-first out");
        }
        return new Dataset(samples.channelsLast(), labels, source, labelSource);
    }

    /** The samples with these indices, in this order. */
    public Dataset select(List<Integer> indices) {
        return new Dataset(
                samples.select(indices),
                labels.map(all -> indices.stream().map(all::get).toList()),
                source,
                labelSource);
    }

    /** The samples from one index up to another, that one excluded. */
    public Dataset range(int from, int to) {
        return select(IntStream.range(from, to).boxed().toList());
    }

    private static String more(int count) {
        return switch (count) {
            case 0 -> "";
            case 1 -> "; 1 more is out of range";
            default -> "; " + count + " more are out of range";
        };
    }

    /** Reports the labels that are no class, the first of them by its place. */
    public void checkLabels(int classes, Diagnostics diagnostics) {
        List<Integer> all = labels.orElse(List.of());
        List<Integer> wrong = IntStream.range(0, all.size())
                .filter(i -> all.get(i) < 0 || all.get(i) >= classes)
                .boxed()
                .toList();
        if (!wrong.isEmpty()) {
            int first = wrong.getFirst();
            diagnostics.error(
                    labelSource,
                    "the label of sample " + first + " is " + all.get(first) + ", but the model has " + classes
                            + " classes" + more(wrong.size() - 1),
                    "labels are whole numbers from 0 to " + (classes - 1));
        }
    }
}
