package dev.intarsia.frontend.flatbuffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A flatbuffer laid out by hand, byte for byte as the format's description has it. */
class FlatTableTest {

    /**
     * <pre>
     *  0 offset of the root, 20      4 the letters ABCD
     *  8 vtable: 12 bytes, table of 20 bytes, fields at 4, 8, missing, 12
     * 20 table: its vtable 12 bytes before, 24 int 7, 28 offset of a vector, 32 offset of a text
     * 40 vector of two ints      52 text "hey"
     * </pre>
     */
    private static byte[] file() {
        ByteBuffer bytes = ByteBuffer.allocate(60).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(20).put("ABCD".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        for (int half : List.of(12, 20, 4, 8, 0, 12)) {
            bytes.putShort((short) half);
        }
        bytes.putInt(12).putInt(7).putInt(40 - 28).putInt(52 - 32).putInt(0);
        bytes.putInt(2).putInt(-5).putInt(6);
        bytes.putInt(3).put("hey\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        return bytes.array();
    }

    @Test
    void readsFields() {
        FlatBuffer buffer = FlatBuffer.of(file());
        assertEquals(Optional.of("ABCD"), buffer.identifier());
        FlatTable root = buffer.root();
        assertEquals(7, root.int32(0, 1, "number"));
        assertEquals(List.of(-5, 6), root.ints(1, "list"));
        assertFalse(root.has(2));
        assertEquals(9, root.int32(2, 9, "missing"));
        assertEquals(Optional.of("hey"), root.text(3, "text"));
        assertEquals(1.5f, root.float32(17, 1.5f, "beyond the list of fields"));
    }

    @Test
    void refusesWhatLiesOutside() {
        byte[] far = file();
        far[28] = 100;
        FlatTable root = FlatBuffer.of(far).root();
        DamagedException refused = assertThrows(DamagedException.class, () -> root.ints(1, "the list"));
        assertEquals(
                "the list is said to lie at byte 128 and to be 4 bytes long, but the file has 60 bytes",
                refused.getMessage());
        byte[] longer = file();
        longer[43] = 0x7f;
        assertThrows(DamagedException.class, () -> FlatBuffer.of(longer).root().ints(1, "the list"));
    }

    @Test
    void refusesEveryCutOff() {
        byte[] whole = file();
        for (int length = 0; length < 56; length++) {
            FlatBuffer cut = FlatBuffer.of(Arrays.copyOf(whole, length));
            assertThrows(DamagedException.class, () -> {
                FlatTable root = cut.root();
                root.int32(0, 0, "number");
                root.ints(1, "list");
                root.text(3, "text");
            });
        }
    }

    @Test
    void endsWhenPartsAreUsedOverAndOver() {
        FlatTable root = FlatBuffer.of(file()).root();
        DamagedException refused = assertThrows(DamagedException.class, () -> {
            for (int i = 0; i < 1_000_000; i++) {
                root.ints(1, "the list");
            }
        });
        assertTrue(refused.getMessage().contains("over and over"), refused.getMessage());
    }
}
