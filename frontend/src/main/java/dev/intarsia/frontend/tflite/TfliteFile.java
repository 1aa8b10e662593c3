package dev.intarsia.frontend.tflite;

import dev.intarsia.frontend.flatbuffer.FlatBuffer;
import dev.intarsia.frontend.flatbuffer.FlatTable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A typed view on the one network of a model file. What it reads lies inside the file; whether it makes sense is not asked here. */
final class TfliteFile {

    /** The four letters at the beginning of a model of TensorFlow Lite. */
    static final String IDENTIFIER = "TFL3";

    private final FlatBuffer bytes;
    private final List<FlatTable> tensors;
    private final List<FlatTable> buffers;
    private final List<FlatTable> codes;
    private final List<FlatTable> operators;
    private final List<Integer> inputs;
    private final List<Integer> outputs;
    private final int networks;
    private final Map<Integer, TfliteTensor> read = new HashMap<>();

    /** @throws dev.intarsia.frontend.flatbuffer.DamagedException here and from every getter, when an offset leads out of the file */
    TfliteFile(FlatBuffer bytes) {
        this.bytes = bytes;
        FlatTable model = bytes.root();
        this.codes = model.tables(1, "the list of operator codes");
        this.buffers = model.tables(4, "the list of buffers");
        List<FlatTable> graphs = model.tables(2, "the list of networks");
        this.networks = graphs.size();
        if (graphs.isEmpty()) {
            this.tensors = List.of();
            this.operators = List.of();
            this.inputs = List.of();
            this.outputs = List.of();
        } else {
            FlatTable graph = graphs.getFirst();
            this.tensors = graph.tables(0, "the list of tensors");
            this.inputs = graph.ints(1, "the list of inputs");
            this.outputs = graph.ints(2, "the list of outputs");
            this.operators = graph.tables(3, "the list of operators");
        }
    }

    /** How many networks the file has; the first one is what runs, the others are called by it. */
    int networks() {
        return networks;
    }

    /** The tensors that the network takes, by number. */
    List<Integer> inputs() {
        return inputs;
    }

    List<Integer> outputs() {
        return outputs;
    }

    /** The operators of the network, in the order in which they run. */
    List<TfliteOperator> operators() {
        List<TfliteOperator> all = new ArrayList<>();
        for (int i = 0; i < operators.size(); i++) {
            all.add(operator(i));
        }
        return all;
    }

    private TfliteOperator operator(int number) {
        FlatTable table = operators.get(number);
        int code = table.int32(0, 0, "an operator's code");
        int builtin = -1;
        String custom = "";
        if (code >= 0 && code < codes.size()) {
            FlatTable entry = codes.get(code);
            builtin = Math.max(entry.int8(0, 0, "an operator code"), entry.int32(3, 0, "an operator code"));
            custom = entry.text(1, "the name of a custom operator").orElse("");
        }
        return new TfliteOperator(
                number,
                builtin,
                custom,
                table.ints(1, "an operator's inputs"),
                table.ints(2, "an operator's outputs"),
                table.table(4, "an operator's options"));
    }

    boolean hasTensor(int number) {
        return number >= 0 && number < tensors.size();
    }

    /** How many tensors the file has. */
    int tensors() {
        return tensors.size();
    }

    /** What the file calls a tensor that it has; may be empty, and need not be its only bearer. */
    String tensorName(int number) {
        return tensors.get(number).text(3, "a tensor's name").orElse("");
    }

    /** A tensor that the file has. */
    TfliteTensor tensor(int number) {
        return read.computeIfAbsent(number, this::readTensor);
    }

    private TfliteTensor readTensor(int number) {
        FlatTable table = tensors.get(number);
        Optional<FlatTable> quantization = table.table(4, "a tensor's quantization");
        List<Integer> signature = table.ints(7, "a tensor's open sizes");
        return new TfliteTensor(
                number,
                tensorName(number),
                TensorKind.of(table.int8(1, 0, "a tensor's type")),
                table.ints(0, "a tensor's shape"),
                signature.contains(-1),
                quantization.map(q -> q.floats(2, "a tensor's scales")).orElse(List.of()),
                quantization.map(q -> q.longs(3, "a tensor's zero points")).orElse(List.of()),
                quantization
                        .map(q -> q.int32(6, 0, "a tensor's axis of scales"))
                        .orElse(0),
                content(table.int32(2, 0, "a tensor's buffer")),
                refusal(table));
    }

    private static Optional<String> refusal(FlatTable table) {
        if (table.bool(5, false, "whether a tensor is a variable")) {
            return Optional.of("is a variable that keeps its words from one inference to the next");
        }
        return table.has(6) ? Optional.of("is stored as a sparse tensor") : Optional.empty();
    }

    /** The bytes of a buffer: in it, or in files of more than 2 GiB behind the flatbuffer; none for a tensor that is computed. */
    private Optional<ByteBuffer> content(int buffer) {
        if (buffer <= 0 || buffer >= buffers.size()) {
            return Optional.empty();
        }
        FlatTable table = buffers.get(buffer);
        long offset = table.int64(1, 0, "a buffer's place");
        long length = table.int64(2, 0, "a buffer's length");
        if (offset > 1 && length > 0) {
            return Optional.of(bytes.outside(offset, length, "a buffer"));
        }
        return table.bytes(0, "a buffer").filter(b -> b.hasRemaining());
    }
}
