package dev.intarsia.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzTest {

    private static final List<NamedArray> ARRAYS = List.of(
            NamedArray.of("a.w", new int[] {2, 3}, new float[] {0f, -1.5f, 3e-8f, Float.MAX_VALUE, -0f, 7f}),
            NamedArray.of("y", new int[] {4}, new byte[] {0, 1, (byte) 255, (byte) 128}));

    @Test
    void readsBackWhatItWrote(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("x.npz");
        NpzWriter.write(file, ARRAYS);
        var read = NpzReader.read(file);
        assertEquals(List.of("a.w", "y"), List.copyOf(read.keySet()));
        assertArrayEquals(ARRAYS.get(0).floats(), read.get("a.w").floats());
        assertArrayEquals(new int[] {2, 3}, read.get("a.w").shape());
        assertArrayEquals(ARRAYS.get(1).bytes(), read.get("y").bytes());
    }

    @Test
    void equalArraysGiveEqualBytesAtAnyTime(@TempDir Path folder) throws IOException {
        assertArrayEquals(NpzWriter.bytes(ARRAYS), NpzWriter.bytes(ARRAYS));
        try (var zip = new ZipInputStream(new ByteArrayInputStream(NpzWriter.bytes(ARRAYS)))) {
            assertEquals(1980, zip.getNextEntry().getTimeLocal().getYear());
        }
    }

    /** The header that numpy 2.4.6 writes for a float32 array [2, 3], which ends at byte 128. */
    @Test
    void headerIsNumPys() throws IOException {
        try (var zip = new ZipInputStream(new ByteArrayInputStream(NpzWriter.bytes(ARRAYS)))) {
            zip.getNextEntry();
            byte[] npy = zip.readAllBytes();
            assertEquals(128 + 6 * Float.BYTES, npy.length);
            String expected = "\u0093NUMPY\u0001\u0000\u0076\u0000"
                    + "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
            String header = new String(npy, 0, 128, StandardCharsets.ISO_8859_1);
            assertEquals(expected + " ".repeat(127 - expected.length()) + "\n", header);
        }
    }

    @Test
    void refusesForeignFiles(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("x.npz");
        byte[] bytes = NpzWriter.bytes(ARRAYS);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 3));
        assertThrows(IOException.class, () -> NpzReader.read(file));
    }

    @Test
    void shapeMustHoldTheElements() {
        assertThrows(IllegalArgumentException.class, () -> NamedArray.of("a", new int[] {2, 2}, new float[3]));
    }
}
