package dev.intarsia.simulator.machine;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Command.Surround;
import java.util.Arrays;

/** Loads and stores: rows of pixels between memory, where they lie strided, and a scratchpad, where they lie dense. */
final class Moves {

    private Moves() {}

    static void load(Command.Load load, byte[] memory, byte[] scratchpad) {
        Surround padding = load.padding();
        int rowPixels = padding.left() + load.pixels() + padding.right();
        int rowBytes = rowPixels * load.bytes();
        int to = load.address();
        fill(scratchpad, to, padding.top() * rowBytes, padding);
        to += padding.top() * rowBytes;
        for (int row = 0; row < load.rows(); row++) {
            int from = load.from() + row * load.rowStride();
            fill(scratchpad, to, padding.left() * load.bytes(), padding);
            to += padding.left() * load.bytes();
            if (load.pixelStride() == load.bytes()) {
                System.arraycopy(memory, from, scratchpad, to, load.pixels() * load.bytes());
                to += load.pixels() * load.bytes();
            } else {
                for (int pixel = 0; pixel < load.pixels(); pixel++) {
                    System.arraycopy(memory, from + pixel * load.pixelStride(), scratchpad, to, load.bytes());
                    to += load.bytes();
                }
            }
            fill(scratchpad, to, padding.right() * load.bytes(), padding);
            to += padding.right() * load.bytes();
        }
        fill(scratchpad, to, padding.bottom() * rowBytes, padding);
    }

    private static void fill(byte[] scratchpad, int address, int bytes, Surround padding) {
        if (bytes == 0) {
            return;
        }
        if (padding.wordBytes() == 1) {
            Arrays.fill(scratchpad, address, address + bytes, (byte) padding.word());
            return;
        }
        for (int i = address; i < address + bytes; i += padding.wordBytes()) {
            Elements.write(scratchpad, i, padding.wordBytes(), padding.word());
        }
    }

    static void store(Command.Store store, byte[] output, byte[] memory) {
        int from = store.address();
        for (int row = 0; row < store.rows(); row++) {
            int to = store.to() + row * store.rowStride();
            if (store.pixelStride() == store.bytes()) {
                System.arraycopy(output, from, memory, to, store.pixels() * store.bytes());
                from += store.pixels() * store.bytes();
            } else {
                for (int pixel = 0; pixel < store.pixels(); pixel++) {
                    System.arraycopy(output, from, memory, to + pixel * store.pixelStride(), store.bytes());
                    from += store.bytes();
                }
            }
        }
    }
}
