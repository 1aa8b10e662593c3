package dev.intarsia.cli;

import dev.intarsia.hwtest.verify.GoldenPack;
import dev.intarsia.hwtest.verify.RandomVectors;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.type.RawTensor;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;

/**
 * The inputs that engines are verified with.
 *
 * @param size how many there are
 * @param words the inputs of each, in the graph's order
 * @param origin where they come from, for people
 */
public record Vectors(int size, IntFunction<List<RawTensor>> words, String origin) {

    public Vectors {
        Objects.requireNonNull(words, "words");
        Objects.requireNonNull(origin, "origin");
    }

    /** Samples of a data set. */
    public static Vectors of(Samples samples, int all) {
        return new Vectors(
                samples.size(),
                samples::words,
                samples.size() == all ? all + " samples" : samples.size() + " of " + all + " samples");
    }

    /** Corners and random words. */
    public static Vectors random(Graph graph, int count, long seed) {
        return new Vectors(
                count,
                sample -> RandomVectors.vector(graph, seed, sample),
                count + (count == 1 ? " random vector" : " random vectors") + " of the seed " + seed);
    }

    /** What was recorded. */
    public static Vectors of(GoldenPack pack) {
        return new Vectors(
                pack.inputs().size(), pack.inputs()::get, pack.inputs().size() + " recorded vectors");
    }

    /** These, and then others. */
    public Vectors and(Vectors more) {
        return new Vectors(
                size + more.size,
                sample -> sample < size ? words.apply(sample) : more.words.apply(sample - size),
                origin + ", " + more.origin);
    }
}
