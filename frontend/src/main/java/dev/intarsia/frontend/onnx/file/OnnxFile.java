package dev.intarsia.frontend.onnx.file;

import com.google.protobuf.CodedInputStream;
import dev.intarsia.frontend.data.InputFile;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.ModelNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads files of protocol-buffer messages. */
public final class OnnxFile {

    private static final int LARGEST = Integer.MAX_VALUE - 8;

    private OnnxFile() {}

    private interface Message<T> {
        T read(MessageReader reader) throws IOException;
    }

    /** The model of an {@code .onnx} file; empty when it is damaged, which has then been reported. */
    public static Optional<OnnxModel> readModel(Path path, Diagnostics diagnostics) {
        return read(path, "an ONNX model", diagnostics, MessageReader::model);
    }

    /** The tensor of a {@code .pb} file; empty when it is damaged, which has then been reported. */
    public static Optional<OnnxTensor> readTensor(Path path, Diagnostics diagnostics) {
        return read(path, "an ONNX tensor", diagnostics, MessageReader::loneTensor)
                .flatMap(tensor -> tensor);
    }

    /** The model that a whole {@code .onnx} file holds; empty when it is damaged, which has then been reported. */
    public static Optional<OnnxModel> model(byte[] content, String file, Diagnostics diagnostics) {
        return read(content, file, "an ONNX model", diagnostics, MessageReader::model);
    }

    private static <T> Optional<T> read(Path path, String what, Diagnostics diagnostics, Message<T> message) {
        ModelNode place = new ModelNode(path.toString(), "");
        try {
            if (Files.size(path) > LARGEST) {
                diagnostics.error(place, "the file is larger than 2 GiB", "store the weights in a smaller type");
                return Optional.empty();
            }
            return read(Files.readAllBytes(path), path.toString(), what, diagnostics, message);
        } catch (IOException e) {
            diagnostics.error(place, InputFile.reason(e), "");
            return Optional.empty();
        }
    }

    private static <T> Optional<T> read(
            byte[] content, String file, String what, Diagnostics diagnostics, Message<T> message) {
        try {
            CodedInputStream in = CodedInputStream.newInstance(content);
            return Optional.of(message.read(new MessageReader(in, file, diagnostics)));
        } catch (IOException e) {
            // The only thing that can fail in reading from memory: the bytes are no message of this kind.
            diagnostics.error(
                    new ModelNode(file, ""),
                    "this is not " + what + ", or it is damaged: " + e.getMessage(),
                    "export it again");
            return Optional.empty();
        }
    }
}
