package dev.intarsia.hwtest.onnx;

import dev.intarsia.hwtest.onnx.OnnxSketch.Attribute;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;

/**
 * A random QONNX network of our own: Quant, a dense layer with words for weights, batch normalization, perhaps a bound, Quant, and another
 * dense layer. Its scales are powers of two, so that every sum of real numbers is exact.
 *
 * @param bytes the file; {@code x} goes in, {@code y} comes out, {@code q} and {@code a} are the outputs of the two Quants of activations
 * @param inputs how many numbers go in
 * @param inputScale what a word of {@code q} is worth
 * @param inputBits of the words of {@code q}, which have no sign
 */
record QonnxSketch(byte[] bytes, int inputs, double inputScale, int inputBits) {

    static QonnxSketch random(Random random) {
        int inputs = 4 + random.nextInt(20);
        int hidden = 3 + random.nextInt(10);
        int outputs = 2 + random.nextInt(4);
        return of(random, inputs, hidden, outputs, 2 + random.nextInt(3), 2 + random.nextInt(3), random.nextBoolean());
    }

    /** The one that ships: its sums have few bits. */
    static QonnxSketch small() {
        return of(new Random(11), 8, 6, 4, 2, 2, true);
    }

    private static QonnxSketch of(
            Random random, int inputs, int hidden, int outputs, int inputBits, int bits, boolean bounded) {
        double inputScale = Math.scalb(1.0, -random.nextInt(5));
        double wordScale = Math.scalb(1.0, -random.nextInt(4));
        OnnxSketch sketch = new OnnxSketch(13)
                .input("x", OnnxSketch.FLOAT, 1, inputs)
                .output("y", OnnxSketch.FLOAT, 1, outputs)
                .constant("zero", OnnxSketch.FLOAT, List.of(), 0)
                .constant("xScale", OnnxSketch.FLOAT, List.of(), inputScale)
                .constant("xBits", OnnxSketch.FLOAT, List.of(), inputBits)
                .constant("aScale", OnnxSketch.FLOAT, List.of(), wordScale)
                .constant("bits", OnnxSketch.FLOAT, List.of(), bits)
                .constant("wScale", OnnxSketch.FLOAT, List.of(), 0.5)
                .constant("w1", OnnxSketch.FLOAT, List.of(inputs, hidden), normal(random, inputs * hidden, 0.6))
                .constant("w2", OnnxSketch.FLOAT, List.of(hidden, outputs), normal(random, hidden * outputs, 0.6))
                .constant("gamma", OnnxSketch.FLOAT, List.of(hidden), normal(random, hidden, 1))
                .constant("beta", OnnxSketch.FLOAT, List.of(hidden), normal(random, hidden, 0.5))
                .constant("mean", OnnxSketch.FLOAT, List.of(hidden), normal(random, hidden, 0.5))
                .constant("variance", OnnxSketch.FLOAT, List.of(hidden), positive(random, hidden));
        Attribute unsigned = Attribute.one("signed", 0);
        Attribute narrow = Attribute.one("narrow", 1);
        sketch.node("", "Quant", List.of("x", "xScale", "zero", "xBits"), "q", unsigned)
                .node("", "Quant", List.of("w1", "wScale", "zero", "bits"), "w1q", narrow)
                .node("", "MatMul", List.of("q", "w1q"), "m")
                .node("", "BatchNormalization", List.of("m", "gamma", "beta", "mean", "variance"), "n");
        if (bounded) {
            sketch.node("", "Relu", List.of("n"), "r")
                    .node("", "Quant", List.of("r", "aScale", "zero", "bits"), "a", unsigned);
        } else {
            sketch.node("", "Quant", List.of("n", "aScale", "zero", "bits"), "a", narrow);
        }
        byte[] bytes = sketch.node("", "Quant", List.of("w2", "wScale", "zero", "bits"), "w2q", narrow)
                .node("", "MatMul", List.of("a", "w2q"), "y")
                .bytes();
        return new QonnxSketch(bytes, inputs, inputScale, inputBits);
    }

    private static double[] normal(Random random, int count, double deviation) {
        return DoubleStream.generate(() -> random.nextGaussian() * deviation)
                .limit(count)
                .toArray();
    }

    private static double[] positive(Random random, int count) {
        return DoubleStream.generate(() -> 0.3 + random.nextDouble())
                .limit(count)
                .toArray();
    }

    /** Numbers of which each is a word of {@code q}. */
    float[] sample(Random random) {
        float[] numbers = new float[inputs];
        for (int i = 0; i < inputs; i++) {
            numbers[i] = (float) (inputScale * random.nextInt(1 << inputBits));
        }
        return numbers;
    }
}
