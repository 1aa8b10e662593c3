package dev.intarsia.training;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes NumPy's zip of arrays so that equal arrays give equal bytes: members in the given order, one fixed time stamp, one
 * compression level.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">numpy.lib.format, version 1.0</a>
 */
public final class NpzWriter {

    private static final LocalDateTime TIME_STAMP = LocalDateTime.of(1980, 1, 1, 0, 0);
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final int ALIGNMENT = 64;

    private NpzWriter() {}

    /** Writes {@code file} anew with these members, deflated; whoever reads meanwhile sees the old file or the whole new one. */
    public static void write(Path file, List<NamedArray> arrays) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        Files.write(unfinished, bytes(arrays));
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The whole file's bytes. */
    static byte[] bytes(List<NamedArray> arrays) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            zip.setLevel(Deflater.BEST_COMPRESSION);
            for (NamedArray array : arrays) {
                var entry = new ZipEntry(array.name() + ".npy");
                entry.setTimeLocal(TIME_STAMP);
                zip.putNextEntry(entry);
                zip.write(npy(array));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing into memory", e);
        }
        return bytes.toByteArray();
    }

    private static byte[] npy(NamedArray array) {
        String shape = Arrays.stream(array.shape()).mapToObj(n -> n + ",").collect(Collectors.joining(" "));
        if (array.shape().length > 1) {
            shape = shape.substring(0, shape.length() - 1);
        }
        return switch (array.data()) {
            case NamedArray.Data.Bytes(byte[] values) -> {
                byte[] header = header("|u1", shape);
                yield ByteBuffer.allocate(header.length + values.length)
                        .put(header)
                        .put(values)
                        .array();
            }
            case NamedArray.Data.Floats(float[] values) -> {
                byte[] header = header("<f4", shape);
                ByteBuffer npy = ByteBuffer.allocate(header.length + Float.BYTES * values.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(header);
                npy.asFloatBuffer().put(values);
                yield npy.array();
            }
        };
    }

    /** Magic, length and dictionary, padded with spaces and closed by a newline so that the elements begin at a multiple of 64. */
    private static byte[] header(String type, String shape) {
        String dictionary = "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(type, shape);
        int before = MAGIC.length + Short.BYTES;
        int total = Math.ceilDiv(before + dictionary.length() + 1, ALIGNMENT) * ALIGNMENT;
        byte[] padded = (dictionary + " ".repeat(total - before - dictionary.length() - 1) + "\n")
                .getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(total)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .putShort((short) padded.length)
                .put(padded)
                .array();
    }
}
