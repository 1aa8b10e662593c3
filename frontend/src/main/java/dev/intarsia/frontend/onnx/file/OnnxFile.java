package dev.intarsia.frontend.onnx.file;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
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

    private static <T> Optional<T> read(Path path, String what, Diagnostics diagnostics, Message<T> message) {
        ModelNode place = new ModelNode(path.toString(), "");
        try {
            if (Files.size(path) > LARGEST) {
                diagnostics.error(place, "the file is larger than 2 GiB", "store the weights in a smaller type");
                return Optional.empty();
            }
            CodedInputStream in = CodedInputStream.newInstance(Files.readAllBytes(path));
            return Optional.of(message.read(new MessageReader(in, path.toString(), diagnostics)));
        } catch (InvalidProtocolBufferException e) {
            diagnostics.error(
                    place, "this is not " + what + ", or it is damaged: " + e.getMessage(), "export it again");
        } catch (IOException e) {
            diagnostics.error(place, InputFile.reason(e), "");
        }
        return Optional.empty();
    }
}
