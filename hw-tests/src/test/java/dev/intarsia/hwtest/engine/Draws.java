package dev.intarsia.hwtest.engine;

import dev.intarsia.hwtest.engine.NetworkDraw.Border;
import dev.intarsia.hwtest.engine.NetworkDraw.Form;
import dev.intarsia.hwtest.engine.NetworkDraw.Kind;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Draws networks, accelerators and choices of schedules; everything shrinks towards small and plain. */
final class Draws {

    private Draws() {}

    private static Arbitrary<Integer> whole(int least, int greatest) {
        return Arbitraries.integers().between(least, greatest);
    }

    private static Arbitrary<Boolean> coin() {
        return Arbitraries.of(false, true);
    }

    private static Arbitrary<Long> seeds() {
        return Arbitraries.longs().between(0, 1_000_000);
    }

    static Arbitrary<NetworkDraw> networks(boolean wide) {
        Arbitrary<Integer> bits = wide ? Arbitraries.of(16, 12, 9, 8) : Arbitraries.of(8, 7, 6, 5, 4, 3, 2);
        return networks(bits, whole(2, 8));
    }

    /** Networks whose words and weights have from 1 to 16 bits. */
    static Arbitrary<NetworkDraw> networksOfAnyWidth() {
        return networks(whole(1, 16), whole(1, 16));
    }

    /** Networks whose words have 8 bits, and whose weights from 1 to 4, each layer's its own. */
    static Arbitrary<NetworkDraw> networksOfNarrowWeights() {
        return networks(Arbitraries.just(8), Arbitraries.of(4, 3, 2, 1));
    }

    private static Arbitrary<NetworkDraw> networks(Arbitrary<Integer> bits, Arbitrary<Integer> weightBits) {
        return Combinators.combine(
                        whole(1, 9),
                        whole(1, 9),
                        whole(1, 7),
                        bits,
                        coin(),
                        layers(bits, weightBits).list().ofMinSize(1).ofMaxSize(4),
                        seeds())
                .as(NetworkDraw::new);
    }

    private static Arbitrary<NetworkDraw.Layer> layers(Arbitrary<Integer> bits, Arbitrary<Integer> weightBits) {
        Arbitrary<Kind> kinds = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(5, Arbitraries.just(Kind.CONVOLUTION)),
                net.jqwik.api.Tuple.of(2, Arbitraries.just(Kind.DEPTHWISE)),
                net.jqwik.api.Tuple.of(2, Arbitraries.just(Kind.DENSE)),
                net.jqwik.api.Tuple.of(2, Arbitraries.just(Kind.ADD)),
                net.jqwik.api.Tuple.of(6, Arbitraries.of(Kind.class)));
        return Combinators.combine(kinds, slidings(), words(bits, weightBits), whole(1, 20), whole(1, 3), seeds())
                .as(NetworkDraw.Layer::new);
    }

    private static Arbitrary<NetworkDraw.Sliding> slidings() {
        return Combinators.combine(
                        whole(1, 3),
                        whole(1, 3),
                        whole(1, 3),
                        whole(1, 3),
                        whole(1, 2),
                        Arbitraries.of(Border.VALID, Border.SAME, Border.EXPLICIT),
                        whole(0, 2).list().ofSize(4))
                .as(NetworkDraw.Sliding::new);
    }

    private static Arbitrary<NetworkDraw.Words> words(Arbitrary<Integer> bits, Arbitrary<Integer> weightBits) {
        return Combinators.combine(weightBits, bits, coin(), Arbitraries.of(Form.class), coin(), coin(), coin())
                .as(NetworkDraw.Words::new);
    }

    static Arbitrary<TargetDraw> targets(boolean wide) {
        Arbitrary<Integer> sides = Arbitraries.of(4, 5, 8, 16);
        Arbitrary<MemorySizes> sizes = Combinators.combine(
                        Arbitraries.of(4096, 1024, 512),
                        Arbitraries.of(4096, 2048, 512),
                        Arbitraries.of(2048, 512, 256),
                        Arbitraries.of(64, 32),
                        Arbitraries.of(256, 64, 16))
                .as(MemorySizes::new);
        return Combinators.combine(
                        sides,
                        sides,
                        Arbitraries.of(4, 8, 16),
                        Arbitraries.of(32, 24, 20),
                        coin(),
                        sizes,
                        Arbitraries.of(8, 4, 1, 16, 2),
                        whole(0, 40))
                .as((rows, cols, lanes, bits, exact, size, port, latency) -> new TargetDraw(
                        rows,
                        cols,
                        lanes,
                        wide,
                        bits,
                        exact,
                        size.activations,
                        size.weights,
                        size.output,
                        size.parameters,
                        size.accumulators,
                        port,
                        latency));
    }

    private record MemorySizes(int activations, int weights, int output, int parameters, int accumulators) {}
}
