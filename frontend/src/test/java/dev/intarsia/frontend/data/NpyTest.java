package dev.intarsia.frontend.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.type.Shape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NpyTest {

    private final Diagnostics diagnostics = new Diagnostics();

    private Optional<NumericArray> read(byte[] bytes) throws IOException {
        return NpyReader.read(
                new ByteSource(new ByteArrayInputStream(bytes), bytes.length, true),
                new ModelNode("a.npy", ""),
                diagnostics);
    }

    /** A file as numpy.lib.format describes it, put together by hand. */
    private static byte[] file(int version, String header, String contentHex) {
        byte[] text = header.getBytes(StandardCharsets.US_ASCII);
        byte[] content = HexFormat.of().parseHex(contentHex.replace(" ", ""));
        ByteBuffer bytes = ByteBuffer.allocate(12 + text.length + content.length)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0})
                .put((byte) text.length)
                .put((byte) (text.length >> 8));
        if (version > 1) {
            bytes.putShort((short) 0);
        }
        bytes.put(text).put(content);
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private static String header(String type, boolean fortran, String shape) {
        return "{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': " + shape
                + ", }\n";
    }

    /** Words and numbers whose bytes are known from the definitions of two's complement and IEEE 754. */
    @ParameterizedTest
    @CsvSource({
        "|u1, 00 ff, 0, 255",
        "|i1, 80 7f, -128, 127",
        "<u2, 0001 ffff, 256, 65535",
        "<i2, 0080 ff7f, -32768, 32767",
        ">i2, 8000 7fff, -32768, 32767",
        "<u4, 01000000 ffffffff, 1, 4294967295",
        "<i4, 00000080 feffffff, -2147483648, -2",
        ">i4, 80000000 fffffffe, -2147483648, -2",
        "<i8, 0000000000000080 0100000000000000, -9223372036854775808, 1",
        "<u8, 0000000000000080 0100000000000000, 9223372036854775808, 1",
        "|b1, 00 01, 0, 1",
        "<f2, 003c 0001, 1, 0.0000152587890625",
        ">f2, 3c00 c000, 1, -2",
        "<f4, 0000803f 000080bf, 1, -1",
        ">f4, 3f800000 bf800000, 1, -1",
        "<f8, 000000000000f03f 182d4454fb210940, 1, 3.141592653589793",
        ">f8, 3ff0000000000000 400921fb54442d18, 1, 3.141592653589793",
    })
    void everyType(String type, String hex, double first, double second) throws IOException {
        for (int version = 1; version <= 3; version++) {
            NumericArray array =
                    read(file(version, header(type, false, "(2,)"), hex)).orElseThrow();
            assertEquals(Shape.of(2), array.shape());
            assertEquals(first, array.number(0));
            assertEquals(second, array.number(1));
        }
    }

    @Test
    void columnMajorOrderIsConverted() throws IOException {
        NumericArray array = read(file(1, header("|u1", true, "(2, 3)"), "01 04 02 05 03 06"))
                .orElseThrow();
        assertArrayEquals(new long[] {1, 2, 3, 4, 5, 6}, array.words());
        NumericArray cube = read(file(1, header(">i2", true, "(2, 1, 2)"), "0001 0003 0002 0004"))
                .orElseThrow();
        assertArrayEquals(new long[] {1, 2, 3, 4}, cube.words());
    }

    @Test
    void aScalarHasNoAxes() throws IOException {
        assertEquals(
                new Shape(List.of()),
                read(file(1, header("|u1", false, "()"), "07")).orElseThrow().shape());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(1000000000,)  | i1[1000000000] takes 1000000000 bytes, but there are 2",
                "(3,)           | i1[3] takes 3 bytes, but there are 2",
                "(1,)           | i1[1] takes 1 bytes, but there are 2",
                "(99999999999,) | the shape (99999999999,) has no elements or too many",
                "(65536, 65536) | the shape (65536, 65536) has no elements or too many",
                "(0,)           | the shape (0,) has no elements or too many",
            })
    void sizesAreNotTrusted(String shape, String message) throws IOException {
        assertTrue(read(file(1, header("|i1", false, shape), "01 02")).isEmpty());
        assertEquals(message, diagnostics.found().getFirst().message());
    }

    @Test
    void theLengthOfTheHeaderIsNotTrusted() throws IOException {
        String header = header("|i1", false, "(2,)");
        byte[] bytes = file(2, header, "01 02");
        bytes[11] = 0x7f;
        assertTrue(read(bytes).isEmpty());
        assertEquals(
                "the header claims to be " + (0x7f000000L + header.length()) + " bytes long",
                diagnostics.found().getFirst().message());
    }

    @Property(tries = 200, seed = "20261123")
    void readsBackWhatWasWritten(@ForAll @Size(min = 1, max = 40) List<Long> words) throws IOException {
        long[] values = words.stream().mapToLong(Long::longValue).toArray();
        Shape shape = Shape.of(1, values.length, 1);
        NumericArray array = NumericArray.ofWords(NumericType.I8, shape, values);
        assertEquals(array, read(NpzWriter.npy(array)).orElseThrow());
        double[] numbers = words.stream().mapToDouble(Double::longBitsToDouble).toArray();
        NumericArray reals = NumericArray.ofDoubles(shape, numbers);
        assertEquals(reals, read(NpzWriter.npy(reals)).orElseThrow());
        assertEquals(0, NpzWriter.npy(array).length % 64 - 8 * values.length % 64);
        assertEquals(IntStream.range(0, values.length).mapToObj(array::word).toList(), words);
    }
}
