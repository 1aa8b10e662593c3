package dev.intarsia.simulator.lanes;

import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.graph.Averaging;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.Shape;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongUnaryOperator;

/** The mean of each channel over a whole image. */
final class MeanStage implements Stage {

    private final LongUnaryOperator word;
    private final int channels;
    private final int input;
    private final int output;
    private final int run;
    private final int[] starts;
    private final int to;

    /**
     * From the sum of a channel's words, each less the zero point, to the word of the mean, less its own.
     *
     * @return empty for what is no mean over a whole image, or whose sums may be no floats
     */
    static Optional<LongUnaryOperator> word(QuantizedNode node) {
        if (!(node.node().op() instanceof Averaging averaging)) {
            return Optional.empty();
        }
        Shape shape = node.operandShape(0);
        int channels = shape.size(shape.rank() - 1);
        int count = shape.elements() / channels;
        Quantized element = node.operandElement(0);
        OptionalInt averaged =
                averaging.elementsOfMean(node.operandTypes().getFirst().shape());
        long reach = Math.max(
                element.format().max() - element.zeroPoint(),
                element.zeroPoint() - element.format().min());
        if (averaged.isEmpty()
                || averaged.getAsInt() != count
                || node.shape().elements() != channels
                || reach * count > Tensors.EXACT) {
            return Optional.empty();
        }
        long zero = node.element().zeroPoint();
        // Any other form is no mean, and goes another way.
        if (node.arithmetic() instanceof NodeArithmetic.Average(Rounding rounding, Clamp clamp)) {
            return Optional.of(sum ->
                    Math.clamp(rounding.divide(sum + count * element.zeroPoint(), count), clamp.low(), clamp.high())
                            - zero);
        }
        if (node.arithmetic() instanceof NodeArithmetic.Mean(Rescaling output, Clamp clamp)) {
            return IntegerRescale.of(output, 0)
                    .filter(rescale -> output.isPerTensor())
                    .map(rescale -> sum -> Math.clamp(rescale.at(sum) + zero, clamp.low(), clamp.high()) - zero);
        }
        return Optional.empty();
    }

    MeanStage(LongUnaryOperator word, int input, Layout inputLayout, int output, Layout outputLayout) {
        this.word = word;
        this.input = input;
        this.output = output;
        channels = outputLayout.shape().elements();
        run = inputLayout.run();
        starts = inputLayout.starts(run);
        to = outputLayout.offset(0);
    }

    @Override
    public void run(Tensors tensors) {
        float[] x = tensors.floats(input);
        float[] sums = tensors.scratch(channels);
        Arrays.fill(sums, 0, channels, 0);
        for (int start : starts) {
            for (int pixel = start; pixel < start + run; pixel += channels) {
                for (int k = 0; k < channels; k++) {
                    sums[k] += x[pixel + k];
                }
            }
        }
        float[] y = tensors.floats(output);
        for (int k = 0; k < channels; k++) {
            y[to + k] = word.applyAsLong((long) sums[k]);
        }
        tensors.written(output);
    }
}
