package dev.intarsia.ir.arithmetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoftmaxTest {
    private static final Softmax.FixedPointParameters P = Softmax.FixedPointParameters.of(1.0, 0.1f);

    private static long[] fixedPoint(long... row) {
        long[] output = new long[row.length];
        Softmax.tflm(row, P, output);
        return output;
    }

    private static long[] floatTable(float inputScale, long... row) {
        long[] output = new long[row.length];
        Softmax.tflite(row, Softmax.table(inputScale, 1f), 1f / 256, -128, IntFormat.I8, output);
        return output;
    }

    @Test
    void equalWordsShareTheUnit() {
        assertArrayEquals(new long[] {127}, fixedPoint(3)); // 256 − 128 saturates
        assertArrayEquals(new long[] {0, 0}, fixedPoint(-7, -7));
        assertArrayEquals(new long[] {-64, -64, -64, -64}, fixedPoint(9, 9, 9, 9));
        assertArrayEquals(new long[] {-43, -43, -43}, fixedPoint(1, 1, 1)); // 85.3
        assertArrayEquals(new long[] {127}, floatTable(0.1f, 3));
        assertArrayEquals(new long[] {0, 0}, floatTable(0.1f, -7, -7));
        assertArrayEquals(new long[] {-43, -43, -43}, floatTable(0.1f, 1, 1, 1));
    }

    @Test
    void manyEqualWordsGoOnWhereTheSourceAborts() {
        long[] row = new long[600];
        long[] output = new long[600];
        Softmax.tflm(row, P, output);
        assertEquals(-128, output[0]); // 256/600 = 0.43
        Softmax.tflm(row, P.inputMultiplier(), P.inputLeftShift(), P.diffMin(), IntFormat.I16, output);
        assertEquals(-32768 + 109, output[0]); // 65536/600 = 109.2
    }

    @Test
    void mayWriteOverItsInput() {
        long[] row = {10, 20, 30};
        long[] expected = fixedPoint(row);
        Softmax.tflm(row, P, row);
        assertArrayEquals(expected, row);
    }

    @Test
    void differencesBelowTheLeastAreZero() {
        Softmax.FixedPointParameters steep = Softmax.FixedPointParameters.of(1.0, 1e6);
        assertEquals(new Softmax.FixedPointParameters(Integer.MAX_VALUE, 31, 0), steep);
        long[] row = {4, 5, 5};
        Softmax.tflm(row, steep, row);
        assertArrayEquals(new long[] {-128, 0, 0}, row);
    }

    @Test
    void refusesWhatHasNoSoftmax() {
        assertThrows(IllegalArgumentException.class, () -> fixedPoint());
        assertThrows(IllegalArgumentException.class, () -> floatTable(0.1f));
        assertThrows(IllegalArgumentException.class, () -> Softmax.FixedPointParameters.of(1.0, 0x1p-26));
        assertThrows(IllegalArgumentException.class, () -> Softmax.FixedPointParameters.of(1.0, Double.NaN));
    }

    /**
     * Checksums (CRC-32 of the big-endian float words) of the tables that C's {@code expf} (glibc 2.36, g++ 12)
     * makes.
     */
    @ParameterizedTest
    @CsvSource({"0.0625, 0B20B3A0", "0.1, C5E852EA", "0.0234, 673AA0E6", "1.5, EEC6A416"})
    void tablesEqualThoseOfTheCLibrary(float inputScale, String crc) {
        assertEquals(crc, checksum(Softmax.table(inputScale, 1f)));
    }

    /** Ours is the nearest float; glibc's {@code expf} is now and then one unit off, here in one entry of 256. */
    @Test
    void aTableDiffersFromTheCLibraryWhereThatIsNotTheNearest() {
        float[] table = Softmax.table(0.3333f, 1f);
        assertEquals(0x1.54d2p-61f, table[126]); // e^-0x1.4ff766p+5 = 0x1.54d200ffd…p-61, just below the half
        table[126] = 0x1.54d202p-61f;
        assertEquals("4298E74E", checksum(table));
    }

    private static String checksum(float[] table) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * table.length);
        for (float entry : table) {
            bytes.putFloat(entry);
        }
        CRC32 sum = new CRC32();
        sum.update(bytes.flip());
        return "%08X".formatted(sum.getValue());
    }
}
