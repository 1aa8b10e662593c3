package dev.intarsia.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * One line of a network: the value {@link #name()} is computed from the values {@link #inputs()}. Shapes are per image, channels
 * last; convolutions and poolings are square, convolutions use padding {@code same}.
 */
public sealed interface Layer {

    /** The value that this layer defines; its weights are called {@code name.w}, {@code name.b} and so on. */
    String name();

    /** The values that it reads, in order. */
    List<String> inputs();

    /** The extent of the output, given that of the (first) input. */
    Extent output(Extent input);

    /** The shapes of the weights as they are exported, by suffix, in order; empty for a layer without weights. */
    default SequencedMap<String, int[]> weights(Extent input) {
        return new LinkedHashMap<>();
    }

    /** Multiply-accumulate operations for one image. */
    default long multiplyAccumulates(Extent input) {
        return 0;
    }

    /** Dense convolution; weights {@code w} [K, R, S, C] and, if {@code bias}, {@code b} [K]. */
    record Convolution(String name, String input, int channels, int kernel, int stride, boolean bias) implements Layer {
        @Override
        public List<String> inputs() {
            return List.of(input);
        }

        @Override
        public Extent output(Extent in) {
            return in.strided(stride, channels);
        }

        @Override
        public SequencedMap<String, int[]> weights(Extent in) {
            return withBias(new int[] {channels, kernel, kernel, in.c()}, bias);
        }

        @Override
        public long multiplyAccumulates(Extent in) {
            return (long) output(in).size() * kernel * kernel * in.c();
        }
    }

    /** Convolution of every channel with its own window; weights {@code w} [C, R, S, 1] and, if {@code bias}, {@code b} [C]. */
    record DepthwiseConvolution(String name, String input, int kernel, int stride, boolean bias) implements Layer {
        @Override
        public List<String> inputs() {
            return List.of(input);
        }

        @Override
        public Extent output(Extent in) {
            return in.strided(stride, in.c());
        }

        @Override
        public SequencedMap<String, int[]> weights(Extent in) {
            return withBias(new int[] {in.c(), kernel, kernel, 1}, bias);
        }

        @Override
        public long multiplyAccumulates(Extent in) {
            return (long) output(in).size() * kernel * kernel;
        }
    }

    /** γ·(x − mean)/√(variance + ε) + β per channel; weights {@code gamma}, {@code beta}, {@code mean}, {@code variance} [C]. */
    record BatchNormalization(String name, String input, float epsilon) implements Layer {
        @Override
        public List<String> inputs() {
            return List.of(input);
        }

        @Override
        public Extent output(Extent in) {
            return in;
        }

        @Override
        public SequencedMap<String, int[]> weights(Extent in) {
            var shapes = new LinkedHashMap<String, int[]>();
            for (String suffix : List.of("gamma", "beta", "mean", "variance")) {
                shapes.put(suffix, new int[] {in.c()});
            }
            return shapes;
        }
    }

    /** max(x, 0), and at most {@code ceiling}, which is 6 or infinite. */
    record Relu(String name, String input, float ceiling) implements Layer {
        @Override
        public List<String> inputs() {
            return List.of(input);
        }

        @Override
        public Extent output(Extent in) {
            return in;
        }
    }

    /** Greatest element of each {@code kernel}×{@code kernel} window, without padding; the windows tile the input exactly. */
    record MaxPool(String name, String input, int kernel) implements Layer {
        @Override
        public List<String> inputs() {
            return List.of(input);
        }

        @Override
        public Extent output(Extent in) {
            return new Extent(in.h() / kernel, in.w() / kernel, in.c());
        }
    }

    /** Elementwise sum of two values of one shape. */
    record Addition(String name, String left, String right) implements Layer {
        @Override
        public List<String> inputs() {
            return List.of(left, right);
        }

        @Override
        public Extent output(Extent in) {
            return in;
        }
    }

    /** Mean over rows and columns. */
    record GlobalAveragePool(String name, String input) implements Layer {
        @Override
        public List<String> inputs() {
            return List.of(input);
        }

        @Override
        public Extent output(Extent in) {
            return new Extent(1, 1, in.c());
        }
    }

    /** Fully connected; weights {@code w} [K, C] and {@code b} [K]. */
    record Dense(String name, String input, int channels) implements Layer {
        @Override
        public List<String> inputs() {
            return List.of(input);
        }

        @Override
        public Extent output(Extent in) {
            return new Extent(1, 1, channels);
        }

        @Override
        public SequencedMap<String, int[]> weights(Extent in) {
            return withBias(new int[] {channels, in.size()}, true);
        }

        @Override
        public long multiplyAccumulates(Extent in) {
            return (long) channels * in.size();
        }
    }

    private static SequencedMap<String, int[]> withBias(int[] weights, boolean bias) {
        var shapes = new LinkedHashMap<>(Map.of("w", weights));
        if (bias) {
            shapes.put("b", new int[] {weights[0]});
        }
        return shapes;
    }
}
