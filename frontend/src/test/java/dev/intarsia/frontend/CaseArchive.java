package dev.intarsia.frontend;

import dev.intarsia.frontend.data.NpzWriter;
import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.data.NumericType;
import dev.intarsia.ir.type.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Weights as the first lines of a case describe them: {@code # arrays: w f4[4, 3] NaN; b i4[4]} fills each array with 1 and puts the
 * word behind its shape into its last place; {@code # damage: …} then damages the archive.
 */
final class CaseArchive {

    private static final Pattern ARRAY = Pattern.compile("(\\S+) ([a-z]\\d)\\[([0-9, ]*)](?: (\\S+))?");

    private CaseArchive() {}

    static void write(String text, Path file) throws IOException {
        String arrays = directive(text, "arrays");
        if (arrays == null) {
            return;
        }
        SequencedMap<String, byte[]> members = new LinkedHashMap<>();
        for (String array : arrays.split(";")) {
            Matcher m = ARRAY.matcher(array.strip());
            if (m.matches()) {
                members.put(m.group(1) + ".npy", NpzWriter.npy(array(m)));
            }
        }
        String damage = directive(text, "damage");
        Files.write(file, damaged(members, damage == null ? "none" : damage));
    }

    private static String directive(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith("# " + name + ": "))
                .map(line -> line.substring(name.length() + 4))
                .findFirst()
                .orElse(null);
    }

    private static NumericArray array(Matcher m) {
        NumericType type = NumericType.of(m.group(2)).orElseThrow();
        Shape shape = new Shape(Stream.of(m.group(3).split(","))
                .map(String::strip)
                .map(Integer::valueOf)
                .toList());
        double[] values = new double[shape.elements()];
        Arrays.fill(values, 1);
        if (m.group(4) != null) {
            values[values.length - 1] = Double.parseDouble(m.group(4));
        }
        if (type == NumericType.F8) {
            return NumericArray.ofDoubles(shape, values);
        }
        if (type == NumericType.F4) {
            float[] singles = new float[values.length];
            for (int i = 0; i < singles.length; i++) {
                singles[i] = (float) values[i];
            }
            return NumericArray.ofSingles(shape, singles);
        }
        return NumericArray.ofWords(
                type, shape, Arrays.stream(values).mapToLong(v -> (long) v).toArray());
    }

    private static byte[] damaged(SequencedMap<String, byte[]> members, String damage) throws IOException {
        String first = members.isEmpty() ? "" : members.firstEntry().getKey();
        return switch (damage) {
            case "none" -> zip(members);
            case "truncated" -> Arrays.copyOf(zip(members), zip(members).length / 2);
            case "not-a-zip" -> "these are no weights".getBytes(StandardCharsets.US_ASCII);
            case "oversized" -> {
                members.compute(first, (name, bytes) -> Arrays.copyOf(bytes, bytes.length + 4));
                yield zip(members);
            }
            case "undersized" -> {
                members.compute(first, (name, bytes) -> Arrays.copyOf(bytes, bytes.length - 4));
                yield zip(members);
            }
            case "stranger" -> {
                members.put("readme.txt", new byte[] {'h', 'i'});
                yield zip(members);
            }
            case "text-elements" -> {
                members.compute(first, (name, bytes) -> replaced(bytes, "<f4", "<U4"));
                yield zip(members);
            }
            case "twice" -> {
                members.put("conv.x.npy", members.get(first));
                yield replaced(zip(members), "conv.x.npy", first);
            }
            case "checksum" -> {
                byte[] bytes = zip(members);
                bytes[find(bytes, "NUMPY", 0) + 5 + 122] ^= 1;
                yield bytes;
            }
            case "bomb" -> bomb(members);
            default -> throw new IllegalArgumentException(damage);
        };
    }

    /** Members that are stored and not deflated, so that a test can find their bytes. */
    private static byte[] zip(Map<String, byte[]> members) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                CRC32 checksum = new CRC32();
                checksum.update(member.getValue());
                ZipEntry entry = new ZipEntry(member.getKey());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(member.getValue().length);
                entry.setCrc(checksum.getValue());
                zip.putNextEntry(entry);
                zip.write(member.getValue());
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    /** The directory says that the first member inflates to 1.9 GiB, and the member's header says so, too. */
    private static byte[] bomb(SequencedMap<String, byte[]> members) throws IOException {
        SequencedMap<String, NumericArray> arrays = new LinkedHashMap<>();
        arrays.put(
                members.firstEntry().getKey().replace(".npy", ""),
                NumericArray.ofSingles(Shape.of(4, 3, 3, 1), new float[36]));
        byte[] bytes = NpzWriter.npz(arrays);
        int directory = find(bytes, "PK\u0001\u0002", 0);
        bytes[directory + 27] = 0x70;
        return bytes;
    }

    private static byte[] replaced(byte[] bytes, String from, String to) {
        byte[] copy = bytes.clone();
        byte[] by = to.getBytes(StandardCharsets.US_ASCII);
        for (int at = find(copy, from, 0); at >= 0; at = find(copy, from, at + 1)) {
            System.arraycopy(by, 0, copy, at, by.length);
        }
        return copy;
    }

    private static int find(byte[] bytes, String text, int start) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text, start);
    }
}
