package dev.intarsia.benchmark;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Writes an ONNX model, one part after the other. Field numbers are those of onnx.proto. */
final class OnnxGraph {

    /** The element types of tensors that are written. */
    enum Type {
        FLOAT(1),
        UINT8(2),
        INT8(3),
        INT32(6);

        private final int number;

        Type(int number) {
            this.number = number;
        }
    }

    /** An attribute of whole numbers: one of them, or a list. */
    record Attribute(String name, boolean list, List<Integer> values) {

        static Attribute one(String name, int value) {
            return new Attribute(name, false, List.of(value));
        }

        static Attribute list(String name, Integer... values) {
            return new Attribute(name, true, List.of(values));
        }
    }

    private static final long OPSET = 17;
    private static final int INT_ATTRIBUTE = 2;
    private static final int INTS_ATTRIBUTE = 7;

    private final ByteArrayOutputStream graph = new ByteArrayOutputStream();

    /** Fields of a message. */
    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            fields.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void add(Fields field) {
        graph.writeBytes(message(field));
    }

    void input(String name, Type type, List<Integer> shape) {
        value(11, name, type, shape);
    }

    void output(String name, Type type, List<Integer> shape) {
        value(12, name, type, shape);
    }

    private void value(int field, String name, Type type, List<Integer> shape) {
        byte[] sizes = message(out -> {
            for (int size : shape) {
                out.writeByteArray(1, message(dimension -> dimension.writeInt64(1, size)));
            }
        });
        byte[] tensor = message(out -> {
            out.writeInt32(1, type.number);
            out.writeByteArray(2, sizes);
        });
        add(out -> out.writeByteArray(field, message(info -> {
            info.writeString(1, name);
            info.writeByteArray(2, message(kind -> kind.writeByteArray(1, tensor)));
        })));
    }

    /** @param words little-endian */
    void constant(String name, Type type, List<Integer> shape, ByteBuffer words) {
        add(out -> out.writeByteArray(5, message(tensor -> {
            for (int size : shape) {
                tensor.writeInt64(1, size);
            }
            tensor.writeInt32(2, type.number);
            tensor.writeString(8, name);
            tensor.writeByteArray(9, words.array());
        })));
    }

    /** @param domain empty for ONNX's own operators */
    void node(String domain, String operator, List<String> operands, String result, List<Attribute> attributes) {
        add(out -> out.writeByteArray(1, message(node -> {
            for (String operand : operands) {
                node.writeString(1, operand);
            }
            node.writeString(2, result);
            node.writeString(4, operator);
            for (Attribute attribute : attributes) {
                node.writeByteArray(5, message(a -> {
                    a.writeString(1, attribute.name());
                    for (int value : attribute.values()) {
                        a.writeInt64(attribute.list() ? 8 : 3, value);
                    }
                    a.writeEnum(20, attribute.list() ? INTS_ATTRIBUTE : INT_ATTRIBUTE);
                }));
            }
            node.writeString(7, domain);
        })));
    }

    /** The whole model. */
    byte[] bytes() {
        add(out -> out.writeString(2, "benchmark"));
        return message(out -> {
            out.writeInt64(1, 8);
            out.writeByteArray(7, graph.toByteArray());
            out.writeByteArray(8, message(opset -> {
                opset.writeString(1, "");
                opset.writeInt64(2, OPSET);
            }));
            out.writeByteArray(8, message(opset -> {
                opset.writeString(1, UnsignedOnnx.CONTRIBUTED);
                opset.writeInt64(2, 1);
            }));
        });
    }
}
