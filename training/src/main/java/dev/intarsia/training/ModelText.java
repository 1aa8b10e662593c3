package dev.intarsia.training;

import java.util.Map;

/** Prints an architecture in the model language ({@code .inta}), with softmax behind the last layer. */
public final class ModelText {

    private ModelText() {}

    /** The whole text; weights are read from {@code NAME.npz} beside it. */
    public static String of(Architecture architecture) {
        Map<String, Extent> extents = architecture.extents();
        int width = extents.keySet().stream().mapToInt(String::length).max().orElse(0);
        Extent in = architecture.input();
        var text = new StringBuilder();
        text.append("# Classifier of Fashion-MNIST images in ten classes; trained and printed by bin/train.\n");
        text.append("# %,d parameters, %,d multiply-accumulates per image.\n\n"
                .formatted(architecture.parameters(), architecture.multiplyAccumulates()));
        text.append("model %s\nweights \"%s.npz\"\n\n".formatted(architecture.name(), architecture.name()));
        text.append("input %s: real[1, %d, %d, %d] from u8 scale 1/255\n\n"
                .formatted(Architecture.IMAGE, in.h(), in.w(), in.c()));
        Extent before = in;
        for (Layer layer : architecture.layers()) {
            Extent out = extents.get(layer.name());
            String line = ("%-" + width + "s = %s").formatted(layer.name(), expression(layer));
            text.append(out.equals(before) ? line : "%-66s # %s".formatted(line, out))
                    .append('\n');
            before = out;
        }
        String logits = architecture.layers().getLast().name();
        text.append(("%-" + width + "s = softmax(%s)\n\noutput probs\n").formatted("probs", logits));
        return text.toString();
    }

    private static String expression(Layer layer) {
        return switch (layer) {
            case Layer.Convolution c -> convolution("conv2d", c.input(), weights(c.name(), c.bias()), c.stride());
            case Layer.DepthwiseConvolution c ->
                convolution("depthwise_conv2d", c.input(), weights(c.name(), c.bias()), c.stride());
            case Layer.BatchNormalization b ->
                "batch_norm(%2$s, %1$s.gamma, %1$s.beta, %1$s.mean, %1$s.variance, epsilon: %3$s)"
                        .formatted(b.name(), b.input(), b.epsilon());
            case Layer.Relu r -> (Float.isInfinite(r.ceiling()) ? "relu(%s)" : "relu6(%s)").formatted(r.input());
            case Layer.MaxPool p -> "max_pool(%1$s, kernel: %2$d, stride: %2$d)".formatted(p.input(), p.kernel());
            case Layer.Addition a -> "add(%s, %s)".formatted(a.left(), a.right());
            case Layer.GlobalAveragePool g -> "global_average_pool(%s)".formatted(g.input());
            case Layer.Dense d -> "dense(%s, %s)".formatted(d.input(), weights(d.name(), true));
        };
    }

    /** A stride of 1 is the language's default and is not printed. */
    private static String convolution(String operator, String input, String weights, int stride) {
        String strided = stride == 1 ? "" : ", stride: " + stride;
        return "%s(%s, %s%s, padding: same)".formatted(operator, input, weights, strided);
    }

    private static String weights(String name, boolean bias) {
        return bias ? "%1$s.w, %1$s.b".formatted(name) : name + ".w";
    }
}
