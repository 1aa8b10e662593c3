package dev.intarsia.hwtest.inlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.hwtest.rtl.Verilators;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Command.Surround;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.command.Sync;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.encoding.EncodeCommand;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.target.AccumulatorOverflow;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An illegal command stops the accelerator, and its error register says why; a target that the RTL does not implement is refused. */
class InlayRefusalTest {

    private static final Command LOAD =
            new Command.Load(Sync.NONE, Scratchpad.ACTIVATION, 0, 0, 1, 0, 1, 0, 8, Surround.NONE);

    private static byte[] word(Command command) {
        return EncodeCommand.apply(command, SmallInlay.TARGET.parameterEntryBytes());
    }

    private static void stops(InlayError error, List<byte[]> words) {
        InlayDesign design = new InlayDesign(SmallInlay.TARGET, DrawnCommands.MEMORY, 64);
        try (InlayModel model = new InlayModel(Verilators.forTests().build(design.bench()), SmallInlay.TARGET)) {
            InlayStoppedException stopped =
                    assertThrows(InlayStoppedException.class, () -> model.runWords(words, false), error::toString);
            assertEquals(error, stopped.error(), stopped.getMessage());
        }
    }

    private static void stops(InlayError error, Command command) {
        stops(error, List.of(word(command)));
    }

    @Test
    @RequiresTool({"verilator", "g++"})
    void anIllegalCommandStandsInTheErrorRegister() {
        byte[] version = word(LOAD);
        version[0]++;
        stops(InlayError.BAD_WORD, List.of(version));
        byte[] opcode = word(LOAD);
        opcode[1] |= 0x0F;
        stops(InlayError.BAD_WORD, List.of(opcode));
        stops(InlayError.QUEUE_FULL, Collections.nCopies(70, word(LOAD)));
        stops(
                InlayError.BAD_LOAD,
                new Command.Load(Sync.NONE, Scratchpad.ACTIVATION, 0, 0, 0, 0, 1, 0, 8, Surround.NONE));
        stops(InlayError.BAD_STORE, new Command.Store(Sync.NONE, 0, 0, 1, 0, 1, 0, 0));
        stops(InlayError.BAD_COMPUTE, multiply(5, 1, 0));
        stops(InlayError.BAD_COMPUTE, multiply(1, 4, 0));
        stops(InlayError.BAD_COMPUTE, post(new Clamp(-300, 127), 1));
        stops(InlayError.BAD_COMPUTE, post(new Clamp(-128, 127), 2));
    }

    @Test
    @RequiresTool({"verilator", "g++"})
    void anAddressOutsideOfAMemoryStopsIt() {
        stops(InlayError.OUTSIDE_OF_MEMORY, multiply(1, 1, 1024));
        stops(
                InlayError.OUTSIDE_OF_MEMORY,
                new Command.Load(Sync.NONE, Scratchpad.WEIGHT, 1020, 0, 1, 0, 1, 0, 8, Surround.NONE));
        stops(
                InlayError.OUTSIDE_OF_MEMORY,
                new Command.Load(Sync.NONE, Scratchpad.WEIGHT, 0, DrawnCommands.MEMORY, 1, 0, 1, 0, 8, Surround.NONE));
        stops(InlayError.OUTSIDE_OF_MEMORY, new Command.Store(Sync.NONE, 0, 512, 1, 0, 1, 0, 4));
    }

    private static Command multiply(int taps, int outputs, int address) {
        return new Command.Multiply(
                Sync.NONE,
                new Command.Window(address, 1, 0, 1, 0, 0, taps, 1, 1, 0, 0, 1, true),
                0,
                1,
                0,
                outputs,
                false);
    }

    private static Command post(Clamp clamp, int bytes) {
        return new Command.Post(Sync.NONE, Scratchpad.OUTPUT, 0, 0, 1, 1, 1, 0, MultiplyShift.SINGLE, 0, clamp, bytes);
    }

    @Test
    void aTargetThatTheRtlDoesNotImplementIsRefusedWithAllReasons() {
        InvalidInputException refused = assertThrows(
                InvalidInputException.class,
                () -> new InlayDesign(
                        SmallInlay.of(17, 63, new AccumulatorOverflow.SaturateChunk(8)), DrawnCommands.MEMORY, 64));
        assertEquals(4, refused.diagnostics().size(), refused.getMessage());
        assertTrue(
                refused.getMessage().contains("small has activation_bits 17, which the RTL does not implement"),
                refused.getMessage());
        assertTrue(refused.getMessage().contains("saturate(chunk = 8)"), refused.getMessage());
    }
}
