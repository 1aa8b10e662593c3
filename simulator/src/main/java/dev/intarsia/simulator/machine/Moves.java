package dev.intarsia.simulator.machine;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Command.Surround;
import java.util.Arrays;

/** Loads and stores: rows of pixels between memory, where they lie strided, and a scratchpad, where they lie dense. */
final class Moves {

    private Moves() {}

    /** @param each how many inferences lie side by side, a byte of each */
    static void load(Command.Load load, int each, byte[] memory, byte[] scratchpad) {
        Surround padding = load.padding();
        int pixelBytes = load.bytes() * each;
        int stride = load.pixelStride() * each;
        int rowBytes = (padding.left() + load.pixels() + padding.right()) * pixelBytes;
        int to = load.address() * each;
        fill(scratchpad, to, padding.top() * rowBytes, padding, each);
        to += padding.top() * rowBytes;
        for (int row = 0; row < load.rows(); row++) {
            int from = (load.from() + row * load.rowStride()) * each;
            fill(scratchpad, to, padding.left() * pixelBytes, padding, each);
            to += padding.left() * pixelBytes;
            if (padding.frame()) {
                to += load.pixels() * pixelBytes;
            } else if (stride == pixelBytes) {
                System.arraycopy(memory, from, scratchpad, to, load.pixels() * pixelBytes);
                to += load.pixels() * pixelBytes;
            } else {
                for (int pixel = 0; pixel < load.pixels(); pixel++) {
                    System.arraycopy(memory, from + pixel * stride, scratchpad, to, pixelBytes);
                    to += pixelBytes;
                }
            }
            fill(scratchpad, to, padding.right() * pixelBytes, padding, each);
            to += padding.right() * pixelBytes;
        }
        fill(scratchpad, to, padding.bottom() * rowBytes, padding, each);
    }

    /** The words that post-processing has written to the output buffer go to the activations as well. */
    static void keep(Command.Post post, int each, byte[] output, byte[] activations) {
        int bytes = post.channels() * post.elementBytes() * each;
        for (int pixel = 0; pixel < post.pixels(); pixel++) {
            int from = (post.address() + pixel * post.pixelStride()) * each;
            System.arraycopy(output, from, activations, post.kept().at(pixel) * each, bytes);
        }
    }

    private static void fill(byte[] scratchpad, int from, int bytes, Surround padding, int each) {
        if (bytes == 0) {
            return;
        }
        if (padding.wordBytes() == 1) {
            Arrays.fill(scratchpad, from, from + bytes, (byte) padding.word());
            return;
        }
        byte[] word = new byte[padding.wordBytes()];
        Elements.write(word, 0, word.length, padding.word());
        for (int i = 0; i < bytes; i += each) {
            Arrays.fill(scratchpad, from + i, from + i + each, word[i / each % word.length]);
        }
    }

    /** @param each how many inferences lie side by side, a byte of each */
    static void store(Command.Store store, int each, byte[] output, byte[] memory) {
        int from = store.address() * each;
        int pixelBytes = store.bytes() * each;
        int stride = store.pixelStride() * each;
        for (int row = 0; row < store.rows(); row++) {
            int to = (store.to() + row * store.rowStride()) * each;
            if (stride == pixelBytes) {
                System.arraycopy(output, from, memory, to, store.pixels() * pixelBytes);
                from += store.pixels() * pixelBytes;
            } else {
                for (int pixel = 0; pixel < store.pixels(); pixel++) {
                    System.arraycopy(output, from, memory, to + pixel * stride, pixelBytes);
                    from += pixelBytes;
                }
            }
        }
    }
}
