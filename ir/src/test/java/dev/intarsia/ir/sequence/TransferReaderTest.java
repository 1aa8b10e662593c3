package dev.intarsia.ir.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Command.Surround;
import dev.intarsia.ir.encoding.DecodeCommand;
import dev.intarsia.ir.encoding.EncodeCommand;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Memory;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Loads that hang over their source's end. */
class TransferReaderTest {

    private static final int ENTRY_BYTES = 12;

    /** The last four of six entries of parameters, from the fifth on: two are outside. */
    private static Command.Load load(IntFormat format, long outside) {
        Buffer all = Buffer.main("parameters", format, Shape.of(6, 3));
        Buffer tile = new Buffer("tile", format, Shape.of(4, 3), new Memory("parameters"));
        List<Index> zeros = List.of(Index.of(0), Index.of(0));
        Stmt.Transfer transfer = new Stmt.Transfer(
                all, List.of(Index.of(4), Index.of(0)), tile, zeros, List.of(Index.of(4), Index.of(3)), outside);
        return TransferReader.load(transfer, Map.of(), 1000, 0);
    }

    @Test
    void parametersArePaddedWithABytesRepeat() {
        for (int word : new int[] {0, -1}) {
            Command.Load load = load(IntFormat.I32, word);
            assertEquals(new Surround(0, 0, 0, 2, word, 1), load.padding());
            assertEquals(4 * ENTRY_BYTES, load.written());
            assertEquals(load, DecodeCommand.apply(EncodeCommand.apply(load, ENTRY_BYTES), ENTRY_BYTES));
        }
    }

    @Test
    void narrowWordsKeepTheirSize() {
        assertEquals(new Surround(0, 0, 0, 2, -7, 1), load(IntFormat.I8, -7).padding());
        assertEquals(new Surround(0, 0, 0, 2, 0, 2), load(IntFormat.I16, 0).padding());
    }

    @Test
    void aWideWordThatIsNoByteAgainAndAgainIsRefused() {
        assertEquals(
                "no load pads words of 4 bytes with 5, only with 0 or -1",
                assertThrows(TransferException.class, () -> load(IntFormat.I32, 5))
                        .getMessage());
    }
}
