package dev.intarsia.hwtest.rtl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.hwtest.verilator.VerilatedModel;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Sync;
import dev.intarsia.ir.command.Unit;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a multiply does between the walk over its pixels and the accumulators, by itself: memories and entries are arrays here. */
@RequiresTool({"verilator", "g++"})
class MultiplyPathTest {

    private static final int COMMANDS = 400;
    private static final int ACTIVATIONS = 1024;
    private static final int WEIGHTS = 512;
    private static final int ENTRY_BITS = 6;
    private static final int COMPUTE = 2;

    /** Cycles from the last step's reads to its entry: the array's rows and these. */
    private static final int BEHIND_ROWS = 4;

    @ParameterizedTest
    @CsvSource({"4, 3, 8, 8, 18, 0", "3, 5, 8, 4, 15, 1", "5, 2, 16, 16, 40, 0"})
    void entriesAreTheSumsOfProducts(
            int rows, int cols, int activationBits, int weightBits, int sumBits, int saturates) {
        Bench bench = new Bench(rows, cols, activationBits, weightBits, sumBits, saturates == 1);
        int steps = 0;
        try (VerilatedModel model = Verilators.forTests()
                .build(ReferenceDesigns.module("multiply_path", bench.parameters()))
                .newModel()) {
            model.tick(2);
            model.set("rst_n", 1);
            for (int i = 0; i < COMMANDS; i++) {
                steps += bench.run(model);
            }
        }
        System.out.printf("COUNT entries of a multiply equal to its sums, %d rows: %d%n", rows, steps);
    }

    /** The memories around the path, each with a word that was asked for in the cycle before. */
    private static final class Bench {

        private final int rows;
        private final int cols;
        private final IntFormat weights;
        private final int activationBits;
        private final IntFormat sums;
        private final boolean saturates;
        private final int elementBytes;
        private final int weightBytes;
        private final Random random;
        private final byte[] activationMemory = new byte[ACTIVATIONS];
        private final byte[] weightMemory = new byte[WEIGHTS];
        private final long[][] entries;
        private int done;

        Bench(int rows, int cols, int activationBits, int weightBits, int sumBits, boolean saturates) {
            this.rows = rows;
            this.cols = cols;
            this.activationBits = activationBits;
            this.saturates = saturates;
            weights = new IntFormat(true, weightBits);
            sums = new IntFormat(true, sumBits);
            elementBytes = activationBits > 8 ? 2 : 1;
            weightBytes = weightBits > 8 ? 2 : 1;
            random = new Random(rows);
            entries = new long[1 << ENTRY_BITS][cols];
            random.nextBytes(activationMemory);
            for (int i = 0; i < WEIGHTS; i += weightBytes) {
                put(weightMemory, i, weightBytes, random.nextLong(weights.min(), weights.max() + 1));
            }
        }

        Map<String, Integer> parameters() {
            return Map.of(
                    "ROWS", rows,
                    "COLS", cols,
                    "ACTIVATION_BITS", activationBits,
                    "WEIGHT_BITS", weights.bits(),
                    "SUM_BITS", sums.bits(),
                    "ENTRY_BITS", ENTRY_BITS,
                    "ELEMENT_BYTES", elementBytes,
                    "WEIGHT_BYTES", weightBytes,
                    "ACTIVATION_BYTES", ACTIVATIONS,
                    "SATURATES", saturates ? 1 : 0);
        }

        /** Runs one multiply; the number of its pixels. */
        int run(VerilatedModel model) {
            Command.Multiply multiply = draw();
            Command.Window window = multiply.window();
            long[][] expected = expected(multiply);
            long[] word = CommandWords.of(multiply, 12);
            model.setWords("head", word);
            model.set("prepares", 1);
            cycle(model);
            model.set("prepares", 0);
            model.setWords("slot", word);
            for (int i = 1; i < rows; i++) {
                cycle(model);
            }
            model.set("starts", 1);
            cycle(model);
            model.set("starts", 0);
            model.setWords("step_word", word);
            int doneBefore = done;
            for (int pixel = 0; pixel < window.pixels(); pixel++) {
                model.set("step_valid", 1);
                model.set("step_first", pixel == 0 ? 1 : 0);
                model.set("step_last", pixel == window.pixels() - 1 ? 1 : 0);
                model.set("step_place", place(window, pixel));
                model.set("step_entry", multiply.accumulators() + pixel);
                cycle(model);
            }
            model.set("step_valid", 0);
            for (int i = 0; i < rows + BEHIND_ROWS - 1; i++) {
                assertEquals(doneBefore, done, "done too early: " + multiply);
                cycle(model);
            }
            assertEquals(doneBefore + 1, done, "done once: " + multiply);
            for (int entry = 0; entry < entries.length; entry++) {
                assertArrayEquals(expected[entry], entries[entry], "entry " + entry + " of " + multiply);
            }
            return window.pixels();
        }

        private void cycle(VerilatedModel model) {
            model.eval();
            byte[] activations = new byte[rows * elementBytes];
            if (model.get("activation_read") != 0) {
                long[] addresses = model.getWords("activation_address");
                for (int r = 0; r < rows; r++) {
                    int address = (int) bits(addresses, r * 24, 24);
                    for (int b = 0; b < elementBytes && address + b < ACTIVATIONS; b++) {
                        activations[r * elementBytes + b] = activationMemory[address + b];
                    }
                }
            }
            byte[] tileRow = new byte[cols * weightBytes];
            if (model.get("weight_read") != 0) {
                int address = (int) model.get("weight_address");
                System.arraycopy(
                        weightMemory, address, tileRow, 0, Math.max(0, Math.min(tileRow.length, WEIGHTS - address)));
            }
            int read = (int) model.get("entry_to_read");
            boolean reads = model.get("entry_read") != 0;
            if (model.get("entry_write") != 0) {
                int entry = (int) model.get("entry_to_write");
                long[] found = model.getWords("entry_new_sums");
                for (int c = 0; c < cols; c++) {
                    if ((model.get("entry_columns") & 1L << c) != 0) {
                        entries[entry][c] = Overflow.WRAP.narrow(bits(found, c * sums.bits(), sums.bits()), sums);
                    }
                }
                if (model.get("done") != 0) {
                    done++;
                    assertEquals(COMPUTE, model.get("gives"));
                }
            }
            model.tick(1);
            model.setWords("activation_data", words(activations));
            model.setWords("weight_data", words(tileRow));
            if (reads) {
                long[] kept = new long[Math.ceilDiv(cols * sums.bits(), Long.SIZE)];
                for (int c = 0; c < cols; c++) {
                    set(kept, c * sums.bits(), sums.bits(), entries[read][c]);
                }
                model.setWords("entry_sums", kept);
            }
        }

        private Command.Multiply draw() {
            int depth = 1 + random.nextInt(4);
            int columns = 1 + random.nextInt(3);
            int taps = 1 + random.nextInt(rows);
            int bytes = 1 + random.nextInt(elementBytes);
            int tileBytes = weightBytes;
            int heights = 1 + random.nextInt(4);
            int widths = 1 + random.nextInt(5);
            Command.Window window = new Command.Window(
                    random.nextInt(100),
                    heights,
                    bytes * random.nextInt(40),
                    widths,
                    bytes * random.nextInt(9),
                    random.nextInt(6),
                    taps,
                    depth,
                    columns,
                    bytes * random.nextInt(12),
                    bytes * random.nextInt(50),
                    bytes,
                    random.nextBoolean());
            return new Command.Multiply(
                    new Sync(Set.of(), Set.of(Unit.COMPUTE)),
                    window,
                    tileBytes * random.nextInt(WEIGHTS / tileBytes - rows * cols),
                    tileBytes,
                    random.nextInt(entries.length - heights * widths),
                    1 + random.nextInt(cols),
                    random.nextBoolean());
        }

        private long[][] expected(Command.Multiply m) {
            long[][] all = new long[entries.length][];
            for (int i = 0; i < all.length; i++) {
                all[i] = entries[i].clone();
            }
            Command.Window w = m.window();
            IntFormat stored = new IntFormat(w.signed(), 8 * w.elementBytes());
            IntFormat inside = new IntFormat(w.signed(), activationBits);
            for (int pixel = 0; pixel < w.pixels(); pixel++) {
                for (int c = 0; c < m.outputs(); c++) {
                    long sum = m.accumulate() ? all[m.accumulators() + pixel][c] : 0;
                    for (int q = 0; q < w.taps(); q++) {
                        int at = place(w, pixel) + w.tapOffset(w.firstTap() + q);
                        long x = Overflow.WRAP.narrow(
                                Overflow.WRAP.narrow(get(activationMemory, at, w.elementBytes()), stored), inside);
                        long weight = Overflow.WRAP.narrow(
                                get(weightMemory, m.weights() + (q * cols + c) * weightBytes, weightBytes), weights);
                        sum += x * weight;
                    }
                    all[m.accumulators() + pixel][c] =
                            (saturates ? Overflow.SATURATE : Overflow.WRAP).narrow(sum, sums);
                }
            }
            return all;
        }

        private static int place(Command.Window w, int pixel) {
            return w.address() + pixel / w.widths() * w.heightStride() + pixel % w.widths() * w.widthStride();
        }
    }

    private static void put(byte[] bytes, int at, int count, long word) {
        for (int b = 0; b < count; b++) {
            bytes[at + b] = (byte) (word >> 8 * b);
        }
    }

    private static long get(byte[] bytes, int at, int count) {
        long word = 0;
        for (int b = 0; b < count; b++) {
            word |= (bytes[at + b] & 0xFFL) << 8 * b;
        }
        return word;
    }

    private static long[] words(byte[] bytes) {
        long[] words = new long[Math.ceilDiv(bytes.length, Long.BYTES)];
        for (int b = 0; b < bytes.length; b++) {
            set(words, 8 * b, 8, bytes[b]);
        }
        return words;
    }

    private static long bits(long[] words, int at, int count) {
        long value = 0;
        for (int b = 0; b < count; b++) {
            value |= (words[(at + b) / Long.SIZE] >>> (at + b) % Long.SIZE & 1) << b;
        }
        return value;
    }

    private static void set(long[] words, int at, int count, long value) {
        for (int b = 0; b < count; b++) {
            words[(at + b) / Long.SIZE] |= (value >>> b & 1) << (at + b) % Long.SIZE;
        }
    }
}
