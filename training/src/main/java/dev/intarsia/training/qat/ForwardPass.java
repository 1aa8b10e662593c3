package dev.intarsia.training.qat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.simulator.layerwise.Batch;
import dev.intarsia.simulator.layerwise.BatchKernel;
import dev.intarsia.simulator.layerwise.SumWords;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The words of every tensor of a network of integers, for some samples, with what going back needs.
 *
 * <p>A sum's products are whole numbers. As long as the sum of their sizes is below 2^24, float32 holds every partial sum whatever the order; below 2^53
 * float64 does. The weights at hand say which.
 */
final class ForwardPass {

    private static final long SINGLE = 1L << 24;
    private static final long DOUBLE = 1L << 53;

    private final NDManager manager;
    private final Map<String, SumMatrices> matrices;
    private final Map<String, Batch> words = new HashMap<>();
    private final Map<String, long[]> sums = new HashMap<>();
    private final Map<String, NDArray> columns = new HashMap<>();

    private ForwardPass(NDManager manager, Map<String, SumMatrices> matrices) {
        this.manager = manager;
        this.matrices = matrices;
    }

    /**
     * Runs a network.
     *
     * @param matrices of its sums of products, by their nodes
     * @param manager of what PyTorch keeps
     */
    static ForwardPass of(IntegerNetwork network, Map<String, SumMatrices> matrices, Batch input, NDManager manager) {
        ForwardPass pass = new ForwardPass(manager, matrices);
        pass.words.put(network.graph().graph().inputs().getFirst().name(), input);
        for (QuantizedNode node : network.graph().quantizedNodes()) {
            pass.words.put(node.name(), pass.node(node));
        }
        return pass;
    }

    private Batch node(QuantizedNode node) {
        return node.arithmetic() instanceof NodeArithmetic.Accumulate accumulate
                ? accumulate(node, accumulate)
                : new BatchKernel(node.node().op().lower(node)).run(words::get);
    }

    private Batch accumulate(QuantizedNode node, NodeArithmetic.Accumulate arithmetic) {
        SumMatrices shape = matrices.get(node.name());
        Quantized read = node.operandElement(0);
        Batch x = words.get(node.node().operands().getFirst());
        int n = x.samples();
        long[] weights = node.constant(1).toArray();
        float[] rows = new float[weights.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = weights[i];
        }
        NDArray c = manager.create(
                shape.columns(x, read.zeroPoint()), new Shape(shape.kinds(), shape.taps(), (long) shape.pixels() * n));
        columns.put(node.name(), c);
        NDArray w = manager.create(shape.rows(rows), new Shape(shape.kinds(), shape.own(), shape.taps()));
        long[] bias = node.hasOperand(2) ? node.constant(2).toArray() : new long[shape.channels()];
        long[] exact = shape.sums(product(w, c, reach(weights, read, shape.taps())), bias, n);
        sums.put(node.name(), exact);
        long[] kept = switch (arithmetic.accumulation()) {
            case Accumulation.Exact proved -> exact;
            case Accumulation.Wrap(IntFormat format) -> narrowed(exact, Overflow.WRAP, format);
            case Accumulation.SaturateEnd(IntFormat format) -> narrowed(exact, Overflow.SATURATE, format);
            case Accumulation.SaturateChunk chunk ->
                throw new IllegalStateException("refused before the first step: sums that saturate on the way");
        };
        SumWords of = SumWords.of(node).orElseThrow();
        int[] found = new int[kept.length];
        IntStream.range(0, kept.length / n)
                .parallel()
                .forEach(sum -> of.words(sum % shape.channels(), kept, sum * n, n, found));
        return new Batch(n, found);
    }

    private static long[] narrowed(long[] sums, Overflow overflow, IntFormat format) {
        long[] kept = new long[sums.length];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = overflow.narrow(sums[i], format);
        }
        return kept;
    }

    /** The greatest sum of the sizes of products of any channel. */
    private static long reach(long[] weights, Quantized read, int taps) {
        long word = Math.max(
                Math.abs(read.format().max() - read.zeroPoint()),
                Math.abs(read.format().min() - read.zeroPoint()));
        return IntStream.range(0, weights.length / taps)
                .mapToLong(k -> IntStream.range(k * taps, (k + 1) * taps)
                        .mapToLong(i -> Math.abs(weights[i]) * word)
                        .sum())
                .max()
                .orElse(0);
    }

    private static double[] product(NDArray w, NDArray c, long reach) {
        if (reach >= DOUBLE) {
            throw new IllegalStateException("sums of more than 53 bits are not exact here");
        }
        if (reach < SINGLE) {
            try (NDArray product = w.matMul(c)) {
                float[] found = product.toFloatArray();
                double[] exact = new double[found.length];
                for (int i = 0; i < exact.length; i++) {
                    exact[i] = found[i];
                }
                return exact;
            }
        }
        try (NDArray wide = w.toType(DataType.FLOAT64, true);
                NDArray wideColumns = c.toType(DataType.FLOAT64, true);
                NDArray product = wide.matMul(wideColumns)) {
            return product.toDoubleArray();
        }
    }

    /** The words of a tensor. */
    Batch words(String tensor) {
        return words.get(tensor);
    }

    /** The exact sums of a node, bias included. */
    long[] sums(String node) {
        return sums.get(node);
    }

    /** What a node's sums are made of: words less their zero point. */
    NDArray columns(String node) {
        return columns.get(node);
    }

    NDManager manager() {
        return manager;
    }

    /** The real numbers that words stand for. */
    static double[] real(Batch words, Quantized element) {
        double scale = element.scale().at(0);
        double[] real = new double[words.words().length];
        for (int i = 0; i < real.length; i++) {
            real[i] = scale * (words.words()[i] - element.zeroPoint());
        }
        return real;
    }

    /** All tensors that were computed. */
    List<String> tensors() {
        return List.copyOf(words.keySet());
    }
}
