package dev.intarsia.frontend.data;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.type.Shape;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Reads the IDX files in which MNIST and its successors come, gzipped or not.
 *
 * <p>Two bytes of 0, one for the type, one for the number of axes, then each axis' size in four bytes and the elements, all big-endian.
 */
final class IdxReader {

    private IdxReader() {}

    /** Whether the name says so, or the first bytes do. */
    static boolean isIdx(Path path) {
        try (InputStream file = Files.newInputStream(path)) {
            byte[] start = file.readNBytes(4);
            return start.length == 4
                    && (isGzip(start)
                            || start[0] == 0 && start[1] == 0 && type(start[2]).isPresent());
        } catch (IOException e) {
            return path.getFileName().toString().contains("-idx");
        }
    }

    private static boolean isGzip(byte[] start) {
        return start[0] == 0x1f && start[1] == (byte) 0x8b;
    }

    /** {@code train-labels-idx1-ubyte.gz} beside {@code train-images-idx3-ubyte.gz}, if there is such a file. */
    static Optional<Path> labelsBeside(Path images) {
        String name = images.getFileName().toString();
        String other = name.replaceFirst("images([-.])idx3", "labels$1idx1");
        return other.equals(name)
                ? Optional.empty()
                : Optional.of(images.resolveSibling(other)).filter(Files::isRegularFile);
    }

    private static Optional<NumericType> type(int code) {
        return Optional.ofNullable(
                switch (code) {
                    case 0x08 -> NumericType.U1;
                    case 0x09 -> NumericType.I1;
                    case 0x0b -> NumericType.I2;
                    case 0x0c -> NumericType.I4;
                    case 0x0d -> NumericType.F4;
                    case 0x0e -> NumericType.F8;
                    default -> null;
                });
    }

    /** Reads a file. Empty when it is damaged, which has then been reported. */
    static Optional<NumericArray> read(Path path, Diagnostics diagnostics) {
        ModelNode place = new ModelNode(path.toString(), "");
        try (InputStream file = new BufferedInputStream(Files.newInputStream(path))) {
            long fileBytes = Files.size(path);
            file.mark(2);
            byte[] start = file.readNBytes(2);
            file.reset();
            if (start.length == 2 && isGzip(start)) {
                ByteSource inflated =
                        new ByteSource(new GZIPInputStream(file), fileBytes * ByteSource.LARGEST_INFLATION, false);
                return read(inflated, place, diagnostics);
            }
            return read(new ByteSource(file, fileBytes, true), place, diagnostics);
        } catch (EOFException e) {
            diagnostics.error(place, "the file is cut off", "copy it again");
        } catch (IOException e) {
            diagnostics.error(place, InputFile.reason(e), "copy it again");
        }
        return Optional.empty();
    }

    private static Optional<NumericArray> read(ByteSource source, ModelNode place, Diagnostics diagnostics)
            throws IOException {
        byte[] magic = source.read(4);
        Optional<NumericType> type = type(magic[2]);
        if (magic[0] != 0 || magic[1] != 0 || type.isEmpty() || magic[3] < 1) {
            diagnostics.error(place, "this is not an IDX file", "");
            return Optional.empty();
        }
        List<Integer> sizes = new ArrayList<>();
        DataInputStream header = new DataInputStream(source.stream());
        for (int axis = 0; axis < magic[3]; axis++) {
            sizes.add(header.readInt());
        }
        Optional<Shape> shape = shape(sizes);
        long bytes = shape.map(s -> (long) s.elements() * type.get().bytes()).orElse(0L);
        long present = source.available() - 4 - 4L * sizes.size();
        if (shape.isEmpty() || bytes > Integer.MAX_VALUE - 8) {
            diagnostics.error(place, "the shape " + sizes + " has no elements or too many", "");
            return Optional.empty();
        }
        if (bytes > present || source.exact() && bytes < present) {
            diagnostics.error(
                    place,
                    type.get().code() + shape.get() + " takes " + bytes + " bytes, but there are "
                            + (source.exact() ? "" : "at most ") + present,
                    "copy the file again");
            return Optional.empty();
        }
        byte[] content = source.read((int) bytes);
        if (!source.atEnd()) {
            diagnostics.error(
                    place, "bytes follow the last element of " + type.get().code() + shape.get(), "");
            return Optional.empty();
        }
        return Optional.of(ElementOrder.canonical(type.get(), shape.get(), content, true, false));
    }

    private static Optional<Shape> shape(List<Integer> sizes) {
        try {
            return Optional.of(new Shape(sizes));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
