package dev.intarsia.hwtest.rtl;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.encoding.EncodeCommand;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Commands as a queue's head. */
final class CommandWords {

    private CommandWords() {}

    /** The command's word as values of a port, low bits first. */
    static long[] of(Command command, int entryBytes) {
        ByteBuffer bytes =
                ByteBuffer.wrap(EncodeCommand.apply(command, entryBytes)).order(ByteOrder.LITTLE_ENDIAN);
        long[] words = new long[bytes.capacity() / Long.BYTES];
        bytes.asLongBuffer().get(words);
        return words;
    }
}
