package dev.intarsia.hwtest.inlay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.hwtest.rtl.ReferenceDesigns;
import dev.intarsia.hwtest.rtl.Verilators;
import dev.intarsia.hwtest.verilator.VerilatedModel;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.command.Unit;
import dev.intarsia.ir.encoding.EncodeCommand;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.AccumulatorOverflow;
import dev.intarsia.simulator.machine.Machine;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The compute unit and post-processing by themselves, with scratchpads that are arrays of this test: the words that they write after random
 * multiplications, vector operations and posts, which come at random times, against the machine's plain kernels.
 */
@RequiresTool({"verilator", "g++"})
class ComputeUnitTest {

    private static final int ROUNDS = 400;
    private static final int MOST_CYCLES = 5_000;

    private final Map<Scratchpad, byte[]> pads = new EnumMap<>(Scratchpad.class);
    private Accelerator target;
    private VerilatedModel compute;
    private VerilatedModel post;
    private long cycles;

    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void wordsAreThoseOfThePlainKernels(int bits) {
        target = SmallInlay.of(bits, bits == 8 ? 24 : 48, new AccumulatorOverflow.Wrap());
        Random random = new Random(bits);
        DrawnCommands draw = new DrawnCommands(bits, target);
        Machine machine = new Machine(target, DrawnCommands.MEMORY, Machine.Kernels.PLAIN);
        machine.place(0, draw.memory());
        draw.filling().forEach(machine::issue);
        for (Scratchpad pad : Scratchpad.values()) {
            if (pad != Scratchpad.ACCUMULATOR) {
                pads.put(pad, machine.content(pad));
            }
        }
        int commands = 0;
        try (VerilatedModel first = model("compute_unit");
                VerilatedModel second = model("post_unit")) {
            compute = first;
            post = second;
            for (int round = 0; round < ROUNDS; round++) {
                Deque<Command> queue = new ArrayDeque<>();
                draw.next().stream()
                        .filter(c -> c.unit() == Unit.COMPUTE || c.unit() == Unit.POST)
                        .forEach(queue::add);
                String drawn = queue.toString();
                commands += queue.size();
                queue.forEach(machine::issue);
                run(queue, random);
                for (Scratchpad pad : new Scratchpad[] {Scratchpad.OUTPUT, Scratchpad.ACTIVATION}) {
                    assertArrayEquals(machine.content(pad), pads.get(pad), pad + " after " + drawn);
                }
            }
        }
        System.out.println(
                "COUNT commands of the compute unit and post-processing by themselves, equal to plain kernels, " + bits
                        + " bits: " + commands + " (" + cycles + " cycles)");
    }

    private VerilatedModel model(String module) {
        Map<String, Integer> parameters = new HashMap<>(Map.of(
                "COLS", target.cols(),
                "LANES", target.vectorLanes(),
                "ACTIVATION_BITS", target.activationBits(),
                "ACCUMULATOR_BITS", target.accumulatorBits(),
                "ACCUMULATOR_ENTRIES", target.accumulatorEntries()));
        if (module.equals("compute_unit")) {
            parameters.putAll(Map.of(
                    "ROWS", target.rows(),
                    "WEIGHT_BITS", target.weightBits(),
                    "ACTIVATION_BYTES", target.activationBytes(),
                    "WEIGHT_SCRATCHPAD", target.weightBytes()));
        } else {
            parameters.put("TABLE_BYTES", target.tableEntries());
        }
        VerilatedModel model = Verilators.forTests()
                .build(ReferenceDesigns.module(module, parameters))
                .newModel();
        model.set("run", 1);
        model.tick(2);
        model.set("rst_n", 1);
        return model;
    }

    /** A unit's commands, and how many commands of the other unit have to be done before each starts. */
    private static final class Line {
        final Deque<Command> commands = new ArrayDeque<>();
        final Deque<Integer> behind = new ArrayDeque<>();
        int added;
        int prepares;
        int done;
    }

    /** Runs until all commands have given their tokens. */
    private void run(Deque<Command> queue, Random random) {
        Line computes = new Line();
        Line posts = new Line();
        for (Command command : queue) {
            Line line = command.unit() == Unit.COMPUTE ? computes : posts;
            line.commands.add(command);
            line.behind.add(line == computes ? posts.added : computes.added);
            line.added++;
        }
        int open = queue.size();
        for (int cycle = 0; open > 0; cycle++, cycles++) {
            assertTrue(cycle < MOST_CYCLES, "the units stand still");
            offer(compute, computes, posts.done, random);
            offer(post, posts, computes.done, random);
            post.set("loaded", random.nextInt(4) > 0 ? 1 : 0);
            post.eval();
            lookUp();
            post.eval();
            compute.set("take_valid", post.get("take_valid"));
            compute.set("take_entry", post.get("take_entry"));
            compute.eval();
            open -= took(compute, computes) + took(post, posts);
            Map<String, long[]> toCompute = computeReads();
            Map<String, long[]> toPost = new HashMap<>();
            read(post, "parameter", Scratchpad.PARAMETER, 12, toPost);
            write();
            compute.tick(1);
            post.tick(1);
            toCompute.forEach(compute::setWords);
            toPost.forEach(post::setWords);
            post.setWords("taken_sums", compute.getWords("taken_sums"));
        }
        for (VerilatedModel model : new VerilatedModel[] {compute, post}) {
            model.set("head_valid", 0);
            model.eval();
            assertEquals(0, model.get("busy"), "busy at the end");
        }
    }

    private void offer(VerilatedModel model, Line line, int othersDone, Random random) {
        model.set("head_valid", !line.commands.isEmpty() && random.nextInt(4) > 0 ? 1 : 0);
        if (!line.commands.isEmpty()) {
            model.setWords("head", word(line.commands.getFirst()));
        }
        model.set("tokens_there", othersDone >= line.prepares && random.nextInt(4) > 0 ? 1 : 0);
    }

    /** How many commands ended in this cycle. */
    private static int took(VerilatedModel model, Line line) {
        assertEquals(0, model.get("bad"), "bad");
        assertEquals(0, model.get("outside"), "outside");
        int ended = (int) model.get("give");
        line.done += ended;
        if (model.get("pop") != 0) {
            line.commands.removeFirst();
            line.prepares = line.behind.removeFirst();
        }
        return ended;
    }

    private long[] word(Command command) {
        return words(EncodeCommand.apply(command, target.parameterEntryBytes()));
    }

    /** Bytes as values of a port, low ones first. */
    private static long[] words(byte[] bytes) {
        byte[] whole = Arrays.copyOf(bytes, (bytes.length + Long.BYTES - 1) / Long.BYTES * Long.BYTES);
        long[] words = new long[whole.length / Long.BYTES];
        ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(words);
        return words;
    }

    private static byte[] bytes(VerilatedModel model, String port, int count) {
        long[] words = model.getWords(port);
        ByteBuffer bytes = ByteBuffer.allocate(words.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(words);
        return Arrays.copyOf(bytes.array(), count);
    }

    private static int number(byte[] bytes, int at, int size) {
        int number = 0;
        for (int b = size - 1; b >= 0; b--) {
            number = number << Byte.SIZE | bytes[at + b] & 0xFF;
        }
        return number;
    }

    /** Tables answer at once. */
    private void lookUp() {
        int lanes = target.vectorLanes();
        byte[] places = bytes(post, "table_address", 2 * lanes);
        byte[] found = new byte[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            int place = number(places, 2 * lane, 2);
            found[lane] = place < target.tableEntries() ? pads.get(Scratchpad.TABLE)[place] : 0;
        }
        post.setWords("table_data", words(found));
    }

    /** What is asked for in this cycle, by the ports at which it is there in the next one. */
    private Map<String, long[]> computeReads() {
        int element = target.activationBits() > 8 ? 2 : 1;
        int weight = target.weightBits() > 8 ? 2 : 1;
        Map<String, long[]> arriving = new HashMap<>();
        if (compute.get("activation_read") != 0) {
            byte[] addresses = bytes(compute, "activation_address", 3 * target.rows());
            byte[] data = new byte[element * target.rows()];
            for (int row = 0; row < target.rows(); row++) {
                byte[] found = read(Scratchpad.ACTIVATION, number(addresses, 3 * row, 3), element);
                System.arraycopy(found, 0, data, element * row, element);
            }
            arriving.put("activation_data", words(data));
        }
        read(compute, "lane", Scratchpad.ACTIVATION, target.vectorLanes() * element, arriving);
        read(compute, "weight", Scratchpad.WEIGHT, Math.max(target.cols(), target.vectorLanes()) * weight, arriving);
        return arriving;
    }

    private void read(VerilatedModel model, String port, Scratchpad pad, int bytes, Map<String, long[]> arriving) {
        if (model.get(port + "_read") != 0) {
            arriving.put(port + "_data", words(read(pad, (int) model.get(port + "_address"), bytes)));
        }
    }

    /** Bytes that nobody uses may lie behind the memory. */
    private byte[] read(Scratchpad pad, int address, int bytes) {
        byte[] content = pads.get(pad);
        int from = Math.min(address, content.length);
        return Arrays.copyOf(Arrays.copyOfRange(content, from, Math.min(address + bytes, content.length)), bytes);
    }

    private void write() {
        if (post.get("write_valid") == 0) {
            assertEquals(0, post.get("keep_valid"), "words are kept beside words that are written");
            return;
        }
        int count = (int) post.get("write_count");
        byte[] data = bytes(post, "write_data", count);
        Scratchpad to = post.get("write_to") == 0 ? Scratchpad.ACTIVATION : Scratchpad.OUTPUT;
        System.arraycopy(data, 0, pads.get(to), (int) post.get("write_address"), count);
        if (post.get("keep_valid") != 0) {
            assertEquals(Scratchpad.OUTPUT, to, "one port writes activations");
            System.arraycopy(data, 0, pads.get(Scratchpad.ACTIVATION), (int) post.get("keep_address"), count);
        }
    }
}
