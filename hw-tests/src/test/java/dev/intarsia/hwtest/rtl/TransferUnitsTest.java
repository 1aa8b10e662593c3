package dev.intarsia.hwtest.rtl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.hwtest.verilator.VerilatedModel;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Command.Surround;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.command.Sync;
import dev.intarsia.ir.command.Unit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Load and store, each by itself, against copies in plain Java: whenever ports, tokens and memories are ready. */
@RequiresTool({"verilator", "g++"})
class TransferUnitsTest {

    private static final int ENTRY_BYTES = 12;
    private static final int COMMANDS = 300;
    private static final int MEMORY = 2048;

    /** Far more than the commands take; a unit that stands still is a failure. */
    private static final int MOST_CYCLES = 400_000;

    private static VerilatedModel model(String module, int portBytes) {
        return Verilators.forTests()
                .build(ReferenceDesigns.module(module, Map.of("PORT_BYTES", portBytes)))
                .newModel();
    }

    private static void reset(VerilatedModel model) {
        model.tick(2);
        model.set("rst_n", 1);
        model.set("run", 1);
    }

    /** A part of a run that lies in one port word. */
    private record Part(int address, int count, boolean endsRow, boolean endsAll) {}

    @ParameterizedTest
    @ValueSource(ints = {1, 16})
    void runWalkVisitsEveryPart(int portBytes) {
        Random random = new Random(portBytes);
        try (VerilatedModel model = model("run_walk", portBytes)) {
            for (int i = 0; i < 500; i++) {
                int memory = random.nextInt(5000) + 1000;
                int rows = 1 + random.nextInt(3);
                int runs = 1 + random.nextInt(4);
                int bytes = 1 + random.nextInt(3 * portBytes);
                int rowStride = random.nextInt(400) - 200;
                int runStride = random.nextInt(100) - 50;
                model.set("memory", memory);
                model.set("rows", rows);
                model.set("row_stride", rowStride);
                model.set("runs", runs);
                model.set("run_stride", runStride);
                model.set("bytes", bytes);
                model.set("begins", 1);
                for (Part part : parts(portBytes, memory, rows, rowStride, runs, runStride, bytes)) {
                    boolean step = false;
                    while (!step) {
                        step = random.nextInt(3) > 0;
                        model.set("step", step ? 1 : 0);
                        model.eval();
                        Part found = new Part(
                                (int) model.get("address"),
                                (int) model.get("count"),
                                model.get("ends_row") != 0,
                                model.get("ends_all") != 0);
                        assertEquals(part, found, "walk " + i);
                        model.tick(1);
                        model.set("begins", 0);
                    }
                }
            }
        }
    }

    private static List<Part> parts(
            int portBytes, int memory, int rows, int rowStride, int runs, int runStride, int bytes) {
        List<Part> parts = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            for (int run = 0; run < runs; run++) {
                int first = memory + row * rowStride + run * runStride;
                for (int at = first; at < first + bytes; ) {
                    int count = Math.min(first + bytes, (at / portBytes + 1) * portBytes) - at;
                    boolean endsRun = at + count == first + bytes;
                    boolean endsRow = endsRun && run == runs - 1;
                    parts.add(new Part(at, count, endsRow, endsRow && row == rows - 1));
                    at += count;
                }
            }
        }
        return parts;
    }

    private static Sync sync(Random random) {
        Sync sync = Sync.NONE;
        for (Unit unit : Unit.values()) {
            sync = random.nextBoolean() ? sync.givingTo(unit) : sync;
        }
        return sync;
    }

    /** The bits in which a unit gives a command's tokens. */
    private static int gives(Command command) {
        int bits = 0;
        for (Unit unit : command.sync().gives()) {
            bits |= 1 << unit.ordinal();
        }
        return bits;
    }

    private static Command.Load load(Random random) {
        boolean dense = random.nextInt(3) == 0;
        int bytes = 1 + random.nextInt(9);
        int pixels = 1 + random.nextInt(5);
        int wordBytes = bytes % 2 == 0 ? 1 + random.nextInt(2) : 1;
        Surround padding = random.nextBoolean()
                ? Surround.NONE
                : new Surround(
                        random.nextInt(3),
                        random.nextInt(3),
                        random.nextInt(4),
                        random.nextInt(4),
                        wordBytes == 1 ? random.nextInt(256) - 128 : random.nextInt(1 << 16) - (1 << 15),
                        wordBytes);
        if (padding.isPadded() && random.nextInt(3) == 0) {
            padding = padding.asFrame();
        }
        return new Command.Load(
                sync(random),
                List.of(Scratchpad.ACTIVATION, Scratchpad.WEIGHT, Scratchpad.PARAMETER)
                        .get(random.nextInt(3)),
                random.nextInt(400),
                200 + random.nextInt(500),
                1 + random.nextInt(4),
                dense ? pixels * bytes : random.nextInt(90) - 30,
                pixels,
                dense ? bytes : random.nextInt(24) - 4,
                bytes,
                padding);
    }

    /** What a load leaves in its scratchpad. */
    private static void copy(Command.Load l, byte[] memory, byte[] scratchpad) {
        Surround pad = l.padding();
        int at = l.address();
        for (int row = -pad.top(); row < l.rows() + pad.bottom(); row++) {
            for (int pixel = -pad.left(); pixel < l.pixels() + pad.right(); pixel++) {
                boolean inside = row >= 0 && row < l.rows() && pixel >= 0 && pixel < l.pixels();
                for (int b = 0; b < l.bytes(); b++, at++) {
                    if (!inside) {
                        scratchpad[at] = (byte) (pad.word() >> 8 * (b % pad.wordBytes()));
                    } else if (!pad.frame()) {
                        scratchpad[at] = memory[l.from() + row * l.rowStride() + pixel * l.pixelStride() + b];
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16})
    void loadUnitCopiesWithPadding(int portBytes) {
        Random random = new Random(100 + portBytes);
        byte[] memory = new byte[MEMORY];
        random.nextBytes(memory);
        List<Command.Load> commands = new ArrayList<>();
        for (int i = 0; i < COMMANDS; i++) {
            commands.add(load(random));
        }
        byte[][] expected = new byte[4][MEMORY];
        byte[][] found = new byte[4][MEMORY];
        Deque<Integer> requests = new ArrayDeque<>();
        int taken = 0;
        int released = 0;
        int done = 0;
        try (VerilatedModel model = model("load_unit", portBytes)) {
            reset(model);
            for (int cycle = 0; done < COMMANDS; cycle++) {
                assertTrue(cycle < MOST_CYCLES, () -> "the unit stands still");
                boolean valid = taken < COMMANDS && random.nextInt(4) > 0;
                model.set("head_valid", valid ? 1 : 0);
                model.setWords("head", CommandWords.of(commands.get(Math.min(taken, COMMANDS - 1)), ENTRY_BYTES));
                model.set("tokens_there", random.nextInt(2));
                model.set("port_granted", random.nextInt(2));
                model.set("port_stalls", random.nextInt(4) == 0 ? 1 : 0);
                boolean answers = !requests.isEmpty() && random.nextInt(3) > 0;
                model.set("response_valid", answers ? 1 : 0);
                if (answers) {
                    model.setWords("response_data", words(memory, requests.getFirst(), portBytes));
                }
                boolean ready = random.nextInt(4) > 0;
                model.set("write_ready", ready ? 1 : 0);
                model.eval();
                assertEquals(0, model.get("bad"), "bad");
                if (answers && model.get("response_ready") != 0) {
                    requests.removeFirst();
                }
                if (model.get("request_valid") != 0) {
                    int address = (int) model.get("request_address");
                    assertEquals(0, address % portBytes, "requests are for whole port words");
                    requests.addLast(address);
                }
                if (ready && model.get("write_valid") != 0) {
                    int at = (int) model.get("write_address");
                    byte[] data = bytes(model.getWords("write_data"), portBytes);
                    System.arraycopy(data, 0, found[(int) model.get("write_to")], at, (int) model.get("write_count"));
                }
                released += (int) model.get("port_released");
                if (model.get("give") != 0) {
                    Command.Load finished = commands.get(done);
                    copy(finished, memory, expected[place(finished.to())]);
                    for (int s = 0; s < 4; s++) {
                        assertArrayEquals(expected[s], found[s], done + ": " + finished);
                    }
                    assertEquals(gives(finished), model.get("gives"), "tokens of " + finished);
                    done++;
                }
                boolean popped = model.get("pop") != 0;
                model.tick(1);
                taken += popped ? 1 : 0;
            }
            model.set("head_valid", 0);
            model.eval();
            assertEquals(0, model.get("busy"), "busy at the end");
        }
        assertEquals(COMMANDS, released, "the port is released once by each command");
    }

    /** The value of a load's field {@code to}. */
    private static int place(Scratchpad scratchpad) {
        return switch (scratchpad) {
            case ACTIVATION -> 0;
            case WEIGHT -> 1;
            case TABLE -> 2;
            case PARAMETER -> 3;
            case OUTPUT, ACCUMULATOR -> throw new IllegalArgumentException("no load writes there");
        };
    }

    private static long[] words(byte[] memory, int from, int bytes) {
        long[] words = new long[Math.ceilDiv(bytes, Long.BYTES)];
        for (int b = 0; b < bytes; b++) {
            words[b / Long.BYTES] |= (memory[from + b] & 0xFFL) << 8 * (b % Long.BYTES);
        }
        return words;
    }

    private static byte[] bytes(long[] words, int count) {
        byte[] bytes = new byte[count];
        for (int b = 0; b < count; b++) {
            bytes[b] = (byte) (words[b / Long.BYTES] >> 8 * (b % Long.BYTES));
        }
        return bytes;
    }

    /** A store into bytes of its own, so that none is written over. */
    private static Command.Store store(Random random, int to) {
        boolean dense = random.nextInt(3) == 0;
        int bytes = 1 + random.nextInt(9);
        int pixels = 1 + random.nextInt(4);
        int pixelStride = dense ? bytes : bytes + random.nextInt(6);
        int rowStride = dense ? pixels * bytes : pixels * pixelStride + random.nextInt(9);
        return new Command.Store(
                sync(random), to, random.nextInt(100), 1 + random.nextInt(3), rowStride, pixels, pixelStride, bytes);
    }

    private static final int ROOM = 256;

    private static void copy(Command.Store s, byte[] output, byte[] memory) {
        int from = s.address();
        for (int row = 0; row < s.rows(); row++) {
            for (int pixel = 0; pixel < s.pixels(); pixel++) {
                for (int b = 0; b < s.bytes(); b++) {
                    memory[s.to() + row * s.rowStride() + pixel * s.pixelStride() + b] = output[from++];
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16})
    void storeUnitCopiesAndWaitsForTheAcknowledgement(int portBytes) {
        Random random = new Random(200 + portBytes);
        byte[] output = new byte[MEMORY];
        random.nextBytes(output);
        List<Command.Store> commands = new ArrayList<>();
        for (int i = 0; i < COMMANDS; i++) {
            commands.add(store(random, i * ROOM + random.nextInt(20)));
        }
        byte[] found = new byte[COMMANDS * ROOM];
        byte[] expected = new byte[COMMANDS * ROOM];
        int taken = 0;
        int released = 0;
        int done = 0;
        int accepted = 0;
        try (VerilatedModel model = model("store_unit", portBytes)) {
            reset(model);
            for (int cycle = 0; done < COMMANDS; cycle++) {
                assertTrue(cycle < MOST_CYCLES, () -> "the unit stands still");
                model.set("head_valid", taken < COMMANDS && random.nextInt(4) > 0 ? 1 : 0);
                model.setWords("head", CommandWords.of(commands.get(Math.min(taken, COMMANDS - 1)), ENTRY_BYTES));
                model.set("tokens_there", random.nextInt(2));
                model.set("port_granted", random.nextInt(2));
                boolean acknowledges = accepted > 0 && random.nextInt(3) > 0;
                model.set("acknowledged", acknowledges ? 1 : 0);
                accepted -= acknowledges ? 1 : 0;
                model.eval();
                boolean requests = model.get("request_valid") != 0;
                boolean stalls = requests && random.nextInt(3) == 0;
                model.set("port_stalls", stalls ? 1 : 0);
                model.eval();
                assertEquals(0, model.get("bad"), "bad");
                if (requests && !stalls) {
                    int address = (int) model.get("request_address");
                    byte[] data = bytes(model.getWords("request_data"), portBytes);
                    for (int b = 0; b < portBytes; b++) {
                        if ((model.get("request_bytes") >> b & 1) != 0) {
                            found[address + b] = data[b];
                        }
                    }
                    accepted++;
                }
                released += (int) model.get("port_released");
                if (model.get("give") != 0) {
                    Command.Store finished = commands.get(done);
                    copy(finished, output, expected);
                    assertArrayEquals(
                            Arrays.copyOfRange(expected, done * ROOM, (done + 1) * ROOM),
                            Arrays.copyOfRange(found, done * ROOM, (done + 1) * ROOM),
                            done + ": " + finished);
                    assertEquals(gives(finished), model.get("gives"), "tokens of " + finished);
                    done++;
                }
                boolean reads = model.get("read_valid") != 0;
                int place = (int) model.get("read_address");
                boolean popped = model.get("pop") != 0;
                model.tick(1);
                if (reads) {
                    model.setWords("read_data", words(output, place, portBytes));
                }
                taken += popped ? 1 : 0;
            }
        }
        assertArrayEquals(expected, found, "memory at the end");
        assertEquals(COMMANDS, released, "the port is released once by each command");
    }
}
