package dev.intarsia.hwtest.tflite;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.intarsia.hwtest.tflite.TfliteOperator.Operand.Bias;
import dev.intarsia.hwtest.tflite.TfliteOperator.Operand.Depthwise;
import dev.intarsia.hwtest.tflite.TfliteOperator.Operand.Numbers;
import dev.intarsia.hwtest.tflite.TfliteOperator.Operand.OfResult;
import dev.intarsia.hwtest.tflite.TfliteOperator.Operand.Own;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.op.Transpose;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Real;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.Tensor;
import dev.intarsia.ir.type.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes a graph of one node, quantized or of real numbers, as a model of TensorFlow Lite. Only what a file of theirs holds is taken over: shapes, scales, zero
 * points and the words of constants. Multipliers, shifts and clamps are left to TensorFlow Lite.
 *
 * <p>A convolution's weights of 4 bits are stored two in a byte, other words of fewer than 8 bits in 8.
 */
final class TfliteModel {

    /** What becomes of unsigned words of 8 bits. */
    enum Bytes {
        /** They become signed ones, 128 less, as does their zero point: today's form. */
        SIGNED,
        /** They stay: the older form. */
        UNSIGNED
    }

    private static final int SCHEMA_VERSION = 3;
    private static final int FLOAT32 = 0;
    private static final int UINT8 = 3;
    private static final int INT32 = 2;
    private static final int INT64 = 4;
    private static final int INT16 = 7;
    private static final int INT8 = 9;
    private static final int INT4 = 17;
    private static final IntFormat PAIRED = new IntFormat(true, 4);

    /** Convolutions; its dense layer refuses 4 bits beside activations of 8. */
    private static final List<Integer> TAKES_PAIRS = List.of(3, 4);

    private final FlatBufferBuilder builder = new FlatBufferBuilder(1024);
    private final List<Integer> tensors = new ArrayList<>();
    private final List<Integer> buffers = new ArrayList<>();

    private final Bytes form;
    private boolean pairs;

    private TfliteModel(Bytes form) {
        this.form = form;
    }

    /** The file's bytes, for a graph's first node. */
    static byte[] of(Graph graph, TfliteOperator operator, Bytes form) {
        return new TfliteModel(form).write(graph, operator);
    }

    /** The words of a tensor as TensorFlow Lite stores them. */
    static byte[] stored(RawTensor words, Bytes form) {
        long offset = offset(words.format(), form);
        int bytes = bytes(words.format());
        ByteBuffer buffer =
                ByteBuffer.allocate(words.shape().elements() * bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (long word : words.toArray()) {
            long stored = word - offset;
            switch (bytes) {
                case 1 -> buffer.put((byte) stored);
                case 2 -> buffer.putShort((short) stored);
                case 4 -> buffer.putInt((int) stored);
                default -> buffer.putLong(stored);
            }
        }
        return buffer.array();
    }

    /** Real numbers as TensorFlow Lite stores them. */
    static byte[] stored(RealTensor numbers) {
        ByteBuffer buffer =
                ByteBuffer.allocate(numbers.shape().elements() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : numbers.toArray()) {
            buffer.putFloat(number);
        }
        return buffer.array();
    }

    /** The other way round. */
    static float[] numbers(byte[] stored) {
        float[] numbers = new float[stored.length / Float.BYTES];
        ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
        return numbers;
    }

    /** The other way round. */
    static RawTensor words(byte[] stored, IntFormat format, Shape shape, Bytes form) {
        int bytes = bytes(format);
        ByteBuffer buffer = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
        long[] words = new long[stored.length / bytes];
        for (int i = 0; i < words.length; i++) {
            long word = bytes == 1 ? buffer.get() : bytes == 2 ? buffer.getShort() : buffer.getInt();
            words[i] = isUnsigned(format, form) ? word & 0xFF : word + offset(format, form);
        }
        return RawTensor.owning(format, shape, words);
    }

    private static int bytes(IntFormat format) {
        int bits = format.signed() || format.bits() == 8 ? format.bits() : format.bits() + 1;
        return bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : 8;
    }

    private static boolean isUnsigned(IntFormat format, Bytes form) {
        return format.equals(IntFormat.U8) && form == Bytes.UNSIGNED;
    }

    private static long offset(IntFormat format, Bytes form) {
        return format.equals(IntFormat.U8) && form == Bytes.SIGNED ? 128 : 0;
    }

    private byte[] write(Graph graph, TfliteOperator operator) {
        pairs = TAKES_PAIRS.contains(operator.builtin());
        Node node = graph.nodes().getFirst();
        buffers.add(emptyBuffer()); // By convention the first buffer is the empty one.
        List<Integer> inputs = new ArrayList<>();
        List<Integer> operands = new ArrayList<>();
        for (TfliteOperator.Operand operand : operator.operands()) {
            operand(graph, node, operand).ifPresent(tensor -> {
                operands.add(tensor);
                if (operand instanceof Own(int index)
                        && graph.constant(node.operands().get(index)).isEmpty()) {
                    inputs.add(tensor);
                }
            });
        }
        int output = tensor(node.name(), node.type(), Optional.empty());
        List<Integer> results = new ArrayList<>(List.of(output));
        for (int i = 0; i < operator.results().size(); i++) {
            if (i != operator.own()) {
                TensorType other =
                        node.type().withShape(new Shape(operator.results().get(i)));
                results.add(i, tensor(node.name() + "/" + i, other, Optional.empty()));
            }
        }
        return finish(operator, operands, inputs, results, output);
    }

    /** The tensor of an operand; empty where the layer has none. */
    private Optional<Integer> operand(Graph graph, Node node, TfliteOperator.Operand operand) {
        return switch (operand) {
            case Own(int index) ->
                index < node.operands().size()
                        ? Optional.of(own(graph, node.operands().get(index)))
                        : Optional.empty();
            case Bias(int index) ->
                Optional.of(
                        index < node.operands().size()
                                ? own(graph, node.operands().get(index))
                                : zeros(graph, node));
            case Depthwise(int index) -> {
                Constant weights = graph.constant(node.operands().get(index)).orElseThrow();
                yield Optional.of(
                        switch (weights.value()) {
                            case RawTensor words -> {
                                RawTensor turned = channelsLast(words);
                                yield tensor(
                                        weights.name(),
                                        weights.type().quantized(),
                                        turned.shape(),
                                        Optional.of(turned),
                                        3);
                            }
                            case RealTensor real -> {
                                RealTensor turned = new Transpose(List.of(3, 1, 2, 0)).real(List.of(real));
                                yield tensor(weights.name(), TensorType.real(turned.shape()), Optional.of(turned));
                            }
                        });
            }
            case Numbers numbers -> Optional.of(numbers(numbers));
            case OfResult(double number) ->
                Optional.of(ofResult(number, node.type().withShape(Shape.of(1))));
        };
    }

    private int own(Graph graph, String name) {
        TensorType type = graph.type(name);
        return tensor(name, type, graph.constant(name).map(Constant::value));
    }

    private int tensor(String name, TensorType type, Optional<Tensor> value) {
        return switch (type.element()) {
            case Real real ->
                tensor(name, FLOAT32, type.shape().sizes(), value.map(numbers -> stored((RealTensor) numbers)), 0);
            case Quantized element -> tensor(name, element, type.shape(), value.map(words -> (RawTensor) words), 0);
        };
    }

    private int ofResult(double number, TensorType type) {
        return switch (type.element()) {
            case Real real -> tensor("number", type, Optional.of(RealTensor.of(type.shape(), (float) number)));
            case Quantized element -> {
                double word = Math.rint(number / element.scale().at(0)) + element.zeroPoint();
                long nearest = (long) Math.clamp(
                        word, element.format().min(), element.format().max());
                yield tensor("number", type, Optional.of(RawTensor.of(element.format(), type.shape(), nearest)));
            }
        };
    }

    /** A bias of zeros, of the scale of the products. */
    private int zeros(Graph graph, Node node) {
        TensorType weights = graph.type(node.operands().get(1));
        if (node.type().isReal()) {
            Shape shape = Shape.of(weights.shape().size(0));
            return tensor(
                    "b", TensorType.real(shape), Optional.of(RealTensor.owning(shape, new float[shape.elements()])));
        }
        Quantized input = graph.type(node.operands().get(0)).quantized();
        Scale scale = weights.quantized().scale();
        List<Double> factors =
                scale.factors().stream().map(w -> w * input.scale().at(0)).toList();
        IntFormat format = input.format().bits() > 8 ? new IntFormat(true, 64) : IntFormat.I32;
        Shape shape = Shape.of(weights.shape().size(0));
        RawTensor words = RawTensor.owning(format, shape, new long[shape.elements()]);
        return tensor("b", new Quantized(format, new Scale(factors, scale.axis()), 0), shape, Optional.of(words), 0);
    }

    /** [K, R, S, 1] as [1, R, S, K]. */
    private static RawTensor channelsLast(RawTensor weights) {
        int outputs = weights.shape().size(0);
        int taps = weights.shape().elements() / outputs;
        long[] turned = new long[outputs * taps];
        for (int k = 0; k < outputs; k++) {
            for (int tap = 0; tap < taps; tap++) {
                turned[tap * outputs + k] = weights.at(k * taps + tap);
            }
        }
        Shape shape = Shape.of(1, weights.shape().size(1), weights.shape().size(2), outputs);
        return RawTensor.owning(weights.format(), shape, turned);
    }

    private byte[] finish(
            TfliteOperator operator, List<Integer> operands, List<Integer> inputs, List<Integer> results, int output) {
        int options = operator.addOptions(builder);
        int operandVector = ints(operands);
        int resultVector = ints(results);
        builder.startTable(5);
        builder.addInt(0, 0, -1);
        builder.addOffset(1, operandVector, 0);
        builder.addOffset(2, resultVector, 0);
        if (options != 0) {
            builder.addByte(3, (byte) operator.optionsTable(), 0);
            builder.addOffset(4, options, 0);
        }
        int operators = offsets(List.of(builder.endTable()));

        int inputVector = ints(inputs);
        int outputVector = ints(List.of(output));
        int tensorVector = offsets(tensors);
        builder.startTable(4);
        builder.addOffset(0, tensorVector, 0);
        builder.addOffset(1, inputVector, 0);
        builder.addOffset(2, outputVector, 0);
        builder.addOffset(3, operators, 0);
        int graphs = offsets(List.of(builder.endTable()));

        builder.startTable(4);
        builder.addByte(0, (byte) operator.builtin(), -1);
        builder.addInt(2, operator.version(), 0);
        builder.addInt(3, operator.builtin(), -1);
        int codes = offsets(List.of(builder.endTable()));

        int bufferVector = offsets(buffers);
        builder.startTable(5);
        builder.addInt(0, SCHEMA_VERSION, 0);
        builder.addOffset(1, codes, 0);
        builder.addOffset(2, graphs, 0);
        builder.addOffset(4, bufferVector, 0);
        builder.finish(builder.endTable(), "TFL3");
        return builder.sizedByteArray();
    }

    private int tensor(String name, Quantized type, Shape shape, Optional<RawTensor> words, int scaleAxis) {
        int quantization = quantization(type, scaleAxis);
        if (pairs && type.format().equals(PAIRED)) {
            return tensor(name, INT4, shape.sizes(), words.map(TfliteModel::pairs), quantization);
        }
        int kind = switch (bytes(type.format())) {
            case 1 -> isUnsigned(type.format(), form) ? UINT8 : INT8;
            case 2 -> INT16;
            case 4 -> INT32;
            default -> INT64;
        };
        return tensor(name, kind, shape.sizes(), words.map(w -> stored(w, form)), quantization);
    }

    /** Two words of 4 bits in a byte, the first one low. */
    private static byte[] pairs(RawTensor words) {
        byte[] bytes = new byte[(words.shape().elements() + 1) / 2];
        for (int i = 0; i < words.shape().elements(); i++) {
            bytes[i / 2] |= (byte) ((words.at(i) & 0xf) << 4 * (i % 2));
        }
        return bytes;
    }

    private int numbers(Numbers numbers) {
        ByteBuffer words = ByteBuffer.allocate(4 * numbers.words().size()).order(ByteOrder.LITTLE_ENDIAN);
        numbers.words().forEach(words::putInt);
        return tensor("numbers", INT32, numbers.sizes(), Optional.of(words.array()), 0);
    }

    private int tensor(String name, int kind, List<Integer> sizes, Optional<byte[]> content, int quantization) {
        int buffer = 0;
        if (content.isPresent()) {
            buffer = buffers.size();
            buffers.add(buffer(content.get()));
        }
        int nameOffset = builder.createString(name);
        int shape = ints(sizes);
        builder.startTable(5);
        builder.addOffset(0, shape, 0);
        builder.addByte(1, (byte) kind, 0);
        builder.addInt(2, buffer, -1);
        builder.addOffset(3, nameOffset, 0);
        builder.addOffset(4, quantization, 0);
        tensors.add(builder.endTable());
        return tensors.size() - 1;
    }

    private int quantization(Quantized type, int axis) {
        List<Double> factors = type.scale().factors();
        builder.startVector(4, factors.size(), 4);
        for (Double factor : factors.reversed()) {
            builder.addFloat(factor.floatValue());
        }
        int scales = builder.endVector();
        builder.startVector(8, factors.size(), 8);
        for (int i = 0; i < factors.size(); i++) {
            builder.addLong(type.zeroPoint() - offset(type.format(), form));
        }
        int zeros = builder.endVector();
        builder.startTable(7);
        builder.addOffset(2, scales, 0);
        builder.addOffset(3, zeros, 0);
        builder.addInt(6, axis, -1);
        return builder.endTable();
    }

    private int buffer(byte[] content) {
        builder.startVector(1, content.length, 16);
        for (int i = content.length - 1; i >= 0; i--) {
            builder.addByte(content[i]);
        }
        int data = builder.endVector();
        builder.startTable(1);
        builder.addOffset(0, data, 0);
        return builder.endTable();
    }

    private int emptyBuffer() {
        builder.startTable(1);
        return builder.endTable();
    }

    private int ints(List<Integer> values) {
        builder.startVector(4, values.size(), 4);
        for (Integer value : values.reversed()) {
            builder.addInt(value);
        }
        return builder.endVector();
    }

    private int offsets(List<Integer> tables) {
        builder.startVector(4, tables.size(), 4);
        for (Integer table : tables.reversed()) {
            builder.addOffset(table);
        }
        return builder.endVector();
    }
}
