package dev.intarsia.hwtest.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.hwtest.verilator.VerilatedModel;
import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.command.Sync;
import dev.intarsia.ir.graph.Clamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What multiply, vector and post are made of, each module by itself. */
@RequiresTool({"verilator", "g++"})
class ComputeModulesTest {

    /** A step of a group of the lane: its operands, and what came of the requantizer for it. */
    private record Step(
            int operation,
            boolean first,
            boolean signed,
            long activation,
            long weight,
            long zero,
            int shift,
            long rescaled) {}

    private static final int MULTIPLY_ADD = 0;
    private static final int MAXIMUM = 1;
    private static final int TOTAL = 2;
    private static final int ADD = 3;

    /** From a step's operands to its result. */
    private static final int STAGES = 4;

    /** @param chunk 0 for sums that wrap */
    @ParameterizedTest
    @CsvSource({"8, 8, 32, 0", "8, 4, 14, 0", "16, 16, 36, 0", "8, 8, 17, 3"})
    void vectorLaneIsTheAccumulation(int activationBits, int weightBits, int sumBits, int chunk) {
        Random random = new Random(sumBits);
        IntFormat sums = new IntFormat(true, sumBits);
        Accumulation accumulation =
                chunk > 0 ? new Accumulation.SaturateChunk(sums, chunk) : new Accumulation.Wrap(sums);
        IntFormat scaled = new IntFormat(true, 48);
        List<Step> steps = new ArrayList<>();
        while (steps.size() < 20_000) {
            steps.addAll(group(random, activationBits, weightBits, sums));
        }
        try (VerilatedModel model = module(
                "vector_lane",
                Map.of(
                        "ACTIVATION_BITS", activationBits,
                        "WEIGHT_BITS", weightBits,
                        "SUM_BITS", chunk > 0 ? 40 : sumBits,
                        "SCALED_BITS", scaled.bits(),
                        "CHUNK", chunk,
                        "ACCUMULATOR_BITS", sumBits))) {
            List<Step> group = new ArrayList<>();
            for (int cycle = 0; cycle < steps.size() + STAGES; cycle++) {
                if (cycle < steps.size()) {
                    enter(model, steps.get(cycle));
                }
                boolean valid = cycle >= STAGES;
                model.set("valid", valid ? 1 : 0);
                if (valid) {
                    Step step = steps.get(cycle - STAGES);
                    model.set("operation", step.operation);
                    model.set("first", step.first ? 1 : 0);
                    model.set("rescaled", step.rescaled);
                    if (step.first) {
                        group.clear();
                    }
                    group.add(step);
                }
                model.eval();
                if (valid) {
                    assertEquals(
                            expected(group, accumulation),
                            Overflow.WRAP.narrow(model.get("result"), sums),
                            "step " + (cycle - STAGES) + ": " + group);
                }
                if (cycle > 0 && cycle <= steps.size()) {
                    Step before = steps.get(cycle - 1);
                    assertEquals(
                            Overflow.WRAP.narrow((before.activation - before.zero) << before.shift, scaled),
                            Overflow.WRAP.narrow(model.get("scaled"), scaled),
                            "scaled of " + before);
                }
                model.tick(1);
            }
        }
    }

    private static List<Step> group(Random random, int activationBits, int weightBits, IntFormat sums) {
        int operation = random.nextInt(4);
        int size = operation == ADD ? 2 : 1 + random.nextInt(12);
        boolean signed = random.nextBoolean();
        IntFormat activations = new IntFormat(signed, activationBits);
        IntFormat weights = new IntFormat(true, weightBits);
        List<Step> group = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            group.add(new Step(
                    operation,
                    i == 0,
                    signed,
                    word(random, activations),
                    word(random, weights),
                    random.nextInt(1 << 17) - (1 << 16),
                    random.nextInt(32),
                    word(random, sums)));
        }
        return group;
    }

    /** The ends of a format, or any word of it. */
    private static long word(Random random, IntFormat format) {
        return switch (random.nextInt(5)) {
            case 0 -> format.min();
            case 1 -> format.max();
            default -> random.nextLong(format.min(), format.max() + 1);
        };
    }

    private static void enter(VerilatedModel model, Step step) {
        model.set("in_operation", step.operation);
        model.set("in_signed", step.signed ? 1 : 0);
        model.set("in_activation", step.activation);
        model.set("in_weight", step.weight);
        model.set("in_zero", step.zero);
        model.set("in_left_shift", step.shift);
    }

    /** What the steps of a group give so far. */
    private static long expected(List<Step> group, Accumulation accumulation) {
        return switch (group.getFirst().operation) {
            case MULTIPLY_ADD ->
                accumulation.sum(
                        group.stream().mapToLong(s -> s.activation * s.weight).toArray(), 0);
            case MAXIMUM -> group.stream().mapToLong(Step::activation).max().orElseThrow();
            case TOTAL ->
                accumulation.sum(group.stream().mapToLong(Step::activation).toArray(), 0);
            // Both operands together are one addend.
            case ADD ->
                accumulation.sum(
                        new long[] {group.stream().mapToLong(Step::rescaled).sum()}, 0);
            default -> throw new IllegalStateException("no operation has this number");
        };
    }

    /** Some columns of an entry are written; at one edge with a write, a read by either port gives what was there before. */
    @ParameterizedTest
    @CsvSource({"16, 3, 20", "5, 7, 33"})
    void accumulatorMemoryIsAnArrayOfSums(int entries, int cols, int sumBits) {
        Random random = new Random(entries);
        IntFormat sums = new IntFormat(true, sumBits);
        long[][] kept = new long[entries][cols];
        try (VerilatedModel model =
                module("accumulator_memory", Map.of("ENTRIES", entries, "COLS", cols, "SUM_BITS", sumBits))) {
            for (int i = 0; i < 20_000; i++) {
                boolean filling = i < entries;
                int read = random.nextInt(entries);
                int take = random.nextInt(entries);
                long[] expected = kept[read].clone();
                long[] taken = kept[take].clone();
                boolean writes = filling || random.nextBoolean();
                int entry = filling ? i : random.nextInt(entries);
                int columns = filling ? (1 << cols) - 1 : random.nextInt(1 << cols);
                long[] written = random.longs(cols, sums.min(), sums.max() + 1).toArray();
                model.set("write_valid", writes ? 1 : 0);
                model.set("write_entry", entry);
                model.set("write_columns", columns);
                model.setWords("write_sums", fields(written, sumBits));
                model.set("read_valid", filling ? 0 : 1);
                model.set("read_entry", read);
                model.set("take_valid", filling ? 0 : 1);
                model.set("take_entry", take);
                model.tick(1);
                for (int c = 0; writes && c < cols; c++) {
                    kept[entry][c] = (columns >> c & 1) != 0 ? written[c] : kept[entry][c];
                }
                if (!filling) {
                    equal(expected, model.getWords("read_sums"), sums, "read " + i);
                    equal(taken, model.getWords("taken_sums"), sums, "taken " + i);
                }
            }
        }
    }

    private static void equal(long[] expected, long[] found, IntFormat sums, String where) {
        for (int c = 0; c < expected.length; c++) {
            assertEquals(
                    expected[c], Overflow.WRAP.narrow(field(found, c, sums.bits()), sums), where + ", column " + c);
        }
    }

    /** The parameters of the command before stay in use until the next one takes its own. */
    @Test
    void postParametersAreThoseOfTheEntries() {
        int cols = 5;
        int entryBytes = 12;
        int entries = 40;
        Random random = new Random(12);
        int[][] memory = new int[entries][3];
        for (int[] entry : memory) {
            entry[0] = random.nextInt();
            entry[1] = random.nextInt();
            entry[2] = random.nextInt(64);
        }
        memory[7][2] = 64 + random.nextInt(1000);
        try (VerilatedModel model = module("post_parameters", Map.of("COLS", cols, "ENTRY_BYTES", entryBytes))) {
            model.tick(1);
            model.set("rst_n", 1);
            int[][] inUse = {};
            int bad = 0;
            for (int command = 0; command < 2000; command++) {
                int channels = 1 + random.nextInt(cols);
                int first = random.nextInt(entries - channels + 1);
                model.setWords("head", CommandWords.of(post(channels, first), entryBytes));
                model.set("prepares", 1);
                boolean anyBad = false;
                boolean read = false;
                int address = 0;
                for (int cycle = 0; cycle < channels + 2 + random.nextInt(3); cycle++) {
                    if (read) {
                        assertEquals(0, address % entryBytes, "places of entries");
                        int[] entry = memory[address / entryBytes];
                        model.setWords("read_data", (entry[0] & 0xFFFF_FFFFL) | (long) entry[1] << 32, entry[2]);
                    }
                    model.eval();
                    anyBad |= model.get("bad") != 0;
                    read = model.get("read_valid") != 0;
                    address = (int) model.get("read_address");
                    check(inUse, model);
                    model.tick(1);
                    model.set("prepares", 0);
                }
                boolean expectedBad = first <= 7 && 7 < first + channels;
                assertEquals(expectedBad, anyBad, "a shift that is too long, command " + command);
                bad += expectedBad ? 1 : 0;
                model.set("takes", 1);
                model.tick(1);
                model.set("takes", 0);
                model.eval();
                inUse = Arrays.copyOfRange(memory, first, first + channels);
                check(inUse, model);
            }
            assertEquals(true, bad > 0, "no command read the entry with a long shift");
        }
    }

    private static Command post(int channels, int entry) {
        return new Command.Post(
                Sync.NONE, Scratchpad.OUTPUT, 0, 0, 1, channels, 0, entry, MultiplyShift.SINGLE, 0, new Clamp(0, 1), 1);
    }

    private static void check(int[][] inUse, VerilatedModel model) {
        for (int c = 0; c < inUse.length; c++) {
            assertEquals(inUse[c][0], (int) field(model.getWords("bias"), c, 32), "bias of channel " + c);
            assertEquals(inUse[c][1], (int) field(model.getWords("multiplier"), c, 32), "multiplier of channel " + c);
            assertEquals(inUse[c][2] & 63, field(model.getWords("shift"), c, 6), "shift of channel " + c);
        }
    }

    /** Equally wide fields side by side, the first in the low bits. */
    private static long[] fields(long[] values, int bits) {
        long[] words = new long[Math.ceilDiv(values.length * bits, Long.SIZE)];
        for (int i = 0; i < values.length * bits; i++) {
            words[i / Long.SIZE] |= (values[i / bits] >>> i % bits & 1) << i % Long.SIZE;
        }
        return words;
    }

    private static long field(long[] words, int number, int bits) {
        long value = 0;
        for (int bit = 0; bit < bits; bit++) {
            int at = number * bits + bit;
            value |= (words[at / Long.SIZE] >>> at % Long.SIZE & 1) << bit;
        }
        return value;
    }

    private static VerilatedModel module(String name, Map<String, Integer> parameters) {
        return Verilators.forTests()
                .build(ReferenceDesigns.module(name, parameters))
                .newModel();
    }
}
