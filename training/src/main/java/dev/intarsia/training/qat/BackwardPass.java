package dev.intarsia.training.qat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.op.MaxPool;
import dev.intarsia.ir.op.Window;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.simulator.layerwise.Batch;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Gradients of a loss, back through the words of a {@link ForwardPass}. Rounding counts as the identity; where a number was clamped, nothing goes
 * back. What is passed on is the gradient by the real numbers that words stand for, by element and sample as in a {@link Batch}.
 */
final class BackwardPass {

    private final IntegerNetwork network;
    private final Parameters parameters;
    private final Map<String, SumMatrices> matrices;
    private final ForwardPass forward;
    private final int samples;
    private final Map<String, float[]> gradients = new HashMap<>();

    private BackwardPass(
            IntegerNetwork network, Parameters parameters, Map<String, SumMatrices> matrices, ForwardPass forward) {
        this.network = network;
        this.parameters = parameters;
        this.matrices = matrices;
        this.forward = forward;
        this.samples = forward.words(network.graph().graph().inputs().getFirst().name())
                .samples();
    }

    /**
     * Adds the gradients of all parameters up.
     *
     * @param tensor where the loss is taken
     * @param gradient of the loss by that tensor's real numbers
     */
    static void run(
            IntegerNetwork network,
            Parameters parameters,
            Map<String, SumMatrices> matrices,
            ForwardPass forward,
            String tensor,
            float[] gradient) {
        BackwardPass pass = new BackwardPass(network, parameters, matrices, forward);
        pass.gradients.put(tensor, gradient);
        for (QuantizedNode node : network.graph().quantizedNodes().reversed()) {
            float[] own = pass.gradients.remove(node.name());
            if (own != null) {
                pass.node(node, own);
            }
        }
    }

    private void node(QuantizedNode node, float[] gradient) {
        switch (Differentiable.form(node)) {
            case ACCUMULATE -> accumulate(node, gradient);
            case ADD -> add(node, gradient, 1);
            case SUBTRACT -> add(node, gradient, -1);
            case AVERAGE, BOUND -> bound(node, gradient);
            case MOVE -> pass(node.node().operands().getFirst(), gradient);
            case RESCALE, SOFTMAX, LOG_SOFTMAX, MULTIPLY, MEAN, SLOPES, TABLE, PLACE ->
                throw new IllegalStateException(node.name() + " was refused before the first step");
        }
    }

    /** What a tensor gets of the loss; several readers add up. */
    private void pass(String tensor, float[] gradient) {
        float[] known = gradients.putIfAbsent(tensor, gradient);
        if (known != null) {
            float[] sum = known.clone();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += gradient[i];
            }
            gradients.put(tensor, sum);
        }
    }

    private boolean isInput(String tensor) {
        return network.graph().graph().input(tensor).isPresent();
    }

    private void accumulate(QuantizedNode node, float[] gradient) {
        SumMatrices shape = matrices.get(node.name());
        Parameters.Sum learned = parameters.sums().get(network.planned().get(node.name()));
        Quantized read = node.operandElement(0);
        Quantized weights = node.operandElement(1);
        double inputScale = read.scale().at(0);
        long[] sums = forward.sums(node.name());
        int channels = shape.channels();
        double[] steps = new double[channels];
        for (int k = 0; k < channels; k++) {
            steps[k] = inputScale * scale(weights, k);
        }
        float[] masked = masked(node, gradient, clamp(node), (from, exact) -> {
            double step = steps[from / samples % channels];
            for (int s = 0; s < samples; s++) {
                exact[s] = sums[from + s] * step;
            }
        });
        learned.bias().ifPresent(name -> {
            double[] bias = parameters.get(name).gradient;
            double[] rows = rows(masked.length, from -> {
                double sum = 0;
                for (int s = 0; s < samples; s++) {
                    sum += masked[from + s];
                }
                return sum;
            });
            for (int row = 0; row < rows.length; row++) {
                bias[row % channels] += rows[row];
            }
        });
        try (NDArray loss = forward.manager()
                        .create(
                                shape.matrix(masked, samples),
                                new Shape(shape.kinds(), shape.own(), (long) shape.pixels() * samples));
                NDArray turned = forward.columns(node.name()).transpose(0, 2, 1);
                NDArray byWeights = loss.matMul(turned)) {
            weights(node, learned, shape.byChannel(byWeights.toFloatArray()), inputScale, weights);
            String operand = node.node().operands().getFirst();
            if (!isInput(operand)) {
                pass(operand, byOperand(node, shape, loss, weights, operand));
            }
        }
    }

    private float[] byOperand(QuantizedNode node, SumMatrices shape, NDArray loss, Quantized weights, String operand) {
        long[] words = node.constant(1).toArray();
        float[] real = new float[words.length];
        for (int i = 0; i < real.length; i++) {
            real[i] = (float) (words[i] * scale(weights, i / shape.taps()));
        }
        float[] into = new float[forward.words(operand).words().length];
        try (NDArray rows = forward.manager()
                        .create(shape.rows(real), new Shape(shape.kinds(), shape.own(), shape.taps()));
                NDArray turned = rows.transpose(0, 2, 1);
                NDArray columns = turned.matMul(loss)) {
            shape.scatter(columns.toFloatArray(), into, samples);
        }
        return into;
    }

    private static double scale(Quantized weights, int channel) {
        return weights.scale().at(weights.scale().isPerTensor() ? 0 : channel);
    }

    /** Of the weights of all channels, and of their scales. */
    private void weights(
            QuantizedNode node, Parameters.Sum learned, float[] byWord, double inputScale, Quantized element) {
        Parameter weight = parameters.get(learned.weights());
        Parameter scales = parameters.scale(learned.weights()).orElseThrow();
        long[] words = node.constant(1).toArray();
        int channels = node.constant(1).shape().size(0);
        int taps = words.length / channels;
        Projection drawn = network.projected().getOrDefault(learned.weights(), Projection.none(channels));
        for (int k = 0; k < channels; k++) {
            double[] exact = new double[taps];
            double[] by = new double[taps];
            for (int t = 0; t < taps; t++) {
                exact[t] = weight.values[k * taps + t] / scale(element, k);
                by[t] = byWord[k * taps + t] * inputScale;
            }
            long[] own = Arrays.copyOfRange(words, k * taps, (k + 1) * taps);
            scales.gradient[element.scale().isPerTensor() ? 0 : k] += new WeightGradient(
                            exact, own, by, element.format())
                    .add(drawn.positive()[k], drawn.negative()[k], weight.gradient, k * taps);
        }
    }

    private void add(QuantizedNode node, float[] gradient, int sign) {
        List<String> operands = node.node().operands();
        double[] left = ForwardPass.real(forward.words(operands.get(0)), node.operandElement(0));
        double[] right = ForwardPass.real(forward.words(operands.get(1)), node.operandElement(1));
        float[] masked = masked(node, gradient, clamp(node), (from, exact) -> {
            for (int s = 0; s < samples; s++) {
                exact[s] = left[from + s] + sign * right[from + s];
            }
        });
        pass(operands.get(0), masked);
        float[] other = masked.clone();
        for (int i = 0; i < other.length; i++) {
            other[i] *= sign;
        }
        pass(operands.get(1), other);
    }

    /** The real numbers of one element in all samples, of which the first is at a place. */
    @FunctionalInterface
    private interface Exact {
        void into(int from, double[] exact);
    }

    /** A number for each element, from the place of its first sample; in any order. */
    private double[] rows(int length, IntToDoubleFunction row) {
        return IntStream.range(0, length / samples)
                .parallel()
                .mapToDouble(element -> row.applyAsDouble(element * samples))
                .toArray();
    }

    /** What goes through a result's clamp; the rest, and what rounding moved, is the scale's. */
    private float[] masked(QuantizedNode node, float[] gradient, Clamp clamp, Exact exact) {
        Quantized element = node.element();
        double scale = element.scale().at(0);
        long zero = element.zeroPoint();
        double low = clamp.low();
        double high = clamp.high();
        int[] words = forward.words(node.name()).words();
        float[] masked = new float[gradient.length];
        double[] rows = rows(masked.length, from -> {
            double[] row = new double[samples];
            exact.into(from, row);
            double sum = 0;
            for (int s = 0; s < samples; s++) {
                int i = from + s;
                double steps = row[s] / scale + zero;
                boolean inside = steps >= low && steps <= high;
                masked[i] = inside ? gradient[i] : 0;
                sum += gradient[i] * (inside ? words[i] - steps : words[i] - zero);
            }
            return sum;
        });
        double byScale = 0;
        for (double row : rows) { // in one order
            byScale += row;
        }
        double found = byScale;
        network.scale(parameters, node.name()).ifPresent(learned -> learned.gradient[0] += found);
        return masked;
    }

    private static Clamp clamp(QuantizedNode node) {
        return switch (node.arithmetic()) {
            case NodeArithmetic.Accumulate a -> a.clamp();
            case NodeArithmetic.Add a -> a.clamp();
            case NodeArithmetic.FusedAdd a -> a.clamp();
            case NodeArithmetic.Average a -> a.clamp();
            case NodeArithmetic.Bound b -> b.clamp();
            case NodeArithmetic.Rescale r -> r.clamp();
            case NodeArithmetic.Multiply m -> m.clamp();
            case NodeArithmetic.Mean m -> m.clamp();
            case NodeArithmetic.Slopes s -> s.clamp();
            case NodeArithmetic.Softmax s -> throw new IllegalStateException("no clamp");
            case NodeArithmetic.Table t -> throw new IllegalStateException("no clamp");
            case NodeArithmetic.Place p -> throw new IllegalStateException("no clamp");
            case NodeArithmetic.Count c -> throw new IllegalStateException("no clamp");
            case NodeArithmetic.Move m -> throw new IllegalStateException("no clamp");
        };
    }

    /** A pool or a clamp that keeps its operand's scale. */
    private void bound(QuantizedNode node, float[] gradient) {
        String operand = node.node().operands().getFirst();
        int[] results = forward.words(node.name()).words();
        Clamp clamp = clamp(node);
        IntFormat format = node.element().format();
        float[] open = new float[gradient.length];
        for (int i = 0; i < open.length; i++) {
            boolean atLow = results[i] <= clamp.low() && clamp.low() > format.min();
            boolean atHigh = results[i] >= clamp.high() && clamp.high() < format.max();
            open[i] = atLow || atHigh ? 0 : gradient[i];
        }
        dev.intarsia.ir.type.Shape image = node.operandShape(0);
        pass(
                operand,
                Differentiable.pool(node.node().op(), image)
                        .map(window -> pool(node, window, image, open, forward.words(operand)))
                        .orElse(open));
    }

    /** To the greatest element of each window, or to all of them alike. */
    private float[] pool(
            QuantizedNode node, Window window, dev.intarsia.ir.type.Shape image, float[] gradient, Batch operand) {
        boolean greatest = node.node().op() instanceof MaxPool;
        int height = image.size(0);
        int width = image.size(1);
        int channels = image.size(2);
        int columns = window.outputWidth(width);
        float[] into = new float[operand.words().length];
        int[] words = operand.words();
        for (int out = 0; out < gradient.length / samples; out++) {
            int c = out % channels;
            int top = out / channels / columns * window.strideHeight() - window.top(height);
            int left = out / channels % columns * window.strideWidth() - window.left(width);
            int fromRow = Math.max(0, top);
            int toRow = Math.min(height, top + window.height());
            int fromColumn = Math.max(0, left);
            int toColumn = Math.min(width, left + window.width());
            int taps = (toRow - fromRow) * (toColumn - fromColumn);
            for (int s = 0; s < samples; s++) {
                float own = gradient[out * samples + s];
                int best = -1;
                for (int y = fromRow; y < toRow; y++) {
                    for (int x = fromColumn; x < toColumn; x++) {
                        int at = ((y * width + x) * channels + c) * samples + s;
                        if (!greatest) {
                            into[at] += own / taps;
                        } else if (best < 0 || words[at] > words[best]) {
                            best = at;
                        }
                    }
                }
                if (best >= 0) {
                    into[best] += own;
                }
            }
        }
        return into;
    }
}
