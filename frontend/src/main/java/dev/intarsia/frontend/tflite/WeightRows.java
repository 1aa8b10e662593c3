package dev.intarsia.frontend.tflite;

import dev.intarsia.ir.op.Activations;
import dev.intarsia.ir.op.Conv2d;
import dev.intarsia.ir.op.Dense;
import dev.intarsia.ir.op.DepthwiseConv2d;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Reshape;
import dev.intarsia.ir.op.Sliding;
import dev.intarsia.ir.op.TransposeConv2d;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.List;

/** Rows of operators with weights and a bias. */
final class WeightRows {

    private WeightRows() {}

    static void convolution(OperatorImport op) {
        Sliding sliding = Windows.sliding(op.operator(), 4, 5);
        Weights weights = Weights.of(op, 1, 0);
        weights.requireRank(4);
        Shape image = op.shape(0);
        op.require(image.rank() == 4, "its operand has the shape " + image, "an image has the axes [n, h, w, c]");
        int channels = image.size(3);
        int taken = weights.shape().size(3);
        op.require(
                channels % taken == 0,
                "its weights take " + taken + " channels of " + channels,
                "the number of groups is a whole number");
        op.result(
                new Conv2d(sliding, channels / taken, image(weights)),
                operands(op, op.value(0), weights, 2),
                op.operator().small(3, 0));
    }

    static void depthwise(OperatorImport op) {
        Sliding sliding = Windows.sliding(op.operator(), 5, 6);
        Weights weights = Weights.of(op, 1, 0);
        weights.requireRank(4);
        op.require(
                weights.shape().size(0) == 1,
                "its weights have the shape " + weights.shape(),
                "depthwise weights have one row: [1, r, s, k]");
        op.result(
                new DepthwiseConv2d(sliding, weights.isHybrid() ? Activations.ASYMMETRIC : Activations.EXACT),
                operands(op, op.value(0), weights.outputsFirst(), 2),
                op.operator().small(4, 0));
    }

    /** A vector, or a tensor whose last axes make up one; where several vectors lie beside each other, a convolution of 1×1. */
    static void fullyConnected(OperatorImport op) {
        int format = op.operator().small(1, 0);
        op.require(format == 0, "its weights are shuffled (format " + format + ")", "plain weights are supported");
        Weights weights = Weights.of(op, 1, 0);
        weights.requireRank(2);
        int channels = weights.shape().size(1);
        TensorType type = op.type(0);
        int vectors = type.shape().elements() / channels;
        op.require(
                vectors * channels == type.shape().elements(),
                "its weights " + weights.shape() + " take " + channels + " channels, no part of the operand "
                        + type.shape(),
                "the weights' last axis is the number of input channels");
        int activation = op.operator().small(0, 0);
        if (vectors == 1 && op.resultType().shape().rank() == 2) {
            Shape flat = Shape.of(1, channels);
            String vector = type.shape().equals(flat)
                    ? op.value(0)
                    : op.between(op.resultName(0) + "/flat", new Reshape(flat), List.of(op.value(0)), type);
            op.result(new Dense(vector(op, weights)), operands(op, vector, weights, 2), activation);
            return;
        }
        op.require(
                activation == 0,
                "it has several vectors and a fused activation",
                "convert the model with the activation as an operator of its own");
        String image = op.between(
                op.resultName(0) + "/image",
                new Reshape(Shape.of(1, vectors, 1, channels)),
                List.of(op.value(0)),
                type);
        String product = op.between(
                op.resultName(0) + "/conv",
                new Conv2d(Sliding.unit(new Padding.Valid()), 1),
                operands(op, image, weights.asKernel(), 2),
                op.resultType());
        op.result(new Reshape(op.resultType().shape()), List.of(product));
    }

    /** How an image of real numbers is seen by weights that are words: where each channel has its own scale, with a zero point. */
    private static Activations image(Weights weights) {
        if (!weights.isHybrid()) {
            return Activations.EXACT;
        }
        return weights.element().scale().isPerTensor() ? Activations.SYMMETRIC : Activations.ASYMMETRIC;
    }

    /** How a vector is; the file says whether with a zero point. */
    private static Activations vector(OperatorImport op, Weights weights) {
        if (!weights.isHybrid()) {
            return Activations.EXACT;
        }
        return op.operator().flag(3) ? Activations.ASYMMETRIC : Activations.SYMMETRIC;
    }

    /** The convolution's reverse; the size of its result is an operand. */
    static void transposeConvolution(OperatorImport op) {
        Weights weights = Weights.of(op, 1, 2);
        weights.requireRank(4);
        long[] result = op.numbers(0, "the shape of the result");
        op.require(result.length == 4, "its result has " + result.length + " axes", "an image has four");
        int height = op.within(result[1], 1, "the height of the result");
        int width = op.within(result[2], 1, "the width of the result");
        int strideWidth = op.within(op.operator().integer(1, 0), 1, "the stride");
        int strideHeight = op.within(op.operator().integer(2, 0), 1, "the stride");
        Padding padding = Windows.padding(op.operator());
        op.result(
                new TransposeConv2d(
                        strideHeight,
                        strideWidth,
                        1,
                        1,
                        padding.resolve(true, height, weights.shape().size(1), strideHeight)[0],
                        padding.resolve(false, width, weights.shape().size(2), strideWidth)[0],
                        height,
                        width,
                        1),
                operands(op, op.value(2), weights, 3),
                op.operator().small(3, 0));
    }

    private static List<String> operands(OperatorImport op, String first, Weights weights, int bias) {
        List<String> operands = new ArrayList<>(List.of(first, weights.add()));
        if (op.has(bias)) {
            operands.add(weights.addBias(bias));
        }
        return operands;
    }
}
