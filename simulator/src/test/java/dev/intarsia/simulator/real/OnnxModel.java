package dev.intarsia.simulator.real;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An ONNX model of one operator, written as protocol buffer bytes. The numbers of messages' fields are those of onnx.proto; tensors
 * are float32, channels first.
 */
final class OnnxModel {

    private static final int FLOAT = 1;
    private static final long OPSET = 17;

    private final Message graph = new Message();
    private final Message node = new Message();

    OnnxModel(String operator, Map<String, ?> attributes) {
        node.text(4, operator);
        node.text(2, "y");
        attributes.forEach((name, value) -> node.message(5, attribute(name, value)));
        graph.text(2, "one");
    }

    OnnxModel input(String name, long... dimensions) {
        node.text(1, name);
        graph.message(11, valueInfo(name, dimensions));
        return this;
    }

    OnnxModel constant(String name, float[] values, long... dimensions) {
        node.text(1, name);
        Message tensor = new Message();
        for (long dimension : dimensions) {
            tensor.number(1, dimension);
        }
        tensor.number(2, FLOAT);
        tensor.text(8, name);
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        tensor.bytes(9, raw.array());
        graph.message(5, tensor);
        return this;
    }

    byte[] bytes(int outputRank) {
        graph.message(1, node);
        graph.message(12, valueInfo("y", new long[outputRank]));
        Message opset = new Message();
        opset.number(2, OPSET);
        Message model = new Message();
        model.number(1, 8);
        model.message(8, opset);
        model.message(7, graph);
        return model.out.toByteArray();
    }

    /** A dimension of 0 is left open. */
    private static Message valueInfo(String name, long[] dimensions) {
        Message shape = new Message();
        for (long value : dimensions) {
            Message dimension = new Message();
            if (value > 0) {
                dimension.number(1, value);
            }
            shape.message(1, dimension);
        }
        Message tensor = new Message();
        tensor.number(1, FLOAT);
        tensor.message(2, shape);
        Message type = new Message();
        type.message(1, tensor);
        Message info = new Message();
        info.text(1, name);
        info.message(2, type);
        return info;
    }

    private static Message attribute(String name, Object value) {
        Message attribute = new Message();
        attribute.text(1, name);
        switch (value) {
            case Float f -> {
                attribute.single(2, f);
                attribute.number(20, 1);
            }
            case Integer i -> {
                attribute.number(3, i);
                attribute.number(20, 2);
            }
            case int[] numbers -> {
                for (int number : numbers) {
                    attribute.number(8, number);
                }
                attribute.number(20, 7);
            }
            default -> throw new IllegalArgumentException(name + ": " + value);
        }
        return attribute;
    }

    /** Fields of one message, one behind the other. */
    private static final class Message {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        void number(int field, long value) {
            varint((long) field << 3);
            varint(value);
        }

        void single(int field, float value) {
            varint((long) field << 3 | 5);
            int bits = Float.floatToRawIntBits(value);
            for (int i = 0; i < 4; i++) {
                out.write(bits >> 8 * i);
            }
        }

        void text(int field, String value) {
            bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        void message(int field, Message value) {
            bytes(field, value.out.toByteArray());
        }

        void bytes(int field, byte[] value) {
            varint((long) field << 3 | 2);
            varint(value.length);
            out.writeBytes(value);
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                out.write((int) (rest & 0x7F | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }
    }
}
