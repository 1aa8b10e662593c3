package dev.intarsia.ir.encoding;

import dev.intarsia.ir.arithmetic.LittleEndian;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.AcceleratorPrinter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Command words with a head that says for which machine they are: the bytes {@code INLAY}, the version of the format, the
 * fingerprint of the target's parameters (8 bytes), how many bytes of memory the commands need (4), how many words follow (4); then the words,
 * in program order, each unit's in the order of its queue. Numbers are little-endian.
 */
public final class ProgramFile {

    private static final byte[] MAGIC = {'I', 'N', 'L', 'A', 'Y'};
    private static final int HEAD_BYTES = MAGIC.length + 1 + 8 + 4 + 4;

    private ProgramFile() {}

    /** The bytes of a program. */
    public static byte[] write(List<Command> commands, int memoryBytes, Accelerator target) {
        byte[] bytes = new byte[HEAD_BYTES + commands.size() * CommandFormat.WORD_BYTES];
        System.arraycopy(MAGIC, 0, bytes, 0, MAGIC.length);
        bytes[MAGIC.length] = CommandFormat.VERSION;
        int at = MAGIC.length + 1;
        at = put(bytes, at, fingerprint(target), 8);
        at = put(bytes, at, memoryBytes, 4);
        at = put(bytes, at, commands.size(), 4);
        for (Command command : commands) {
            byte[] word = EncodeCommand.apply(command, target.parameterEntryBytes());
            System.arraycopy(word, 0, bytes, at, word.length);
            at += word.length;
        }
        return bytes;
    }

    /**
     * The commands of a program.
     *
     * @param memoryBytes how much memory there is
     * @throws EncodingException when the bytes are no program, one of another version or for another target, one that is cut off or
     *     followed by more, one that needs more memory, or one with a bad word, which is named by its number
     */
    public static List<Command> read(byte[] bytes, int memoryBytes, Accelerator target) {
        if (bytes.length < HEAD_BYTES || !Arrays.equals(MAGIC, Arrays.copyOf(bytes, MAGIC.length))) {
            throw new EncodingException("these bytes are no command program: it begins with INLAY");
        }
        long version = LittleEndian.octet(bytes[MAGIC.length], 0);
        if (version != CommandFormat.VERSION) {
            throw new EncodingException("the program is of version " + version + ", this is version "
                    + CommandFormat.VERSION + ": encode it anew");
        }
        int at = MAGIC.length + 1;
        if (number(bytes, at, 8) != fingerprint(target)) {
            throw new EncodingException("the program was made for another target than " + target.name()
                    + ", or for other parameters of it");
        }
        long needed = number(bytes, at + 8, 4);
        if (needed > memoryBytes) {
            throw new EncodingException("the program needs " + needed + " bytes of memory, there are " + memoryBytes);
        }
        long count = number(bytes, at + 12, 4);
        long expected = HEAD_BYTES + count * CommandFormat.WORD_BYTES;
        if (bytes.length != expected) {
            throw new EncodingException(
                    "a program of " + count + " words has " + expected + " bytes, found " + bytes.length);
        }
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int from = HEAD_BYTES + i * CommandFormat.WORD_BYTES;
            try {
                commands.add(DecodeCommand.apply(
                        Arrays.copyOfRange(bytes, from, from + CommandFormat.WORD_BYTES),
                        target.parameterEntryBytes()));
            } catch (EncodingException e) {
                throw new EncodingException("word " + i + ": " + e.getMessage());
            }
        }
        return List.copyOf(commands);
    }

    /** FNV-1a, 64 bits, over all parameters that words and cycles depend on; the name is not among them. */
    static long fingerprint(Accelerator target) {
        String text = AcceleratorPrinter.print(target);
        long hash = 0xcbf29ce484222325L;
        for (char c : text.substring(text.indexOf('\n')).toCharArray()) {
            hash = (hash ^ c) * 0x100000001b3L;
        }
        return hash;
    }

    private static int put(byte[] bytes, int at, long value, int count) {
        for (int i = 0; i < count; i++) {
            bytes[at + i] = (byte) LittleEndian.octet(value, i);
        }
        return at + count;
    }

    private static long number(byte[] bytes, int at, int count) {
        long value = 0;
        for (int i = count - 1; i >= 0; i--) {
            value = value * 256 + LittleEndian.octet(bytes[at + i], 0);
        }
        return value;
    }
}
