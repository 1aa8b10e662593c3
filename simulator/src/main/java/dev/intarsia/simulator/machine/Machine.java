package dev.intarsia.simulator.machine;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.CommandProgram.Image;
import dev.intarsia.ir.command.CommandProgram.TensorPlace;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.type.RawTensor;
import java.util.Arrays;
import java.util.Objects;

/**
 * An accelerator with its memories, which carries each command out at once. One thread at a time.
 *
 * <p>Every address is checked: a command that reaches outside of a memory is an {@link IllegalStateException} that names it. Scratchpads
 * are zero at first; {@link dev.intarsia.ir.command.HazardCheck} proves that a program never relies on that.
 */
public final class Machine implements Device, TensorMemory {

    /** How the computing commands are carried out. Both give the same words. */
    public enum Kernels {
        /** On vector lanes wherever they reach. */
        LANES,
        /** Word by word. */
        PLAIN;

        /** Vector lanes, if this Java was started with the module {@code jdk.incubator.vector}. */
        public static Kernels available() {
            return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() ? LANES : PLAIN;
        }
    }

    private final Accelerator target;
    private final byte[] memory;
    /** Which bytes of memory are known: the same in every inference. */
    private final boolean[] placed;

    private final byte[] activations;
    private final byte[] weights;
    private final byte[] output;
    private final byte[] parameters;
    private final byte[] tables;
    private final Accumulators accumulators;
    private final Compute compute;
    private Lockstep lockstep;

    /** A machine with an empty memory of that many bytes, on what kernels are available. */
    public Machine(Accelerator target, int memoryBytes) {
        this(target, memoryBytes, Kernels.available());
    }

    public Machine(Accelerator target, int memoryBytes, Kernels kernels) {
        this.target = Objects.requireNonNull(target, "target");
        memory = new byte[memoryBytes];
        placed = new boolean[memoryBytes];
        activations = new byte[target.activationBytes()];
        weights = new byte[target.weightBytes()];
        output = new byte[target.outputBytes()];
        parameters = new byte[target.parameterEntries() * target.parameterEntryBytes()];
        tables = new byte[target.tableEntries()];
        accumulators =
                new Accumulators(target, kernels == Kernels.LANES ? Lanes.roundUp(target.cols()) : target.cols());
        compute = new Compute(activations, weights, accumulators, kernels);
    }

    public Accelerator target() {
        return target;
    }

    /** Puts known bytes into memory. */
    public void place(Image image) {
        RawTensor content = image.content();
        byte[] bytes = new byte[content.shape().elements()];
        within(image.address(), bytes.length, memory.length, image.name());
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) content.at(i);
        }
        place(image.address(), bytes);
    }

    /** Puts known bytes into memory. */
    public void place(int address, byte[] content) {
        within(address, content.length, memory.length, "bytes");
        System.arraycopy(content, 0, memory, address, content.length);
        Arrays.fill(placed, address, address + content.length, true);
        lockstep = null;
    }

    /**
     * Machines for many inferences at once, which hold what was placed in this one. Like this one, they keep their memories from one time to
     * the next.
     */
    public Lockstep lockstep(int inferences) {
        if (lockstep == null || !lockstep.takes(inferences)) {
            lockstep = new Lockstep(target, memory, placed, inferences);
        }
        return lockstep;
    }

    /** Writes a tensor to its place in memory. */
    public void write(TensorPlace place, RawTensor tensor) {
        checkType(place, tensor);
        within(place.address(), place.bytes(), memory.length, place.name());
        int bytes = place.wordBytes();
        int address = place.address();
        int words = place.shape().elements();
        for (int i = 0; i < words; i++) {
            Elements.write(memory, address, bytes, tensor.at(i));
            address += bytes;
        }
    }

    static void checkType(TensorPlace place, RawTensor tensor) {
        if (!tensor.shape().equals(place.shape()) || !tensor.format().equals(place.format())) {
            throw new IllegalArgumentException(
                    place.name() + " is " + place.format() + place.shape() + ", found " + tensor);
        }
    }

    @Override
    public void write(TensorPlace place, long[] words) {
        write(place, RawTensor.owning(place.format(), place.shape(), words));
    }

    @Override
    public long[] words(TensorPlace place) {
        within(place.address(), place.bytes(), memory.length, place.name());
        int bytes = place.wordBytes();
        long[] words = new long[place.shape().elements()];
        int address = place.address();
        for (int i = 0; i < words.length; i++) {
            words[i] = Elements.readLong(memory, address, bytes, place.format().signed());
            address += bytes;
        }
        return words;
    }

    /** The tensor that lies at a place in memory. */
    public RawTensor read(TensorPlace place) {
        return RawTensor.owning(place.format(), place.shape(), words(place));
    }

    @Override
    public void load(Command.Load load) {
        byte[] to = bytes(load.to());
        int written = load.written();
        within(load.address(), written, to.length, load);
        readable(load, memory.length);
        Moves.load(load, 1, memory, to);
        compute.written(load.to(), load.address(), load.address() + written);
    }

    @Override
    public void multiply(Command.Multiply multiply) {
        compute.multiply(multiply);
    }

    @Override
    public void vector(Command.Vector vector) {
        compute.vector(vector);
    }

    @Override
    public void post(Command.Post post) {
        byte[] to = bytes(post.to());
        int span = (post.pixels() - 1) * post.pixelStride() + post.channels() * post.elementBytes();
        within(post.address(), span, to.length, post);
        int entryBytes = target.parameterEntryBytes();
        within(post.parameters() * entryBytes, post.channels() * entryBytes, parameters.length, post);
        post.table().ifPresent(table -> within(table, post.tableBytes(), tables.length, post));
        compute.post(post, parameters, entryBytes, tables, to);
        compute.written(post.to(), post.address(), post.address() + span);
        if (post.kept().isKept()) {
            int keptBytes = post.kept().span(post.pixels(), post.channels() * post.elementBytes());
            within(post.kept().address(), keptBytes, activations.length, post);
            Moves.keep(post, 1, to, activations);
            compute.written(
                    Scratchpad.ACTIVATION, post.kept().address(), post.kept().address() + keptBytes);
        }
    }

    @Override
    public void store(Command.Store store) {
        within(store.address(), store.copied(), output.length, store);
        writable(store, memory.length);
        Moves.store(store, 1, output, memory);
    }

    /** A copy of what lies in a scratchpad, for tests and debugging. The accumulators are read entry by entry, see {@link #accumulator}. */
    public byte[] content(Scratchpad scratchpad) {
        return bytes(scratchpad).clone();
    }

    /** An accumulator as it is kept. */
    public long accumulator(int entry, int column) {
        return accumulators.at(entry, column);
    }

    private byte[] bytes(Scratchpad scratchpad) {
        return switch (scratchpad) {
            case ACTIVATION -> activations;
            case WEIGHT -> weights;
            case OUTPUT -> output;
            case PARAMETER -> parameters;
            case TABLE -> tables;
            case ACCUMULATOR -> throw new IllegalStateException("accumulators are not addressed in bytes");
        };
    }

    /** Checks that a load stays inside of a memory of {@code size} bytes. */
    static void readable(Command.Load load, int size) {
        if (load.padding().frame()) {
            return;
        }
        reaches(
                load.from(),
                load.rows(),
                load.rowStride(),
                load.pixels(),
                load.pixelStride(),
                load.bytes(),
                size,
                load);
    }

    /** Checks that a store stays inside of a memory of {@code size} bytes. */
    static void writable(Command.Store store, int size) {
        reaches(
                store.to(),
                store.rows(),
                store.rowStride(),
                store.pixels(),
                store.pixelStride(),
                store.bytes(),
                size,
                store);
    }

    private static void reaches(
            int from, int rows, int rowStride, int pixels, int pixelStride, int bytes, int size, Command command) {
        int row = (rows - 1) * rowStride;
        int pixel = (pixels - 1) * pixelStride;
        int first = from + Math.min(0, row) + Math.min(0, pixel);
        int end = from + Math.max(0, row) + Math.max(0, pixel) + bytes;
        within(first, end - first, size, command);
    }

    static void within(int address, int bytes, int size, Object what) {
        if (address < 0 || bytes < 0 || address > size - bytes) {
            throw new IllegalStateException(
                    "bytes " + address + " … " + (address + bytes - 1) + " of a memory of " + size + ": " + what);
        }
    }
}
