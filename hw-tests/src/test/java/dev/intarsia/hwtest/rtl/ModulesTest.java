package dev.intarsia.hwtest.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.hwtest.verilator.VerilatedModel;
import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.command.Command;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Modules of the accelerator, each by itself, against the arithmetic package or a plain version in Java. */
@RequiresTool({"verilator", "g++"})
class ModulesTest {

    private static VerilatedModel model(String module, Map<String, Integer> parameters) {
        return Verilators.forTests()
                .build(ReferenceDesigns.module(module, parameters))
                .newModel();
    }

    /** Exhaustively: each pair of bytes, as one byte and as two, signed and not. */
    @ParameterizedTest
    @ValueSource(ints = {1, 8, 11})
    void elementIsTheWordOfItsFormat(int bits) {
        int bytes = bits > 8 ? 2 : 1;
        try (VerilatedModel model = model("element", Map.of("BITS", bits, "BYTES", bytes))) {
            for (int value = 0; value < 1 << 8 * bytes; value++) {
                for (int kind = 0; kind < 4; kind++) {
                    boolean wide = bytes == 2 && kind % 2 == 1;
                    boolean signed = kind >= 2;
                    model.set("bytes", value);
                    model.set("wide", wide ? 1 : 0);
                    model.set("is_signed", signed ? 1 : 0);
                    model.eval();
                    IntFormat stored = new IntFormat(signed, wide ? 16 : 8);
                    long word = Overflow.WRAP.narrow(value, stored);
                    IntFormat format = new IntFormat(false, bits);
                    assertEquals(
                            Overflow.WRAP.narrow(word, format),
                            model.get("word"),
                            value + " as " + stored + ", " + format);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"20, 48, 1", "32, 32, 0", "2, 40, 1"})
    void postLaneIsTheAccumulation(int accumulatorBits, int sumBits, int saturates) {
        IntFormat format = new IntFormat(true, accumulatorBits);
        Accumulation accumulation =
                saturates == 1 ? new Accumulation.SaturateEnd(format) : new Accumulation.Wrap(format);
        IntFormat sums = new IntFormat(true, sumBits);
        Random random = new Random(accumulatorBits);
        try (VerilatedModel model = model(
                "post_lane",
                Map.of("ACCUMULATOR_BITS", accumulatorBits, "SUM_BITS", sumBits, "SATURATES", saturates))) {
            for (int i = 0; i < 20_000; i++) {
                long sum = word(random, sums, format);
                long bias = word(random, IntFormat.I32, format);
                model.set("sum", sum);
                model.set("bias", bias);
                model.eval();
                assertEquals(
                        accumulation.sum(new long[] {sum}, bias),
                        Overflow.WRAP.narrow(model.get("finished"), format),
                        sum + " and the bias " + bias);
            }
        }
    }

    /** Any word, one near the ends of the format, or one near the ends of another. */
    private static long word(Random random, IntFormat format, IntFormat other) {
        long near = random.nextInt(5) - 2;
        return switch (random.nextInt(4)) {
            case 0 -> Overflow.SATURATE.narrow(format.min() + random.nextInt(3), format);
            case 1 -> Overflow.SATURATE.narrow((random.nextBoolean() ? other.min() : other.max()) + near, format);
            default -> random.nextLong(format.min(), format.max() + 1);
        };
    }

    /** From tap to tap, the offset is that of the window's formula. */
    @Test
    void tapStepWalksTheWindow() {
        Random random = new Random(7);
        try (VerilatedModel model = model("tap_step", Map.of())) {
            for (int i = 0; i < 300; i++) {
                int depth = 1 + random.nextInt(6);
                int columns = 1 + random.nextInt(4);
                int bytes = 1 + random.nextInt(2);
                int columnStride = random.nextInt(500);
                int rowStride = random.nextInt(5000);
                Command.Window window = new Command.Window(
                        0, 1, 0, 1, 0, 0, 3 * depth * columns, depth, columns, columnStride, rowStride, bytes, true);
                model.set("depth", depth);
                model.set("columns", columns);
                model.set("column_stride", columnStride);
                model.set("row_stride", rowStride);
                model.set("wide", bytes - 1);
                long[] now = {0, 0, 0, 0, 0};
                String[] names = {"channel", "column", "row_offset", "column_offset", "offset"};
                for (int tap = 1; tap < window.taps(); tap++) {
                    for (int n = 0; n < names.length; n++) {
                        model.set(names[n], now[n]);
                    }
                    model.eval();
                    for (int n = 0; n < names.length; n++) {
                        now[n] = model.get("next_" + names[n]);
                    }
                    assertEquals(window.tapOffset(tap), now[4], "tap " + tap + " of " + window);
                }
            }
        }
    }

    /** Writes and reads of any length at any place, at one edge, too: the read gives what was there before. */
    @ParameterizedTest
    @CsvSource({"64, 2, 1", "256, 16, 10"})
    void scratchpadIsAnArrayOfBytes(int bytes, int line, int readBytes) {
        Random random = new Random(line);
        byte[] memory = new byte[bytes];
        try (VerilatedModel model =
                model("scratchpad", Map.of("BYTES", bytes, "LINE", line, "READ_BYTES", readBytes))) {
            for (int i = 0; i < bytes; i++) {
                write(model, memory, random, i, 1, line);
                model.tick(1);
            }
            for (int i = 0; i < 20_000; i++) {
                int read = random.nextInt(bytes - readBytes + 1);
                long[] expected = new long[Math.ceilDiv(readBytes, Long.BYTES)];
                for (int b = 0; b < readBytes; b++) {
                    expected[b / Long.BYTES] |= (memory[read + b] & 0xFFL) << 8 * (b % Long.BYTES);
                }
                model.set("read_valid", 1);
                model.set("read_address", read);
                int count = 1 + random.nextInt(line);
                int at = random.nextInt(bytes - count + 1);
                if (random.nextBoolean()) {
                    write(model, memory, random, at, count, line);
                } else {
                    model.set("write_valid", 0);
                }
                model.tick(1);
                org.junit.jupiter.api.Assertions.assertArrayEquals(expected, model.getWords("read_data"), "read " + i);
            }
        }
    }

    /** Parts of a load's words anywhere; each lane has its byte at once. */
    @Test
    void lookupTableIsAnArrayOfBytes() {
        int bytes = 100;
        int lanes = 4;
        int port = 8;
        Random random = new Random(9);
        byte[] memory = new byte[bytes];
        try (VerilatedModel model = model("lookup_table", Map.of("BYTES", bytes, "LANES", lanes, "PORT_BYTES", port))) {
            for (int i = 0; i < bytes; i++) {
                write(model, memory, random, i, 1, port);
                model.tick(1);
            }
            for (int i = 0; i < 5_000; i++) {
                int count = 1 + random.nextInt(port);
                write(model, memory, random, random.nextInt(bytes - count + 1), count, port);
                model.tick(1);
                model.set("write_valid", 0);
                long places = 0;
                long expected = 0;
                for (int lane = 0; lane < lanes; lane++) {
                    int place = random.nextInt(bytes);
                    places |= (long) place << 16 * lane;
                    expected |= (memory[place] & 0xFFL) << 8 * lane;
                }
                model.set("read_address", places);
                model.eval();
                assertEquals(expected, model.get("read_data"), "read " + i);
            }
        }
    }

    private static void write(VerilatedModel model, byte[] memory, Random random, int at, int count, int line) {
        byte[] data = new byte[line];
        random.nextBytes(data);
        long[] words = new long[Math.ceilDiv(line, Long.BYTES)];
        for (int b = 0; b < line; b++) {
            words[b / Long.BYTES] |= (data[b] & 0xFFL) << 8 * (b % Long.BYTES);
        }
        model.set("write_valid", 1);
        model.set("write_address", at);
        model.set("write_count", count);
        model.setWords("write_data", words);
        System.arraycopy(data, 0, memory, at, count);
    }

    /** First in, first out; what is pushed into a full queue is dropped. */
    @Test
    void commandQueueKeepsItsOrder() {
        Random random = new Random(5);
        Deque<Long> inside = new ArrayDeque<>();
        try (VerilatedModel model = model("command_queue", Map.of("DEPTH", 4))) {
            model.tick(2);
            model.set("rst_n", 1);
            int words = model.getWords("head").length;
            for (int i = 0; i < 20_000; i++) {
                boolean full = model.get("full") != 0;
                assertEquals(inside.size() == 4, full, "full in cycle " + i);
                boolean valid = model.get("head_valid") != 0;
                if (valid) {
                    assertEquals(inside.getFirst(), model.getWords("head")[0], "head in cycle " + i);
                }
                boolean pop = valid && random.nextInt(3) == 0;
                boolean push = random.nextBoolean();
                long[] word = new long[words];
                word[0] = random.nextLong();
                model.set("pop", pop ? 1 : 0);
                model.set("push", push ? 1 : 0);
                model.setWords("word", word);
                if (pop) {
                    inside.removeFirst();
                }
                if (push && !full) {
                    inside.addLast(word[0]);
                }
                model.tick(1);
            }
        }
    }
}
