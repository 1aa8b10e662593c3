package dev.intarsia.simulator.oracle;

import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.type.RawTensor;
import java.util.Arrays;

/** The words of a buffer, and which of them have been written. */
final class Storage {

    final Buffer buffer;
    private long[] words;
    private final int[] strides;
    private final boolean[] written;
    private final boolean known;
    private final long least;
    private final long greatest;

    private Storage(Buffer buffer, long[] words, boolean known) {
        this.buffer = buffer;
        this.words = words;
        this.strides = buffer.shape().strides();
        this.known = known;
        this.written = known ? new boolean[0] : new boolean[words.length];
        this.least = buffer.format().min();
        boolean all = buffer.format().bits() == 64;
        this.greatest = all ? Long.MAX_VALUE : buffer.format().max();
    }

    /** A buffer whose words are undefined at first. */
    static Storage undefined(Buffer buffer) {
        return new Storage(buffer, new long[buffer.shape().elements()], false);
    }

    /** A buffer whose words are given before each run. */
    static Storage given(Buffer buffer) {
        return new Storage(buffer, new long[0], true);
    }

    /** Gives the words of a buffer. */
    void give(RawTensor tensor) {
        if (!tensor.format().equals(buffer.format()) || !tensor.shape().equals(buffer.shape())) {
            throw new KernelFault(buffer.name() + " is " + buffer.format() + buffer.shape() + ", given " + tensor);
        }
        words = tensor.toArray();
    }

    /** What was written is undefined again. */
    void forget() {
        Arrays.fill(written, false);
    }

    /** How many words there are. */
    int length() {
        return words.length;
    }

    int stride(int axis) {
        return strides[axis];
    }

    int size(int axis) {
        return buffer.shape().size(axis);
    }

    long read(int offset) {
        if (!known && !written[offset]) {
            throw new KernelFault(place(offset) + " is read before it is written");
        }
        return words[offset];
    }

    void write(int offset, long word) {
        if (word < least || word > greatest) {
            throw new KernelFault(place(offset) + " is " + buffer.format() + " and cannot hold " + word);
        }
        if (known) {
            throw new KernelFault(place(offset) + " is written, but its words are given");
        }
        words[offset] = word;
        written[offset] = true;
    }

    /** All words; every one has to be written. */
    RawTensor tensor() {
        for (int offset = 0; offset < words.length; offset++) {
            read(offset);
        }
        return RawTensor.of(buffer.format(), buffer.shape(), words);
    }

    private String place(int offset) {
        int[] place = new int[strides.length];
        int rest = offset;
        for (int axis = 0; axis < place.length; axis++) {
            place[axis] = rest / strides[axis];
            rest %= strides[axis];
        }
        return buffer.name() + Arrays.toString(place);
    }
}
