package dev.intarsia.hwtest.inlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.hwtest.rtl.Verilators;
import dev.intarsia.hwtest.verilator.VerilatedDesign;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Command.Surround;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.command.Sync;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.encoding.CommandFormat;
import dev.intarsia.ir.encoding.EncodeCommand;
import dev.intarsia.ir.encoding.Field;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.plan.CostModel;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.AccumulatorOverflow;
import dev.intarsia.ir.target.MemoryPort;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An illegal command stops the accelerator, and its error register says why; a target that the RTL does not implement is refused. */
class InlayRefusalTest {

    private static final Command LOAD =
            new Command.Load(Sync.NONE, Scratchpad.ACTIVATION, 0, 0, 1, 0, 1, 0, 8, Surround.NONE);

    private static final Command ENTRY = new Command.Load(
            Sync.NONE, Scratchpad.PARAMETER, 0, 0, 1, 0, 1, 0, SmallInlay.TARGET.parameterEntryBytes(), Surround.NONE);

    private static byte[] word(Command command) {
        return EncodeCommand.apply(command, SmallInlay.TARGET.parameterEntryBytes());
    }

    /** With an entry of parameters in its place, since those that were not loaded are random bits. */
    private static void stops(InlayError error, List<byte[]> words) {
        InlayDesign design = new InlayDesign(SmallInlay.TARGET, DrawnCommands.MEMORY, 64);
        try (InlayModel model = new InlayModel(Verilators.forTests().build(design.bench()), SmallInlay.TARGET)) {
            model.write(0, new byte[SmallInlay.TARGET.parameterEntryBytes()]);
            model.run(List.of(ENTRY), false);
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
        stops(InlayError.BAD_LOAD, changed(LOAD, CommandFormat.LOAD, "frame"));
        stops(InlayError.BAD_STORE, new Command.Store(Sync.NONE, 0, 0, 1, 0, 1, 0, 0));
        stops(InlayError.BAD_COMPUTE, multiply(5, 1, 0));
        stops(InlayError.BAD_COMPUTE, multiply(1, 4, 0));
        stops(InlayError.BAD_POST, post(new Clamp(-300, 127), 1));
        stops(InlayError.BAD_POST, post(new Clamp(-128, 127), 2));
        // Words that are kept beside others among the activations: there is one port to write them.
        byte[] twice = word(post(Scratchpad.OUTPUT, 0, 0, 0).keeping(new Command.Kept(8, 1, 0, 0)));
        Field to = CommandFormat.POST.field("to").orElseThrow();
        twice[(to.at() + 1) / 8] ^= (byte) (1 << (to.at() + 1) % 8);
        stops(InlayError.BAD_POST, List.of(twice));
        // Words of two bytes on a machine whose words have one.
        stops(InlayError.BAD_COMPUTE, changed(multiply(1, 1, 0), CommandFormat.MULTIPLY, "wide_elements"));
        stops(InlayError.BAD_COMPUTE, changed(multiply(1, 1, 0), CommandFormat.MULTIPLY, "wide_weights"));
    }

    /** The command's word with the lowest bit of a field turned round. */
    private static List<byte[]> changed(Command command, CommandFormat format, String name) {
        byte[] word = word(command);
        Field field = format.field(name).orElseThrow();
        word[field.at() / 8] ^= (byte) (1 << field.at() % 8);
        return List.of(word);
    }

    /** Parameters are data: a shift that no requantizer has is found when it is read. */
    @Test
    @RequiresTool({"verilator", "g++"})
    void aShiftThatIsTooLongStopsIt() {
        InlayDesign design = new InlayDesign(SmallInlay.TARGET, DrawnCommands.MEMORY, 64);
        try (InlayModel model = new InlayModel(Verilators.forTests().build(design.bench()), SmallInlay.TARGET)) {
            byte[] entry = new byte[SmallInlay.TARGET.parameterEntryBytes()];
            entry[8] = 63;
            model.write(0, entry);
            List<Command> post = List.of(post(new Clamp(-128, 127), 1));
            model.run(List.of(ENTRY), false);
            model.run(post, false);
            entry[8] = 64;
            model.write(0, entry);
            model.run(List.of(ENTRY), false);
            assertEquals(
                    InlayError.BAD_POST,
                    assertThrows(InlayStoppedException.class, () -> model.run(post, false))
                            .error());
        }
    }

    /** A new program clears the error of the one before. */
    @Test
    @RequiresTool({"verilator", "g++"})
    void afterAnErrorItRunsTheNextProgram() {
        InlayDesign design = new InlayDesign(SmallInlay.TARGET, DrawnCommands.MEMORY, 64);
        VerilatedDesign built = Verilators.forTests().build(design.bench());
        byte[] version = word(LOAD);
        version[0]++;
        try (InlayModel model = new InlayModel(built, SmallInlay.TARGET)) {
            assertThrows(InlayStoppedException.class, () -> model.runWords(List.of(version), false));
            assertEquals(
                    CostModel.cycles(LOAD, SmallInlay.TARGET),
                    model.run(List.of(LOAD), false).cycles());
        }
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
        stops(InlayError.OUTSIDE_OF_MEMORY, new Command.Store(Sync.NONE, DrawnCommands.MEMORY, 0, 1, 0, 1, 0, 4));
        stops(InlayError.OUTSIDE_OF_MEMORY, post(Scratchpad.OUTPUT, 512, 0, 0));
        stops(InlayError.OUTSIDE_OF_MEMORY, post(Scratchpad.ACTIVATION, 1024, 0, 0));
        stops(InlayError.OUTSIDE_OF_MEMORY, post(Scratchpad.OUTPUT, 0, 64, 0));
        stops(InlayError.OUTSIDE_OF_MEMORY, post(Scratchpad.OUTPUT, 0, 0, 0).keeping(new Command.Kept(1024, 1, 0, 0)));
        stops(InlayError.OUTSIDE_OF_MEMORY, post(Scratchpad.OUTPUT, 0, 0, 16));
        stops(InlayError.OUTSIDE_OF_MEMORY, changed(post(Scratchpad.OUTPUT, 0, 0, 0), CommandFormat.POST, "to"));
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

    private static Command.Post post(Scratchpad to, int address, int entry, int parameters) {
        Clamp clamp = new Clamp(-128, 127);
        return new Command.Post(Sync.NONE, to, address, entry, 1, 1, 1, parameters, MultiplyShift.SINGLE, 0, clamp, 1);
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
        assertTrue(
                refused.getMessage().contains("and 'saturate(chunk = 4)', as many as the array has rows"),
                refused.getMessage());
    }

    @Test
    void eachOfItsLimitsIsRefusedByItself() {
        assertEquals(List.of(), refusals(target(2, 32, 32, 6, 60, 32)));
        assertEquals(List.of("rows 1"), refusals(target(1, 32, 32, 6, 60, 32)));
        assertEquals(List.of("bias_bits 33"), refusals(target(2, 33, 32, 6, 60, 32)));
        assertEquals(List.of("multiplier_bits 33"), refusals(target(2, 32, 33, 6, 60, 32)));
        assertEquals(List.of("shift_bits 7"), refusals(target(2, 32, 32, 7, 60, 32)));
        assertEquals(List.of("latency_cycles 61"), refusals(target(2, 32, 32, 6, 61, 32)));
        assertEquals(List.of("port_bits 24"), refusals(target(2, 32, 32, 6, 60, 24)));
    }

    private static Accelerator target(int rows, int bias, int multiplier, int shift, int latency, int portBits) {
        Accelerator small = SmallInlay.TARGET;
        return new Accelerator(
                small.name(),
                rows,
                small.cols(),
                small.activationBits(),
                small.weightBits(),
                small.accumulatorBits(),
                bias,
                multiplier,
                shift,
                small.overflow(),
                small.profile(),
                small.activationBytes(),
                small.weightBytes(),
                small.outputBytes(),
                small.parameterEntries(),
                small.accumulatorEntries(),
                small.tableEntries(),
                small.vectorLanes(),
                new MemoryPort(portBits, latency, 48),
                small.clockMegahertz(),
                small.location());
    }

    /** What the RTL is said not to implement. */
    private static List<String> refusals(Accelerator target) {
        try {
            new InlayDesign(target, DrawnCommands.MEMORY, 64);
            return List.of();
        } catch (InvalidInputException refused) {
            return refused.diagnostics().stream()
                    .map(d -> d.message().replaceAll("^small has |, which the RTL does not implement$", ""))
                    .toList();
        }
    }
}
