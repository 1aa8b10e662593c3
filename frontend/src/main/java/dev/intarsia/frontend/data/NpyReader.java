package dev.intarsia.frontend.data;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.type.Shape;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads NumPy's {@code .npy}, versions 1 to 3: booleans, integers of 1 to 8 bytes and floats of 2 to 8 bytes, of either byte order, in C
 * or Fortran order. What the header says is checked against the number of bytes before anything is allocated.
 *
 * <p>Source: <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">numpy.lib.format</a>.
 */
public final class NpyReader {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST_HEADER = 1 << 16;
    private static final Pattern HEADER = Pattern.compile("\\s*\\{(.*)\\}\\s*", Pattern.DOTALL);
    private static final Pattern DESCRIPTION = Pattern.compile("'descr'\\s*:\\s*'([<>|=]?)([a-zA-Z][0-9]+)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9,\\sL]*)\\)");

    private final ByteSource source;
    private final Location place;
    private final Diagnostics diagnostics;

    private NpyReader(ByteSource source, Location place, Diagnostics diagnostics) {
        this.source = source;
        this.place = place;
        this.diagnostics = diagnostics;
    }

    /** Reads a file. Empty when it is damaged, which has then been reported. */
    public static Optional<NumericArray> read(Path path, Location place, Diagnostics diagnostics) {
        try (InputStream stream = new BufferedInputStream(Files.newInputStream(path))) {
            return read(new ByteSource(stream, Files.size(path), true), place, diagnostics);
        } catch (IOException e) {
            diagnostics.error(place, InputFile.reason(e), "");
            return Optional.empty();
        }
    }

    static Optional<NumericArray> read(ByteSource source, Location place, Diagnostics diagnostics) throws IOException {
        return new NpyReader(source, place, diagnostics).read();
    }

    private Optional<NumericArray> read() throws IOException {
        try {
            byte[] start = source.read(8);
            if (!Arrays.equals(start, 0, 6, MAGIC, 0, 6) || start[6] < 1 || start[6] > 3) {
                return refuse("this is not an array in NumPy's .npy format, versions 1 to 3");
            }
            int lengthBytes = start[6] == 1 ? 2 : 4;
            long headerBytes = littleEndian(source.read(lengthBytes));
            if (headerBytes > LONGEST_HEADER || headerBytes > source.available()) {
                return refuse("the header claims to be " + headerBytes + " bytes long");
            }
            String header = new String(source.read((int) headerBytes), StandardCharsets.UTF_8);
            return body(header, 8 + lengthBytes + headerBytes);
        } catch (EOFException e) {
            return refuse("the array is cut off");
        }
    }

    private Optional<NumericArray> body(String header, long headerEnd) throws IOException {
        Matcher description = DESCRIPTION.matcher(header);
        Matcher order = ORDER.matcher(header);
        Matcher sizes = SHAPE.matcher(header);
        if (!HEADER.matcher(header).matches() || !order.find() || !sizes.find()) {
            return refuse("the header is not that of an array: " + header.strip());
        }
        Optional<NumericType> type =
                description.find() ? NumericType.of(description.group(2)) : Optional.<NumericType>empty();
        if (type.isEmpty()) {
            diagnostics.error(
                    place,
                    "the elements are of a type that is not understood: " + header.strip(),
                    "store it as bool, as int8 to int64, uint8 to uint64, or as float16, float32 or float64");
            return Optional.empty();
        }
        Optional<Shape> shape = shape(sizes.group(1));
        if (shape.isEmpty()) {
            return refuse("the shape (" + sizes.group(1).strip() + ") has no elements or too many");
        }
        long bytes = (long) shape.get().elements() * type.get().bytes();
        long present = source.available() - headerEnd;
        if (bytes > Integer.MAX_VALUE - 8) {
            return refuse("the array has " + bytes + " bytes, which is more than can be held");
        }
        if (bytes > present || source.exact() && bytes < present) {
            return refuse(type.get().code() + shape.get() + " takes " + bytes + " bytes, but there are " + present);
        }
        byte[] content = source.read((int) bytes);
        if (!source.atEnd()) {
            return refuse("bytes follow the last element of " + type.get().code() + shape.get());
        }
        boolean bigEndian = description.group(1).equals(">");
        return Optional.of(ElementOrder.canonical(
                type.get(), shape.get(), content, bigEndian, order.group(1).equals("True")));
    }

    private static Optional<Shape> shape(String text) {
        List<Integer> sizes = new ArrayList<>();
        try {
            for (String size : text.replace("L", "").split(",")) {
                if (!size.isBlank()) {
                    sizes.add(Integer.parseInt(size.strip()));
                }
            }
            return Optional.of(new Shape(sizes));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static long littleEndian(byte[] bytes) {
        long value = 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            value = value << 8 | Byte.toUnsignedLong(bytes[i]);
        }
        return value;
    }

    private Optional<NumericArray> refuse(String message) {
        diagnostics.error(place, message, "save it again with numpy.save or numpy.savez");
        return Optional.empty();
    }
}
