package dev.intarsia.frontend.onnx.file;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.ModelNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Reads the messages of an ONNX file field by field. Fields that say nothing about the network's meaning are read over.
 *
 * @param file the file's name, for messages
 */
record MessageReader(CodedInputStream in, String file, Diagnostics diagnostics) {

    /** Reads one field of a message; gives false for one that is to be read over. */
    private interface Field {
        boolean read(int number) throws IOException;
    }

    /** All fields up to the end of the current message or file. */
    private void fields(Field field) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (!field.read(WireFormat.getTagFieldNumber(tag))) {
                in.skipField(tag);
            }
        }
    }

    /** All fields of a message within this one. */
    private void message(Field field) throws IOException {
        int length = in.readRawVarint32();
        if (length < 0 || length > in.getBytesUntilLimit() && in.getBytesUntilLimit() >= 0) {
            throw new InvalidProtocolBufferException("a part claims to be " + length + " bytes long");
        }
        int outer = in.pushLimit(length);
        fields(field);
        in.checkLastTagWas(0);
        if (in.getBytesUntilLimit() != 0) {
            throw new InvalidProtocolBufferException("a part ends in the middle");
        }
        in.popLimit(outer);
    }

    private String text() throws IOException {
        return text(in);
    }

    /** A text; the library's own way to read one goes through memory that the JDK warns about. */
    static String text(CodedInputStream in) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(in.readByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidProtocolBufferException("a text is not in UTF-8");
        }
    }

    /** The whole file. */
    OnnxModel model() throws IOException {
        Map<String, Long> opsets = new HashMap<>();
        GraphFields graph = new GraphFields();
        fields(number -> switch (number) {
            case 7 -> {
                graph.read();
                yield true;
            }
            case 8 -> {
                opset(opsets);
                yield true;
            }
            case 25 -> {
                diagnostics.error(
                        new ModelNode(file, ""),
                        "the model defines functions of its own",
                        "inline them: onnx.inliner.inline_local_functions");
                yield false;
            }
            default -> false;
        });
        return new OnnxModel(opsets, graph.name, graph.nodes, graph.initializers, graph.inputs, graph.outputs);
    }

    private void opset(Map<String, Long> opsets) throws IOException {
        String[] domain = {""};
        long[] version = {1};
        message(number -> switch (number) {
            case 1 -> {
                domain[0] = text();
                yield true;
            }
            case 2 -> {
                version[0] = in.readInt64();
                yield true;
            }
            default -> false;
        });
        opsets.put(domain[0].equals("ai.onnx") ? "" : domain[0], version[0]);
    }

    private final class GraphFields {
        private String name = "";
        private final List<OnnxNode> nodes = new ArrayList<>();
        private final SequencedMap<String, OnnxTensor> initializers = new LinkedHashMap<>();
        private final List<OnnxValue> inputs = new ArrayList<>();
        private final List<OnnxValue> outputs = new ArrayList<>();

        void read() throws IOException {
            message(number -> switch (number) {
                case 1 -> {
                    nodes.add(node());
                    yield true;
                }
                case 2 -> {
                    name = text();
                    yield true;
                }
                case 5 -> {
                    TensorReader tensor = tensor();
                    tensor.finish("initializer").ifPresent(value -> initializers.put(tensor.name(), value));
                    yield true;
                }
                case 11 -> {
                    inputs.add(value());
                    yield true;
                }
                case 12 -> {
                    outputs.add(value());
                    yield true;
                }
                case 15 -> {
                    diagnostics.error(
                            new ModelNode(file, ""), "an initializer is sparse", "store it as a dense tensor");
                    yield false;
                }
                default -> false;
            });
        }
    }

    private TensorReader tensor() throws IOException {
        TensorReader tensor = new TensorReader(in, file, diagnostics);
        message(tensor::field);
        return tensor;
    }

    /** A tensor in a file of its own: the whole file is its message. */
    Optional<OnnxTensor> loneTensor() throws IOException {
        TensorReader tensor = new TensorReader(in, file, diagnostics);
        fields(tensor::field);
        return tensor.finish("tensor");
    }

    private OnnxNode node() throws IOException {
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        Map<String, OnnxAttribute> attributes = new HashMap<>();
        String[] names = {"", "", ""};
        message(number -> switch (number) {
            case 1 -> inputs.add(text());
            case 2 -> outputs.add(text());
            case 3 -> {
                names[0] = text();
                yield true;
            }
            case 4 -> {
                names[1] = text();
                yield true;
            }
            case 5 -> {
                attribute(attributes);
                yield true;
            }
            case 7 -> {
                names[2] = text();
                yield true;
            }
            default -> false;
        });
        return new OnnxNode(names[0], names[2], names[1], inputs, outputs, attributes);
    }

    /** The parts of an attribute; which of them counts, its type says, or, in old files, which is there. */
    private void attribute(Map<String, OnnxAttribute> attributes) throws IOException {
        String[] name = {""};
        int[] type = {0};
        Map<Integer, OnnxAttribute> parts = new LinkedHashMap<>();
        List<Long> wholes = new ArrayList<>();
        List<Float> reals = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        message(number -> {
            switch (number) {
                case 1 -> name[0] = text();
                case 2 -> parts.put(1, new OnnxAttribute.Real(in.readFloat()));
                case 3 -> parts.put(2, new OnnxAttribute.Whole(in.readInt64()));
                case 4 -> parts.put(3, new OnnxAttribute.Text(new String(in.readByteArray(), StandardCharsets.UTF_8)));
                case 5 -> parts.put(4, new OnnxAttribute.Array(tensor().finish("attribute " + name[0])));
                case 7 -> PackedField.each(in, () -> reals.add(in.readFloat()));
                case 8 -> PackedField.each(in, () -> wholes.add(in.readInt64()));
                case 9 -> texts.add(new String(in.readByteArray(), StandardCharsets.UTF_8));
                case 20 -> type[0] = in.readEnum();
                default -> {
                    return false;
                }
            }
            return true;
        });
        parts.put(6, new OnnxAttribute.Reals(reals));
        parts.put(7, new OnnxAttribute.Wholes(wholes));
        parts.put(8, new OnnxAttribute.Texts(texts));
        int chosen = type[0];
        if (chosen == 0) {
            chosen = !reals.isEmpty()
                    ? 6
                    : !wholes.isEmpty()
                            ? 7
                            : !texts.isEmpty() ? 8 : parts.keySet().iterator().next();
        }
        attributes.put(name[0], parts.getOrDefault(chosen, standard(chosen)));
    }

    /** What an attribute of a type is whose value is the type's zero and therefore not written. */
    private static OnnxAttribute standard(int type) {
        return switch (type) {
            case 1 -> new OnnxAttribute.Real(0);
            case 2 -> new OnnxAttribute.Whole(0);
            case 3 -> new OnnxAttribute.Text("");
            default -> new OnnxAttribute.Other();
        };
    }

    private OnnxValue value() throws IOException {
        String[] name = {""};
        int[] type = {0};
        List<List<OnnxValue.Dimension>> dims = new ArrayList<>();
        message(number -> switch (number) {
            case 1 -> {
                name[0] = text();
                yield true;
            }
            case 2 -> {
                message(kind -> kind == 1 && tensorType(type, dims));
                yield true;
            }
            default -> false;
        });
        return new OnnxValue(name[0], DataType.of(type[0]), dims.stream().findFirst());
    }

    private boolean tensorType(int[] type, List<List<OnnxValue.Dimension>> dims) throws IOException {
        message(number -> switch (number) {
            case 1 -> {
                type[0] = in.readEnum();
                yield true;
            }
            case 2 -> {
                List<OnnxValue.Dimension> read = new ArrayList<>();
                message(field -> field == 1 && read.add(dimension()));
                dims.clear();
                dims.add(read);
                yield true;
            }
            default -> false;
        });
        return true;
    }

    private OnnxValue.Dimension dimension() throws IOException {
        OnnxValue.Dimension[] read = {new OnnxValue.Dimension.Unknown()};
        message(number -> switch (number) {
            case 1 -> {
                read[0] = new OnnxValue.Dimension.Size(in.readInt64());
                yield true;
            }
            case 2 -> {
                String symbol = text();
                read[0] = symbol.isEmpty() ? read[0] : new OnnxValue.Dimension.Symbol(symbol);
                yield true;
            }
            default -> false;
        });
        return read[0];
    }
}
