package dev.intarsia.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Reads what {@link NpzWriter} wrote, so that the exported file itself is measured and not the network in memory. */
public final class NpzReader {

    private static final int HEADER_LENGTH_AT = 8;
    private static final int HEADER_AT = 10;
    private static final Pattern HEADER =
            Pattern.compile("\\{'descr': '([^']+)', 'fortran_order': False, 'shape': \\(([0-9, ]*)\\), } *\n");

    private NpzReader() {}

    /**
     * All members of {@code file}, by name, in the file's order.
     *
     * @throws IOException if the file cannot be read or holds anything but float32 and unsigned bytes in C order
     */
    public static SequencedMap<String, NamedArray> read(Path file) throws IOException {
        var arrays = new LinkedHashMap<String, NamedArray>();
        try (var zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName().replaceFirst("\\.npy$", "");
                arrays.put(name, array(name, zip.readAllBytes()));
            }
        }
        return arrays;
    }

    private static NamedArray array(String name, byte[] npy) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN);
        int headerLength = Short.toUnsignedInt(buffer.getShort(HEADER_LENGTH_AT));
        Matcher header = HEADER.matcher(new String(npy, HEADER_AT, headerLength, StandardCharsets.US_ASCII));
        if (!header.matches()) {
            throw new IOException(name + ": not an array that this project writes");
        }
        int[] shape = Pattern.compile("[, ]+")
                .splitAsStream(header.group(2))
                .mapToInt(Integer::parseInt)
                .toArray();
        ByteBuffer elements = buffer.position(HEADER_AT + headerLength).slice().order(ByteOrder.LITTLE_ENDIAN);
        return switch (header.group(1)) {
            case "<f4" -> {
                float[] values = new float[elements.remaining() / Float.BYTES];
                elements.asFloatBuffer().get(values);
                yield NamedArray.of(name, shape, values);
            }
            case "|u1" -> {
                byte[] values = new byte[elements.remaining()];
                elements.get(values);
                yield NamedArray.of(name, shape, values);
            }
            default -> throw new IOException(name + ": element type " + header.group(1) + " is not <f4 or |u1");
        };
    }
}
