package dev.intarsia.frontend.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes NumPy's {@code .npy} and {@code .npz}. The same arrays always give the same bytes. */
public final class NpzWriter {

    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);
    private static final int ALIGNMENT = 64;

    private NpzWriter() {}

    /** A deflated archive of these arrays, in their order. */
    public static byte[] npz(SequencedMap<String, NumericArray> arrays) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, NumericArray> array : arrays.entrySet()) {
                ZipEntry entry = new ZipEntry(array.getKey() + ".npy");
                entry.setTimeLocal(NO_TIME);
                zip.putNextEntry(entry);
                zip.write(npy(array.getValue()));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    /** One array in version 1 of the format, row-major and little-endian. */
    public static byte[] npy(NumericArray array) {
        String order = array.type().bytes() == 1 ? "|" : "<";
        String sizes = array.shape().sizes().stream().map(String::valueOf).collect(Collectors.joining(", "));
        String shape = array.shape().rank() == 1 ? sizes + "," : sizes;
        String header =
                "{'descr': '" + order + array.type().code() + "', 'fortran_order': False, 'shape': (" + shape + "), }";
        int start = 10;
        int padding = ALIGNMENT - (start + header.length() + 1) % ALIGNMENT;
        byte[] text = (header + " ".repeat(padding % ALIGNMENT) + "\n").getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        bytes.write(text.length & 0xff);
        bytes.write(text.length >> 8);
        bytes.writeBytes(text);
        bytes.writeBytes(array.toBytes());
        return bytes.toByteArray();
    }
}
