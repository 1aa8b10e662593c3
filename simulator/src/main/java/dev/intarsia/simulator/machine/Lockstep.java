package dev.intarsia.simulator.machine;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.CommandProgram.TensorPlace;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.type.RawTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * As many machines as there are inferences, which carry each command out together. All of them hold the same weights and parameter
 * entries; activations, sums and outputs differ. A command does not depend on values, so it is read once for all of them, and its loops run
 * along the inferences, where words lie side by side: byte {@code a} of inference {@code i} has the index {@code a · lanes + i}. There are
 * as many lanes as fill whole vectors; what the last ones compute means nothing.
 *
 * <p>After each command every inference has what a {@link Machine} of its own would have. One thread at a time.
 */
public final class Lockstep implements Device {

    /** So many lanes fill the vectors of every machine. */
    private static final int VECTOR = 16;

    private final Accelerator target;
    private final int lanes;
    private int inferences;
    private final byte[] memory;
    /** What is the same for all inferences, where {@link #shared} says so. */
    private final byte[] constants;

    private final boolean[] shared;
    private final byte[] activations;
    private final byte[] weights;
    private final byte[] output;
    private final byte[] parameters;
    private final byte[] tables;
    private final LockstepCompute compute;

    /**
     * @param constants the memory that all inferences begin with
     * @param shared which of its bytes are the same for all of them, weights and parameter entries among them
     */
    Lockstep(Accelerator target, byte[] constants, boolean[] shared, int inferences) {
        this.target = target;
        this.inferences = inferences;
        this.lanes = lanes(inferences);
        this.constants = constants.clone();
        this.shared = shared.clone();
        memory = new byte[Math.multiplyExact(constants.length, lanes)];
        activations = new byte[target.activationBytes() * lanes];
        weights = new byte[target.weightBytes()];
        output = new byte[target.outputBytes() * lanes];
        parameters = new byte[target.parameterEntries() * target.parameterEntryBytes()];
        tables = new byte[target.tableEntries()];
        compute = new LockstepCompute(target, lanes, activations, weights);
        for (int address = 0; address < constants.length; address++) {
            if (constants[address] != 0) {
                Arrays.fill(memory, address * lanes, (address + 1) * lanes, constants[address]);
            }
        }
    }

    private static int lanes(int inferences) {
        return Math.ceilDiv(inferences, VECTOR) * VECTOR;
    }

    /** Whether the lanes are as many as for some other number of inferences; they are then taken for those. */
    boolean takes(int otherInferences) {
        if (lanes != lanes(otherInferences)) {
            return false;
        }
        inferences = otherInferences;
        return true;
    }

    /** How many inferences run together. */
    public int inferences() {
        return inferences;
    }

    /** Writes the inputs of one inference to their places. */
    public void write(int inference, List<TensorPlace> places, List<RawTensor> tensors) {
        if (tensors.size() != places.size()) {
            throw new IllegalArgumentException(places.size() + " tensors needed, found " + tensors.size());
        }
        for (int i = 0; i < places.size(); i++) {
            Machine.checkType(places.get(i), tensors.get(i));
            memory(inference).write(places.get(i), tensors.get(i).toArray());
        }
    }

    /** Of each inference the tensors that lie at some places of its memory. */
    public List<List<RawTensor>> read(List<TensorPlace> places) {
        List<List<RawTensor>> tensors = new ArrayList<>();
        onHost(memory -> tensors.add(places.stream()
                .map(place -> RawTensor.owning(place.format(), place.shape(), memory.words(place)))
                .toList()));
        return tensors;
    }

    /** Does something with the memory of each inference, one after the other. */
    public void onHost(Consumer<TensorMemory> layer) {
        for (int i = 0; i < inferences; i++) {
            layer.accept(memory(i));
        }
    }

    /** The memory of one inference. */
    public TensorMemory memory(int inference) {
        return new TensorMemory() {
            @Override
            public long[] words(TensorPlace place) {
                checkPlace(place);
                long[] words = new long[place.shape().elements()];
                byte[] one = new byte[place.wordBytes()];
                int index = place.address() * lanes + inference;
                for (int i = 0; i < words.length; i++) {
                    for (int part = 0; part < one.length; part++, index += lanes) {
                        one[part] = memory[index];
                    }
                    words[i] =
                            Elements.readLong(one, 0, one.length, place.format().signed());
                }
                return words;
            }

            @Override
            public void write(TensorPlace place, long[] words) {
                checkPlace(place);
                byte[] one = new byte[place.wordBytes()];
                int index = place.address() * lanes + inference;
                for (long word : words) {
                    Elements.write(one, 0, one.length, word);
                    for (int part = 0; part < one.length; part++, index += lanes) {
                        memory[index] = one[part];
                    }
                }
                Arrays.fill(shared, place.address(), place.address() + place.bytes(), false);
            }
        };
    }

    private void checkPlace(TensorPlace place) {
        Machine.within(place.address(), place.bytes(), constants.length, place.name());
    }

    @Override
    public void load(Command.Load load) {
        Machine.within(load.address(), load.written(), size(load.to()), load);
        Machine.readable(load, constants.length);
        switch (load.to()) {
            case ACTIVATION -> {
                Moves.load(load, lanes, memory, activations);
                compute.written(load.address(), load.address() + load.written());
            }
            case OUTPUT -> Moves.load(load, lanes, memory, output);
            case WEIGHT -> loadShared(load, weights);
            case PARAMETER -> loadShared(load, parameters);
            case TABLE -> loadShared(load, tables);
            case ACCUMULATOR -> throw new IllegalStateException("accumulators are not addressed in bytes");
        }
    }

    /** Weights, parameter entries and tables are loaded once for all inferences. */
    private void loadShared(Command.Load load, byte[] to) {
        for (int row = 0; row < load.rows(); row++) {
            for (int pixel = 0; pixel < load.pixels(); pixel++) {
                int from = load.from() + row * load.rowStride() + pixel * load.pixelStride();
                for (int i = from; i < from + load.bytes(); i++) {
                    if (!shared[i]) {
                        throw new IllegalStateException("byte " + i + " differs from inference to inference, and "
                                + load.to() + " holds only what is the same for all: " + load);
                    }
                }
            }
        }
        Moves.load(load, 1, constants, to);
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
        int span = (post.pixels() - 1) * post.pixelStride() + post.channels() * post.elementBytes();
        Machine.within(post.address(), span, size(post.to()), post);
        int entryBytes = target.parameterEntryBytes();
        Machine.within(post.parameters() * entryBytes, post.channels() * entryBytes, parameters.length, post);
        post.table().ifPresent(table -> Machine.within(table, post.tableBytes(), tables.length, post));
        switch (post.to()) {
            case ACTIVATION -> {
                compute.post(post, parameters, tables, activations);
                compute.written(post.address(), post.address() + span);
            }
            case OUTPUT -> {
                compute.post(post, parameters, tables, output);
                if (post.kept().isKept()) {
                    int address = post.kept().address();
                    int keptBytes = post.kept().span(post.pixels(), post.channels() * post.elementBytes());
                    Machine.within(address, keptBytes, target.activationBytes(), post);
                    Moves.keep(post, lanes, output, activations);
                    compute.written(address, address + keptBytes);
                }
            }
            case WEIGHT, PARAMETER, TABLE, ACCUMULATOR ->
                throw new IllegalStateException("words differ from inference to inference, and " + post.to()
                        + " holds only what is the same for all: " + post);
        }
    }

    @Override
    public void store(Command.Store store) {
        Machine.within(store.address(), store.copied(), target.outputBytes(), store);
        Machine.writable(store, constants.length);
        Moves.store(store, lanes, output, memory);
        for (int row = 0; row < store.rows(); row++) {
            for (int pixel = 0; pixel < store.pixels(); pixel++) {
                int to = store.to() + row * store.rowStride() + pixel * store.pixelStride();
                Arrays.fill(shared, to, to + store.bytes(), false);
            }
        }
    }

    /** A copy of what lies in a scratchpad for one inference, for tests and debugging. */
    public byte[] content(Scratchpad scratchpad, int inference) {
        return switch (scratchpad) {
            case ACTIVATION -> of(activations, inference);
            case OUTPUT -> of(output, inference);
            case WEIGHT -> weights.clone();
            case PARAMETER -> parameters.clone();
            case TABLE -> tables.clone();
            case ACCUMULATOR -> throw new IllegalStateException("accumulators are not addressed in bytes");
        };
    }

    /** An accumulator as it is kept, for one inference. */
    public long accumulator(int entry, int column, int inference) {
        return compute.accumulator(entry, column, inference);
    }

    private byte[] of(byte[] all, int inference) {
        byte[] one = new byte[all.length / lanes];
        for (int i = 0; i < one.length; i++) {
            one[i] = all[i * lanes + inference];
        }
        return one;
    }

    private int size(Scratchpad scratchpad) {
        return switch (scratchpad) {
            case ACTIVATION -> target.activationBytes();
            case OUTPUT -> target.outputBytes();
            case WEIGHT -> weights.length;
            case PARAMETER -> parameters.length;
            case TABLE -> tables.length;
            case ACCUMULATOR -> throw new IllegalStateException("accumulators are not addressed in bytes");
        };
    }
}
