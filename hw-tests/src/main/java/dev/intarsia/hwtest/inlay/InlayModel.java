package dev.intarsia.hwtest.inlay;

import dev.intarsia.hwtest.verilator.CycleTable;
import dev.intarsia.hwtest.verilator.VerilatedDesign;
import dev.intarsia.hwtest.verilator.VerilatedModel;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Unit;
import dev.intarsia.ir.encoding.EncodeCommand;
import dev.intarsia.ir.target.Accelerator;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One instance of the accelerator with its memory. Programs, weights and tensors are loaded at run time.
 *
 * <p>One thread at a time; closed when done.
 */
public final class InlayModel implements AutoCloseable {

    private static final int WORD_REGISTERS = 16;
    private static final int PUSH = 16;
    private static final int CONTROL = 17;
    private static final int STATUS = 18;
    private static final int CYCLES = 19;
    private static final int START = 1;
    private static final int CLEAR = 2;

    /** Cycles that are run between two looks at whether all is done. */
    private static final int STRETCH = 4096;

    /** More cycles than any command streams without an end. */
    private static final long LONGEST_SILENCE = 1 << 20;

    private final VerilatedDesign design;
    private final VerilatedModel model;
    private final Accelerator target;
    private final int portBytes;
    private final Map<String, Long> held;

    /** An instance whose queues are empty and whose memory has random words. */
    public InlayModel(VerilatedDesign design, Accelerator target) {
        this(design, target, Map.of());
    }

    /** @param held inputs that a bench has besides those of {@code inlay_bench.sv}, and their values */
    InlayModel(VerilatedDesign design, Accelerator target, Map<String, Long> held) {
        this.design = design;
        this.held = Map.copyOf(held);
        this.target = target;
        this.portBytes = target.port().bytes();
        model = design.newModel();
        model.set("latency", target.port().latencyCycles());
        model.tick(2); // in reset
    }

    private CycleTable table(int cycles, boolean stalls) {
        CycleTable table = design.newStimulus(cycles);
        int reset = table.column("rst_n");
        int latency = table.column("latency");
        int stalling = table.column("stalls");
        for (int i = 0; i < cycles; i++) {
            table.set(i, reset, 1);
            table.set(i, latency, target.port().latencyCycles());
            table.set(i, stalling, stalls ? 1 : 0);
        }
        held.forEach((input, value) -> {
            int column = table.column(input);
            for (int i = 0; i < cycles; i++) {
                table.set(i, column, value);
            }
        });
        return table;
    }

    /** Writes bytes into memory; other bytes of the port words that they lie in are kept. */
    public void write(int address, byte[] bytes) {
        int first = address / portBytes;
        int words = (address + bytes.length - 1) / portBytes - first + 1;
        byte[] all = read(first * portBytes, words * portBytes);
        System.arraycopy(bytes, 0, all, address - first * portBytes, bytes.length);
        CycleTable table = table(words, false);
        int write = table.column("host_write");
        int place = table.column("host_address");
        int data = table.column("host_data");
        for (int i = 0; i < words; i++) {
            table.set(i, write, 1);
            table.set(i, place, first + i);
            for (int b = 0; b < portBytes; b++) {
                table.setField(i, data, b, Byte.SIZE, all[i * portBytes + b]);
            }
        }
        model.run(table);
    }

    /** Reads bytes from memory. */
    public byte[] read(int address, int count) {
        int first = address / portBytes;
        int words = (address + count - 1) / portBytes - first + 1;
        CycleTable table = table(words, false);
        int place = table.column("host_address");
        for (int i = 0; i < words; i++) {
            table.set(i, place, first + i);
        }
        CycleTable response = model.run(table);
        int word = response.column("host_word");
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            int at = address + i - first * portBytes;
            bytes[i] = (byte) response.signedField(at / portBytes, word, at % portBytes, Byte.SIZE);
        }
        return bytes;
    }

    /**
     * Runs commands to their end, from empty queues.
     *
     * @param stalls whether memory stalls at random
     * @throws InlayStoppedException when it stops before
     */
    public InlayRun run(List<Command> commands, boolean stalls) {
        List<byte[]> words = commands.stream()
                .map(c -> EncodeCommand.apply(c, target.parameterEntryBytes()))
                .toList();
        return runWords(words, stalls);
    }

    /** Runs command words as they are. */
    public InlayRun runWords(List<byte[]> words, boolean stalls) {
        load(words);
        Map<Unit, List<Long>> starts = new EnumMap<>(Unit.class);
        Map<Unit, List<Long>> dones = new EnumMap<>(Unit.class);
        for (Unit unit : Unit.values()) {
            starts.put(unit, new ArrayList<>());
            dones.put(unit, new ArrayList<>());
        }
        long cycle = 0;
        long lastEvent = 0;
        while (true) {
            CycleTable table = table(STRETCH, stalls);
            int number = table.column("register_number");
            for (int i = 0; i < STRETCH; i++) {
                table.set(i, number, STATUS);
            }
            CycleTable response = model.run(table);
            int started = response.column("starts");
            int ended = response.column("dones");
            int done = response.column("done");
            int status = response.column("register_value");
            int outside = response.column("memory_outside");
            for (int i = 0; i < STRETCH; i++, cycle++) {
                check(response.get(i, status), response.get(i, outside), cycle);
                for (Unit unit : Unit.values()) {
                    if ((response.get(i, started) & 1L << unit.ordinal()) != 0) {
                        starts.get(unit).add(cycle + 1);
                        lastEvent = cycle;
                    }
                    if ((response.get(i, ended) & 1L << unit.ordinal()) != 0) {
                        dones.get(unit).add(cycle + 2);
                        lastEvent = cycle;
                    }
                }
                if (response.get(i, done) != 0) {
                    return new InlayRun(register(CYCLES), starts, dones);
                }
            }
            if (cycle - lastEvent > LONGEST_SILENCE) {
                throw new InlayStoppedException(InlayError.NONE, "nothing happens any more after cycle " + lastEvent);
            }
        }
    }

    private static void check(long status, long outside, long cycle) {
        InlayError error = InlayError.of(status / 256 % 16);
        if (error != InlayError.NONE) {
            throw new InlayStoppedException(error, error + " in cycle " + cycle);
        }
        if (outside != 0) {
            throw new InlayStoppedException(
                    InlayError.OUTSIDE_OF_MEMORY, "a request beyond the end of memory in cycle " + cycle);
        }
    }

    /** Fills the queues; the last row starts the units. */
    private void load(List<byte[]> words) {
        CycleTable table = table(words.size() * (WORD_REGISTERS + 1) + 4, false);
        int write = table.column("register_write");
        int number = table.column("register_number");
        int data = table.column("register_data");
        table.set(0, write, 1);
        table.set(0, number, CONTROL);
        table.set(0, data, CLEAR);
        int row = 1;
        for (byte[] word : words) {
            for (int i = 0; i < WORD_REGISTERS; i++, row++) {
                table.set(row, write, 1);
                table.set(row, number, i);
                for (int b = 0; b < Integer.BYTES; b++) {
                    table.setField(row, data, b, Byte.SIZE, word[i * Integer.BYTES + b]);
                }
            }
            table.set(row, write, 1);
            table.set(row, number, PUSH);
            row++;
        }
        row += 2;
        table.set(row, write, 1);
        table.set(row, number, CONTROL);
        table.set(row, data, START);
        model.run(table);
    }

    private long register(int number) {
        CycleTable table = table(1, false);
        table.set(0, table.column("register_number"), number);
        CycleTable response = model.run(table);
        return response.get(0, response.column("register_value"));
    }

    @Override
    public void close() {
        model.close();
    }
}
