package dev.intarsia.hwtest.onnx;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Writes ONNX files for tests.
 *
 * <p>Field numbers are those of onnx.proto.
 */
public final class OnnxSketch {

    public static final int FLOAT = 1;
    public static final int UINT8 = 2;
    public static final int INT8 = 3;
    public static final int INT32 = 6;
    public static final int INT64 = 7;

    private interface Message {
        void write(CodedOutputStream out) throws IOException;
    }

    private final ByteArrayOutputStream graph = new ByteArrayOutputStream();
    private final long opset;

    public OnnxSketch(long opset) {
        this.opset = opset;
        append(2, out -> {}, "sketch");
    }

    private static byte[] message(Message message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            message.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A field of the graph: a message, or a text. */
    private void append(int field, Message content, String... text) {
        byte[] written = message(out -> {
            if (text.length == 1) {
                out.writeString(field, text[0]);
            } else {
                out.writeByteArray(field, message(content));
            }
        });
        graph.writeBytes(written);
    }

    private void value(int field, String name, int type, int... dims) {
        append(field, out -> {
            out.writeString(1, name);
            out.writeByteArray(
                    2,
                    message(kind -> kind.writeByteArray(1, message(tensor -> {
                        tensor.writeInt32(1, type);
                        tensor.writeByteArray(2, message(shape -> {
                            for (int size : dims) {
                                shape.writeByteArray(1, message(dimension -> dimension.writeInt64(1, size)));
                            }
                        }));
                    }))));
        });
    }

    public OnnxSketch input(String name, int type, int... dims) {
        value(11, name, type, dims);
        return this;
    }

    public OnnxSketch output(String name, int type, int... dims) {
        value(12, name, type, dims);
        return this;
    }

    /** An output whose shape is not said. */
    OnnxSketch shown(String name, int type) {
        append(12, out -> {
            out.writeString(1, name);
            out.writeByteArray(
                    2, message(kind -> kind.writeByteArray(1, message(tensor -> tensor.writeInt32(1, type)))));
        });
        return this;
    }

    public OnnxSketch constant(String name, int type, List<Integer> dims, double... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        for (double number : numbers) {
            switch (type) {
                case FLOAT -> bytes.putFloat((float) number);
                case UINT8, INT8 -> bytes.put((byte) (long) number);
                case INT32 -> bytes.putInt((int) number);
                default -> bytes.putLong((long) number);
            }
        }
        byte[] content = new byte[bytes.position()];
        bytes.flip().get(content);
        append(5, out -> {
            for (int size : dims) {
                out.writeInt64(1, size);
            }
            out.writeInt32(2, type);
            out.writeString(8, name);
            out.writeByteArray(9, content);
        });
        return this;
    }

    /** An attribute: whole numbers, or one real number. */
    public record Attribute(String name, List<? extends Number> values) {
        public static Attribute of(String name, long... values) {
            return new Attribute(name, java.util.Arrays.stream(values).boxed().toList());
        }

        public static Attribute one(String name, long value) {
            return new Attribute(name, List.of(value));
        }

        public static Attribute real(String name, float value) {
            return new Attribute(name, List.of(value));
        }
    }

    public OnnxSketch node(
            String domain, String operator, List<String> inputs, String output, Attribute... attributes) {
        append(1, out -> {
            for (String input : inputs) {
                out.writeString(1, input);
            }
            out.writeString(2, output);
            out.writeString(3, output);
            out.writeString(4, operator);
            for (Attribute attribute : attributes) {
                out.writeByteArray(5, message(a -> {
                    a.writeString(1, attribute.name());
                    boolean list = attribute.values().size() > 1;
                    if (attribute.values().getFirst() instanceof Float number) {
                        a.writeFloat(2, number);
                        a.writeEnum(20, 1);
                        return;
                    }
                    for (Number number : attribute.values()) {
                        a.writeInt64(list ? 8 : 3, number.longValue());
                    }
                    a.writeEnum(20, list ? 7 : 2);
                }));
            }
            if (!domain.isEmpty()) {
                out.writeString(7, domain);
            }
        });
        return this;
    }

    public byte[] bytes() {
        return message(out -> {
            out.writeInt64(1, 8);
            out.writeByteArray(7, graph.toByteArray());
            out.writeByteArray(8, message(set -> set.writeInt64(2, opset)));
            out.writeByteArray(8, message(set -> {
                set.writeString(1, "com.microsoft");
                set.writeInt64(2, 1);
            }));
        });
    }

    /** A convolution, a bound, a pool, a chain of shapes that comes to nothing, and a dense layer. */
    static byte[] convolutional() {
        double[] kernel = new double[4 * 2 * 3 * 3];
        double[] matrix = new double[4 * 4 * 4 * 3];
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] = (i * 7 % 11 - 5) / 8.0;
        }
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = (i * 5 % 13 - 6) / 16.0;
        }
        return new OnnxSketch(13)
                .input("image", FLOAT, 1, 2, 8, 8)
                .output("scores", FLOAT, 1, 3)
                .constant("kernel", FLOAT, List.of(4, 2, 3, 3), kernel)
                .constant("bias", FLOAT, List.of(4), 0.5, -0.25, 0, 1)
                .constant("matrix", FLOAT, List.of(64, 3), matrix)
                .constant("zero", INT64, List.of(), 0)
                .constant("axes", INT64, List.of(1), 0)
                .constant("rest", INT64, List.of(1), -1)
                .node("", "Conv", List.of("image", "kernel", "bias"), "conv", Attribute.of("pads", 1, 1, 1, 1))
                .node("", "Relu", List.of("conv"), "relu")
                .node(
                        "",
                        "MaxPool",
                        List.of("relu"),
                        "pool",
                        Attribute.of("kernel_shape", 2, 2),
                        Attribute.of("strides", 2, 2))
                .node("", "Shape", List.of("pool"), "shape")
                .node("", "Gather", List.of("shape", "zero"), "batch")
                .node("", "Unsqueeze", List.of("batch", "axes"), "first")
                .node("", "Concat", List.of("first", "rest"), "flatShape", Attribute.one("axis", 0))
                .node("", "Reshape", List.of("pool", "flatShape"), "flat")
                .node("", "MatMul", List.of("flat", "matrix"), "scores")
                .bytes();
    }
}
