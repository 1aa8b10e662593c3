package dev.intarsia.ir.encoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.command.Sync;
import dev.intarsia.ir.schedule.SampleTargets;
import dev.intarsia.ir.target.Accelerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Encoding and decoding, assembling and disassembling are inverses; what is no command is refused with the reason. */
class EncodingTest {

    private static final int ENTRY_BYTES = 12;
    private static final int DRAWN = 2000;

    private static final Command.Store STORE = new Command.Store(Sync.NONE, 4096, 0, 2, 100, 3, 10, 5);

    @Test
    void everyCommandComesBackFromItsWordAndFromItsText() {
        DrawnCommands draw = new DrawnCommands(20261125);
        Set<CommandFormat> seen = EnumSet.noneOf(CommandFormat.class);
        for (int i = 0; i < DRAWN; i++) {
            Command command = draw.next();
            byte[] word = EncodeCommand.apply(command, ENTRY_BYTES);
            seen.add(CommandWord.of(word).format());
            assertEquals(command, DecodeCommand.apply(word, ENTRY_BYTES));
            String text = CommandText.disassemble(command, ENTRY_BYTES);
            assertEquals(command, CommandText.assemble(text, ENTRY_BYTES), text);
        }
        assertEquals(EnumSet.allOf(CommandFormat.class), seen);
        System.out.println(
                "COUNT random commands equal after encoding and decoding, and after disassembling and assembling: "
                        + DRAWN);
    }

    /** Every flipped bit gives another command or is refused; none is overlooked. */
    @Test
    void noBitIsIgnored() {
        DrawnCommands draw = new DrawnCommands(7);
        for (int i = 0; i < 20; i++) {
            Command command = draw.next();
            byte[] word = EncodeCommand.apply(command, ENTRY_BYTES);
            for (int bit = 0; bit < CommandFormat.WORD_BITS; bit++) {
                byte[] flipped = word.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                try {
                    assertTrue(
                            !command.equals(DecodeCommand.apply(flipped, ENTRY_BYTES)),
                            "bit " + bit + " of " + command);
                } catch (EncodingException refused) {
                    assertTrue(refused.getMessage().length() > 10, refused.getMessage());
                }
            }
        }
    }

    @Test
    void badWordsAreRefusedWithTheReason() {
        byte[] word = EncodeCommand.apply(STORE, ENTRY_BYTES);
        assertEquals("a command word has 64 bytes, found 63", refusal(Arrays.copyOf(word, 63)));
        assertEquals("the word is of version 9, this is version 4", refusal(with(word, 0, 9)));
        assertEquals("no command has the opcode 0", refusal(with(word, 1, word[1] & 0xF0)));
        assertEquals("store: bit 511 is set, which no field names", refusal(with(word, 63, 0x80)));
        Field rows = CommandFormat.STORE.field("rows").orElseThrow();
        byte[] none = word.clone();
        for (int bit = rows.at(); bit < rows.at() + rows.bits(); bit++) {
            none[bit / 8] &= (byte) ~(1 << bit % 8);
        }
        assertEquals("store: rows is 0, a count is at least 1", refusal(none));
        Field run = CommandFormat.STORE.field("run_bytes").orElseThrow();
        byte[] other = word.clone();
        other[run.at() / 8] ^= (byte) (1 << run.at() % 8);
        assertEquals("store: run_bytes is 4, from the other fields follows 5", refusal(other));
    }

    private static byte[] with(byte[] word, int at, int value) {
        byte[] changed = word.clone();
        changed[at] = (byte) value;
        return changed;
    }

    private static String refusal(byte[] word) {
        return assertThrows(EncodingException.class, () -> DecodeCommand.apply(word, ENTRY_BYTES))
                .getMessage();
    }

    @Test
    void whatDoesNotFitAFieldIsRefused() {
        Command.Store wide = new Command.Store(Sync.NONE, 0, 1 << 24, 1, 0, 1, 0, 1);
        assertEquals(
                "store: address is 16777216, the field holds 0 … 16777215",
                assertThrows(EncodingException.class, () -> EncodeCommand.apply(wide, ENTRY_BYTES))
                        .getMessage());
        Command.Load sums =
                new Command.Load(Sync.NONE, Scratchpad.ACCUMULATOR, 0, 0, 1, 0, 1, 0, 1, Command.Surround.NONE);
        assertEquals(
                "accumulators: no place for a load",
                assertThrows(EncodingException.class, () -> EncodeCommand.apply(sums, ENTRY_BYTES))
                        .getMessage());
    }

    @Test
    void badTextIsRefusedWithTheReason() {
        assertEquals(
                STORE,
                CommandText.assemble("store memory=4096 rows=2 row_stride=100 pixels=3 pixel_stride=10 bytes=5", 12));
        assertEquals("'stor' is no command; there are load, multiply, vector, post, store", textRefusal("stor rows=1"));
        assertEquals(
                "'row' is no field of store; there are address, memory, rows, row_stride, pixels, pixel_stride, bytes",
                textRefusal("store row=1"));
        assertEquals("'rows=one' does not end in a whole number", textRefusal("store rows=one"));
        assertEquals("rows is given twice", textRefusal("store rows=1 rows=1"));
        assertEquals("'rows' is not a field and its value, as in address=0", textRefusal("store rows"));
        assertEquals("'host' is no unit; there are load, compute, post, store", textRefusal("store wait=host"));
        assertEquals("store: rows is 0, a count is at least 1", textRefusal("store pixels=1 bytes=1"));
        assertEquals(
                "post: a look-up is of bytes at places from 0 to 255, found 0 to 256",
                textRefusal("post pixels=1 channels=1 high=256 look_up=1"));
        assertEquals(
                "post: table is 5, from the other fields follows 0",
                textRefusal("post pixels=1 channels=1 high=25 multiplier_bits=32 table=5"));
    }

    private static String textRefusal(String line) {
        return assertThrows(EncodingException.class, () -> CommandText.assemble(line, ENTRY_BYTES))
                .getMessage();
    }

    @Test
    void programsAreReadBackAndBadOnesRefused() {
        Accelerator target = SampleTargets.small();
        DrawnCommands draw = new DrawnCommands(3);
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            commands.add(draw.next());
        }
        byte[] file = ProgramFile.write(commands, 5000, target);
        assertEquals(commands, ProgramFile.read(file, 5000, target));
        assertEquals("the program needs 5000 bytes of memory, there are 4999", fileRefusal(file, 4999, target));
        assertEquals(
                "a program of 20 words has 1302 bytes, found 1301",
                fileRefusal(Arrays.copyOf(file, file.length - 1), 5000, target));
        assertEquals(
                "the program is of version 1, this is version 4: encode it anew",
                fileRefusal(with(file, 5, 1), 5000, target));
        assertEquals(
                "these bytes are no command program: it begins with INLAY",
                fileRefusal(with(file, 0, 'X'), 5000, target));
        assertEquals(
                "word 0: bit 511 is set",
                fileRefusal(with(file, 22 + 63, 0x80), 5000, target)
                        .replaceAll("(load|multiply|vector|post|store): |,.*", ""));
        Accelerator wider = SampleTargets.widths(8, 4, 32, target.overflow(), 32, 32);
        assertEquals(
                "the program was made for another target than " + wider.name() + ", or for other parameters of it",
                fileRefusal(file, 5000, wider));
    }

    private static String fileRefusal(byte[] file, int memory, Accelerator target) {
        return assertThrows(EncodingException.class, () -> ProgramFile.read(file, memory, target))
                .getMessage();
    }

    /** {@code -Dintarsia.rewrite=true} writes the page anew. */
    @Test
    void thePageOfTheBitsFollowsFromTheTable() throws IOException {
        Path page = Path.of("..", "docs", "commands.md");
        String text = Files.readString(page);
        String begin = "<!-- table:command-words -->\n";
        int from = text.indexOf(begin) + begin.length();
        int to = text.indexOf("<!-- end -->", from);
        String renewed = text.substring(0, from) + FormatPage.print() + text.substring(to);
        if (Boolean.getBoolean("intarsia.rewrite")) {
            Files.writeString(page, renewed);
        } else {
            assertEquals(renewed, text, page + " is not what the table says; -Dintarsia.rewrite=true renews it");
        }
    }
}
