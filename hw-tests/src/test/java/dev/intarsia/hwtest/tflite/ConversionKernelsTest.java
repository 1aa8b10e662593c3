package dev.intarsia.hwtest.tflite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.frontend.tflite.TfliteReader;
import dev.intarsia.hwtest.tflite.LayerKind.Width;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.op.Dequantize;
import dev.intarsia.ir.op.Quantize;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import dev.intarsia.simulator.real.RealEngine;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Conversions of real numbers to words and back give to the bit what TensorFlow Lite's reference kernels give, run live; numbers half a step
 * between two words and far outside are among them.
 */
class ConversionKernelsTest {

    /** {@code DEQUANTIZE}'s number. */
    static final int DEQUANTIZE = 6;

    private static final ModelNode HERE = new ModelNode("sketch", "y");

    /** One conversion: what goes in, and the type of the words. */
    private record Draw(Quantized element, Shape shape, SplittableRandom random) {

        static Draw of(Width width, long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            IntFormat format = switch (width) {
                case INT8 -> IntFormat.I8;
                case UINT8 -> IntFormat.U8;
                case INT16, FLOAT32 -> IntFormat.I16;
            };
            double step = (float) Math.exp(random.nextDouble(-9, 2));
            long zero = width == Width.INT16 ? 0 : random.nextLong(format.min(), format.max() + 1);
            Shape shape = Shape.of(1, random.nextInt(1, 9), random.nextInt(1, 9), random.nextInt(1, 9));
            return new Draw(new Quantized(format, Scale.perTensor(step), zero), shape, random);
        }

        RealTensor numbers() {
            IntFormat format = element.format();
            double step = element.scale().at(0);
            float[] numbers = new float[shape.elements()];
            for (int i = 0; i < numbers.length; i++) {
                long word = random.nextLong(format.min(), format.max() + 1) - element.zeroPoint();
                numbers[i] = (float)
                        switch (random.nextInt(3)) {
                            case 0 -> (word + 0.5) * step;
                            case 1 -> 3 * word * step;
                            default -> word * random.nextDouble() * step;
                        };
            }
            return RealTensor.owning(shape, numbers);
        }

        RawTensor words() {
            long[] words = random.longs(
                            shape.elements(),
                            element.format().min(),
                            element.format().max() + 1)
                    .toArray();
            return RawTensor.owning(element.format(), shape, words);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"INT8", "UINT8", "INT16"})
    void toWords(Width width) {
        long words = 0;
        for (long seed = 6_000_000; seed < 6_000_000 + KernelComparison.MODELS; seed++) {
            Draw draw = Draw.of(width, seed);
            RealTensor numbers = draw.numbers();
            TensorType real = TensorType.real(draw.shape());
            TensorType typed = new TensorType(draw.element(), draw.shape());
            byte[] file = file(real, new Quantize(), TfliteOperator.quantize(), typed);
            RawTensor expected = TfliteModel.words(
                    run(file, TfliteModel.stored(numbers)),
                    draw.element().format(),
                    draw.shape(),
                    TfliteModel.Bytes.UNSIGNED);
            assertArrayEquals(
                    draw.element().real(expected).toArray(),
                    ours(file, numbers),
                    width + ", seed " + seed + ", " + draw.element());
            words += expected.shape().elements();
        }
        assertTrue(words >= 10L * KernelComparison.MODELS);
        System.out.println("COUNT real numbers made " + width + " words equal to TensorFlow Lite's: " + words);
    }

    @ParameterizedTest
    @EnumSource(names = {"INT8", "UINT8", "INT16"})
    void toNumbers(Width width) {
        long numbers = 0;
        for (long seed = 7_000_000; seed < 7_000_000 + KernelComparison.MODELS; seed++) {
            Draw draw = Draw.of(width, seed);
            RawTensor words = draw.words();
            TensorType typed = new TensorType(draw.element(), draw.shape());
            byte[] file =
                    file(typed, new Dequantize(), TfliteOperator.function(DEQUANTIZE), TensorType.real(draw.shape()));
            float[] expected = TfliteModel.numbers(run(file, TfliteModel.stored(words, TfliteModel.Bytes.UNSIGNED)));
            assertArrayEquals(
                    expected, ours(file, draw.element().real(words)), width + ", seed " + seed + ", " + draw.element());
            numbers += expected.length;
        }
        assertTrue(numbers >= 10L * KernelComparison.MODELS);
        System.out.println("COUNT " + width + " words made real numbers equal to TensorFlow Lite's: " + numbers);
    }

    private static byte[] file(TensorType from, Op op, TfliteOperator operator, TensorType to) {
        Input input = new Input("x", from, Optional.empty(), HERE);
        Node node = new Node("y", op, List.of("x"), to, Optional.empty(), HERE);
        return TfliteModel.of(
                new Graph("layer", List.of(input), List.of(), List.of(node), List.of("y")),
                operator,
                TfliteModel.Bytes.UNSIGNED);
    }

    private static byte[] run(byte[] file, byte[] input) {
        try (ReferenceInterpreter interpreter = new ReferenceInterpreter(file)) {
            return interpreter.run(List.of(input));
        }
    }

    private static float[] ours(byte[] file, RealTensor input) {
        Graph graph = TfliteReader.read(file, "layer", "layer.tflite").graph();
        return RealEngine.run(graph, List.of(input))
                .get(graph.outputs().getFirst())
                .toArray();
    }
}
