package dev.intarsia.frontend.tflite;

import com.google.flatbuffers.FlatBufferBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Writes model files of TensorFlow Lite with another program's flatbuffers: what a test says, right or wrong. */
final class ModelFile {

    static final int FLOAT32 = 0;
    static final int FLOAT16 = 1;
    static final int INT32 = 2;
    static final int UINT8 = 3;
    static final int STRING = 5;
    static final int INT16 = 7;
    static final int INT8 = 9;
    static final int INT4 = 17;

    /**
     * A tensor.
     *
     * @param content null for one that is computed
     */
    private record Tensor(
            String name,
            int type,
            List<Integer> shape,
            List<Float> scales,
            List<Long> zeros,
            int axis,
            byte[] content) {}

    /** An operator; its options are added to a builder, 0 for none. */
    private record Operator(
            int builtin,
            String custom,
            List<Integer> operands,
            List<Integer> results,
            ToIntFunction<FlatBufferBuilder> options) {}

    private final List<Tensor> tensors = new ArrayList<>();
    private final List<Operator> operators = new ArrayList<>();

    /** A computed tensor of real numbers. */
    int real(String name, Integer... shape) {
        return add(new Tensor(name, FLOAT32, List.of(shape), List.of(), List.of(), 0, null));
    }

    /** A computed tensor of words. */
    int words(String name, int type, double scale, long zero, Integer... shape) {
        return add(new Tensor(name, type, List.of(shape), List.of((float) scale), List.of(zero), 0, null));
    }

    /** A constant of words with one scale for each index of an axis. */
    int constant(String name, int type, List<Float> scales, long zero, int axis, byte[] content, Integer... shape) {
        List<Long> zeros = scales.stream().map(scale -> zero).toList();
        return add(new Tensor(name, type, List.of(shape), scales, zeros, axis, content));
    }

    /** A constant without a scale. */
    int plain(String name, int type, byte[] content, Integer... shape) {
        return add(new Tensor(name, type, List.of(shape), List.of(), List.of(), 0, content));
    }

    private int add(Tensor tensor) {
        tensors.add(tensor);
        return tensors.size() - 1;
    }

    ModelFile operator(String name, List<Integer> operands, int result) {
        return operator(name, operands, result, builder -> 0);
    }

    ModelFile operator(String name, List<Integer> operands, int result, ToIntFunction<FlatBufferBuilder> options) {
        return operator(name, operands, List.of(result), options);
    }

    ModelFile operator(
            String name, List<Integer> operands, List<Integer> results, ToIntFunction<FlatBufferBuilder> options) {
        operators.add(new Operator(BuiltinNames.number(name), "", operands, results, options));
        return this;
    }

    ModelFile custom(String name, List<Integer> operands, int result) {
        operators.add(new Operator(TfliteOperator.CUSTOM, name, operands, List.of(result), builder -> 0));
        return this;
    }

    /** Options of small and other whole numbers, the small ones (one byte) marked by a negative place: −1 − field. */
    static ToIntFunction<FlatBufferBuilder> options(int... placeAndValue) {
        return builder -> {
            builder.startTable(12);
            for (int i = 0; i < placeAndValue.length; i += 2) {
                int place = placeAndValue[i];
                if (place < 0) {
                    builder.addByte(-1 - place, (byte) placeAndValue[i + 1], 0);
                } else {
                    builder.addInt(place, placeAndValue[i + 1], 0);
                }
            }
            return builder.endTable();
        };
    }

    static ToIntFunction<FlatBufferBuilder> beta(float beta) {
        return builder -> {
            builder.startTable(1);
            builder.addFloat(0, beta, 0);
            return builder.endTable();
        };
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] ints(int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            buffer.putInt(value);
        }
        return buffer.array();
    }

    static byte[] floats(double... values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            buffer.putFloat((float) value);
        }
        return buffer.array();
    }

    static byte[] halves(double... values) {
        ByteBuffer buffer = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            buffer.putShort(Float.floatToFloat16((float) value));
        }
        return buffer.array();
    }

    /** The whole file. */
    byte[] write(List<Integer> inputs, List<Integer> outputs) {
        FlatBufferBuilder builder = new FlatBufferBuilder(1024);
        List<Integer> buffers = new ArrayList<>(List.of(buffer(builder, null)));
        List<Integer> tables = new ArrayList<>();
        for (Tensor tensor : tensors) {
            int buffer = 0;
            if (tensor.content != null) {
                buffer = buffers.size();
                buffers.add(buffer(builder, tensor.content));
            }
            tables.add(tensor(builder, tensor, buffer));
        }
        List<Integer> nodes = new ArrayList<>();
        List<Integer> codes = new ArrayList<>();
        for (Operator operator : operators) {
            nodes.add(operator(builder, operator, codes.size()));
            int custom = builder.createString(operator.custom);
            builder.startTable(4);
            builder.addByte(0, (byte) Math.min(127, operator.builtin), 0);
            builder.addOffset(1, custom, 0);
            builder.addInt(3, operator.builtin, 0);
            codes.add(builder.endTable());
        }
        int tensorVector = offsets(builder, tables);
        int inputVector = numbers(builder, inputs);
        int outputVector = numbers(builder, outputs);
        int nodeVector = offsets(builder, nodes);
        builder.startTable(5);
        builder.addOffset(0, tensorVector, 0);
        builder.addOffset(1, inputVector, 0);
        builder.addOffset(2, outputVector, 0);
        builder.addOffset(3, nodeVector, 0);
        int graphs = offsets(builder, List.of(builder.endTable()));
        int codeVector = offsets(builder, codes);
        int bufferVector = offsets(builder, buffers);
        builder.startTable(5);
        builder.addInt(0, 3, 0);
        builder.addOffset(1, codeVector, 0);
        builder.addOffset(2, graphs, 0);
        builder.addOffset(4, bufferVector, 0);
        builder.finish(builder.endTable(), TfliteFile.IDENTIFIER);
        return builder.sizedByteArray();
    }

    private static int operator(FlatBufferBuilder builder, Operator operator, int code) {
        int options = operator.options.applyAsInt(builder);
        int operands = numbers(builder, operator.operands);
        int results = numbers(builder, operator.results);
        builder.startTable(5);
        builder.addInt(0, code, -1);
        builder.addOffset(1, operands, 0);
        builder.addOffset(2, results, 0);
        builder.addOffset(4, options, 0);
        return builder.endTable();
    }

    private static int tensor(FlatBufferBuilder builder, Tensor tensor, int buffer) {
        int name = builder.createString(tensor.name);
        int shape = numbers(builder, tensor.shape);
        builder.startVector(4, tensor.scales.size(), 4);
        tensor.scales.reversed().forEach(builder::addFloat);
        int scales = builder.endVector();
        builder.startVector(8, tensor.zeros.size(), 8);
        tensor.zeros.reversed().forEach(builder::addLong);
        int zeros = builder.endVector();
        builder.startTable(7);
        builder.addOffset(2, scales, 0);
        builder.addOffset(3, zeros, 0);
        builder.addInt(6, tensor.axis, 0);
        int quantization = builder.endTable();
        builder.startTable(5);
        builder.addOffset(0, shape, 0);
        builder.addByte(1, (byte) tensor.type, 0);
        builder.addInt(2, buffer, 0);
        builder.addOffset(3, name, 0);
        builder.addOffset(4, quantization, 0);
        return builder.endTable();
    }

    private static int buffer(FlatBufferBuilder builder, byte[] content) {
        int data = content == null ? 0 : builder.createByteVector(content);
        builder.startTable(1);
        builder.addOffset(0, data, 0);
        return builder.endTable();
    }

    private static int numbers(FlatBufferBuilder builder, List<Integer> values) {
        builder.startVector(4, values.size(), 4);
        values.reversed().forEach(builder::addInt);
        return builder.endVector();
    }

    private static int offsets(FlatBufferBuilder builder, List<Integer> tables) {
        builder.startVector(4, tables.size(), 4);
        tables.reversed().forEach(builder::addOffset);
        return builder.endVector();
    }
}
