package dev.intarsia.hwtest.onnx;

import dev.intarsia.hwtest.onnx.OnnxSketch.Attribute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A model of one operator on words, with random sizes, scales and zero points, and an input for it.
 *
 * @param bytes the file
 * @param isFused whether the integers are those to which ONNX Runtime's graph transforms lead
 */
record RandomModel(byte[] bytes, List<Input> inputs, boolean isFused) {

    /** Words for one input. */
    record Input(String name, boolean signed, List<Integer> dims, long[] words) {}

    static RandomModel of(OnnxRuntimeWordsTest.Kind kind, Random random) {
        return new Draft(random).model(kind);
    }

    /**
     * Weights have 7 bits: on processors without instructions for four products, ONNX Runtime adds two products of an unsigned and a signed byte in
     * 16 bits that saturate, so that its words would depend on the machine.
     */
    private static final int GREATEST_WEIGHT = 64;

    private static final class Draft {
        private final Random random;
        private final boolean signed;
        private final int type;
        private final List<Input> inputs = new ArrayList<>();
        private final OnnxSketch sketch = new OnnxSketch(13);
        private int quantizations;

        Draft(Random random) {
            this.random = random;
            this.signed = random.nextBoolean();
            this.type = signed ? OnnxSketch.INT8 : OnnxSketch.UINT8;
        }

        RandomModel model(OnnxRuntimeWordsTest.Kind kind) {
            switch (kind) {
                case QLINEAR_CONV -> qlinearConv();
                case QLINEAR_MATMUL -> qlinearMatMul();
                case QLINEAR_CONCAT -> {
                    input("x", 1, 3, 5);
                    input("y", 1, 2, 5);
                    List<String> names = new ArrayList<>(quantization(scale(0.02)));
                    names.add("x");
                    names.addAll(quantization(scale(0.02)));
                    names.add("y");
                    names.addAll(quantization(scale(0.02)));
                    finish("com.microsoft", "QLinearConcat", names, List.of(1, 5, 5), Attribute.one("axis", 1));
                }
                case QLINEAR_GLOBAL_AVERAGE_POOL -> pool("QLinearGlobalAveragePool", true);
                case QLINEAR_AVERAGE_POOL -> pool("QLinearAveragePool", false);
                case QLINEAR_LEAKY_RELU -> unary("QLinearLeakyRelu", scale(0.03));
                case QLINEAR_SIGMOID -> unary("QLinearSigmoid", 1 / 256.0);
                case QLINEAR_ADD -> sum(false);
                case QDQ_ADD -> sum(true);
                case QLINEAR_MUL -> binary("QLinearMul", scale(0.03));
                case QDQ_CONV -> qdqConv();
                case QDQ_GEMM -> qdqGemm();
                case QDQ_RELU -> qdq("Relu", scale(0.02), 1, 4, 6);
                case QDQ_SIGMOID -> qdq("Sigmoid", 1 / 256.0, 1, 4, 6);
                case QDQ_MUL -> qdqBinary("Mul");
                case QDQ_AVERAGE_POOL ->
                    qdq(
                            "AveragePool",
                            scale(0.02),
                            List.of(1, 2, 2, 3),
                            Attribute.of("kernel_shape", 2, 2),
                            1,
                            2,
                            3,
                            4);
                case MAX_POOL -> {
                    input("x", 1, 2, 6, 5);
                    sketch.output("y", type, 1, 2, 5, 4)
                            .node("", "MaxPool", List.of("x"), "y", Attribute.of("kernel_shape", 2, 2));
                }
                case CONV_INTEGER -> {
                    unsigned("x", 1, 2, 5, 5);
                    constant("xZero", OnnxSketch.UINT8, List.of(), random.nextInt(256));
                    words("w", OnnxSketch.INT8, List.of(3, 2, 3, 3));
                    sketch.output("y", OnnxSketch.INT32, 1, 3, 3, 3)
                            .node("", "ConvInteger", List.of("x", "w", "xZero"), "y");
                }
                case MATMUL_INTEGER -> {
                    unsigned("x", 1, 20);
                    constant("xZero", OnnxSketch.UINT8, List.of(), random.nextInt(256));
                    words("w", OnnxSketch.INT8, List.of(20, 4));
                    sketch.output("y", OnnxSketch.INT32, 1, 4)
                            .node("", "MatMulInteger", List.of("x", "w", "xZero"), "y");
                }
            }
            return new RandomModel(sketch.bytes(), inputs, kind == OnnxRuntimeWordsTest.Kind.QDQ_ADD);
        }

        private double scale(double around) {
            return (float) (around * Math.exp(random.nextGaussian() * 0.7));
        }

        private long word(int wordType) {
            return wordType == OnnxSketch.INT8 ? random.nextInt(256) - 128 : random.nextInt(256);
        }

        private void input(String name, int... dims) {
            input(name, signed, dims);
        }

        private void unsigned(String name, int... dims) {
            input(name, false, dims);
        }

        private void input(String name, boolean isSigned, int... dims) {
            int wordType = isSigned ? OnnxSketch.INT8 : OnnxSketch.UINT8;
            int count = 1;
            List<Integer> sizes = new ArrayList<>();
            for (int size : dims) {
                count *= size;
                sizes.add(size);
            }
            long[] values = new long[count];
            for (int i = 0; i < count; i++) {
                values[i] = word(wordType);
            }
            inputs.add(new Input(name, isSigned, sizes, values));
            sketch.input(name, wordType, dims);
        }

        private void constant(String name, int constantType, List<Integer> dims, double... values) {
            sketch.constant(name, constantType, dims, values);
        }

        private void words(String name, int wordType, List<Integer> dims) {
            double[] values = new double[dims.stream().reduce(1, Math::multiplyExact)];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextInt(2 * GREATEST_WEIGHT) - GREATEST_WEIGHT;
            }
            constant(name, wordType, dims, values);
        }

        /** The names of a scale and a random zero point. */
        private List<String> quantization(double scale) {
            return quantization(scale, type, word(type));
        }

        private List<String> quantization(double scale, int wordType, long zero) {
            String name = "q" + quantizations++;
            constant(name + ".scale", OnnxSketch.FLOAT, List.of(), scale);
            constant(name + ".zero", wordType, List.of(), zero);
            return List.of(name + ".scale", name + ".zero");
        }

        private void finish(
                String domain, String operator, List<String> names, List<Integer> dims, Attribute... attributes) {
            sketch.output("out", type, dims.stream().mapToInt(Integer::intValue).toArray())
                    .node(domain, operator, names, "out", attributes);
        }

        private double[] channelScales(int channels, double around) {
            double[] scales = new double[channels];
            for (int k = 0; k < channels; k++) {
                scales[k] = scale(around);
            }
            return scales;
        }

        private double[] bias(int channels) {
            double[] bias = new double[channels];
            for (int k = 0; k < channels; k++) {
                bias[k] = random.nextInt(20_001) - 10_000;
            }
            return bias;
        }

        private void qlinearConv() {
            int channels = 1 + random.nextInt(4);
            int outputs = 1 + random.nextInt(5);
            input("x", 1, channels, 6, 5);
            List<String> names = new ArrayList<>(List.of("x"));
            names.addAll(quantization(scale(0.03)));
            words("w", OnnxSketch.INT8, List.of(outputs, channels, 3, 3));
            constant("w.scale", OnnxSketch.FLOAT, List.of(outputs), channelScales(outputs, 0.01));
            constant("w.zero", OnnxSketch.INT8, List.of(outputs), new double[outputs]);
            names.addAll(List.of("w", "w.scale", "w.zero"));
            names.addAll(quantization(scale(0.3)));
            constant("b", OnnxSketch.INT32, List.of(outputs), bias(outputs));
            names.add("b");
            finish("", "QLinearConv", names, List.of(1, outputs, 6, 5), Attribute.of("pads", 1, 1, 1, 1));
        }

        private void qlinearMatMul() {
            int inputsCount = 1 + random.nextInt(40);
            int outputs = 1 + random.nextInt(6);
            input("x", 1, inputsCount);
            List<String> names = new ArrayList<>(List.of("x"));
            names.addAll(quantization(scale(0.03)));
            words("w", OnnxSketch.INT8, List.of(inputsCount, outputs));
            names.add("w");
            names.addAll(quantization(scale(0.01), OnnxSketch.INT8, 0));
            names.addAll(quantization(scale(0.2)));
            finish("", "QLinearMatMul", names, List.of(1, outputs));
        }

        private void unary(String operator, double scale) {
            input("x", 1, 40);
            List<String> names = new ArrayList<>(List.of("x"));
            names.addAll(quantization(scale(0.03)));
            names.addAll(quantization(scale));
            finish("com.microsoft", operator, names, List.of(1, 40));
        }

        private void binary(String operator, double scale) {
            input("x", 1, 40);
            input("y", 1, 40);
            List<String> names = new ArrayList<>(List.of("x"));
            names.addAll(quantization(scale(0.03)));
            names.add("y");
            names.addAll(quantization(scale(0.03)));
            names.addAll(quantization(scale));
            finish("com.microsoft", operator, names, List.of(1, 40));
        }

        /** Operands of one shape, or one of them repeated, wholly or for each channel. */
        private void sum(boolean conversions) {
            boolean image = random.nextBoolean();
            int repeated = random.nextInt(4);
            int[] whole = image ? new int[] {1, 3, 4, 5} : new int[] {1, 300};
            int[] part = image ? new int[] {1, 3, 1, 1} : new int[] {1, 1};
            double left = scale(0.03);
            double right = scale(0.03);
            input("x", repeated == 1 ? part : whole);
            input("y", repeated == 2 ? part : whole);
            List<Integer> dims = Arrays.stream(whole).boxed().toList();
            if (conversions) {
                dequantize("x", "xReal", left);
                dequantize("y", "yReal", right);
                sketch.node("", "Add", List.of("xReal", "yReal"), "zReal");
                quantize("zReal", scale(0.05), dims);
            } else {
                List<String> names = new ArrayList<>(List.of("x"));
                names.addAll(quantization(left));
                names.add("y");
                names.addAll(quantization(right));
                names.addAll(quantization(scale(0.05)));
                finish("com.microsoft", "QLinearAdd", names, dims);
            }
        }

        private void pool(String operator, boolean global) {
            input("x", 1, 3, 4, 5);
            List<String> names = new ArrayList<>(List.of("x"));
            names.addAll(quantization(scale(0.03)));
            names.addAll(quantization(scale(0.03)));
            if (global) {
                finish("com.microsoft", operator, names, List.of(1, 3, 1, 1));
            } else {
                finish("com.microsoft", operator, names, List.of(1, 3, 3, 4), Attribute.of("kernel_shape", 2, 2));
            }
        }

        private void dequantize(String words, String result, double scale) {
            List<String> names = new ArrayList<>(List.of(words));
            names.addAll(quantization(scale));
            sketch.node("", "DequantizeLinear", names, result);
        }

        private void quantize(String numbers, double scale, List<Integer> dims) {
            List<String> names = new ArrayList<>(List.of(numbers));
            names.addAll(quantization(scale));
            finish("", "QuantizeLinear", names, dims);
        }

        private void qdq(String operator, double scale, int... dims) {
            List<Integer> sizes = new ArrayList<>();
            for (int size : dims) {
                sizes.add(size);
            }
            input("x", dims);
            dequantize("x", "xReal", scale(0.03));
            sketch.node("", operator, List.of("xReal"), "yReal");
            quantize("yReal", scale, sizes);
        }

        private void qdq(String operator, double scale, List<Integer> result, Attribute attribute, int... dims) {
            input("x", dims);
            dequantize("x", "xReal", scale(0.03));
            sketch.node("", operator, List.of("xReal"), "yReal", attribute);
            quantize("yReal", scale, result);
        }

        private void qdqBinary(String operator) {
            input("x", 1, 40);
            input("y", 1, 40);
            dequantize("x", "xReal", scale(0.03));
            dequantize("y", "yReal", scale(0.03));
            sketch.node("", operator, List.of("xReal", "yReal"), "zReal");
            quantize("zReal", scale(0.03), List.of(1, 40));
        }

        private void weights(List<Integer> dims, double inputScale, int outputs) {
            words("w", OnnxSketch.INT8, dims);
            double weightScale = scale(0.01);
            constant("w.scale", OnnxSketch.FLOAT, List.of(), weightScale);
            constant("w.zero", OnnxSketch.INT8, List.of(), 0);
            sketch.node("", "DequantizeLinear", List.of("w", "w.scale", "w.zero"), "wReal");
            constant("b", OnnxSketch.INT32, List.of(outputs), bias(outputs));
            constant("b.scale", OnnxSketch.FLOAT, List.of(), (float) inputScale * (float) weightScale);
            constant("b.zero", OnnxSketch.INT32, List.of(), 0);
            sketch.node("", "DequantizeLinear", List.of("b", "b.scale", "b.zero"), "bReal");
        }

        private void qdqConv() {
            int outputs = 1 + random.nextInt(4);
            double inputScale = scale(0.03);
            input("x", 1, 2, 6, 5);
            dequantize("x", "xReal", inputScale);
            weights(List.of(outputs, 2, 3, 3), inputScale, outputs);
            sketch.node("", "Conv", List.of("xReal", "wReal", "bReal"), "conv");
            sketch.node("", "Relu", List.of("conv"), "relu");
            quantize("relu", scale(0.3), List.of(1, outputs, 4, 3));
        }

        private void qdqGemm() {
            int outputs = 1 + random.nextInt(6);
            double inputScale = scale(0.03);
            input("x", 1, 24);
            dequantize("x", "xReal", inputScale);
            weights(List.of(24, outputs), inputScale, outputs);
            sketch.node("", "Gemm", List.of("xReal", "wReal", "bReal"), "gemm");
            quantize("gemm", scale(0.2), List.of(1, outputs));
        }
    }
}
