package dev.intarsia.hwtest.inlay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.hwtest.rtl.Verilators;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Command.Surround;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.command.Sync;
import dev.intarsia.ir.command.Unit;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.target.Accelerator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who gets the memory port of {@code inlay.sv}: who wanted it first, load on a tie. */
@RequiresTool({"verilator", "g++"})
class MemoryPortTest {

    private static final Accelerator TARGET = SmallInlay.TARGET;
    private static final int WORD = TARGET.port().bytes();

    private static Command load(Sync sync, Scratchpad to, int address, int bytes) {
        return new Command.Load(sync, to, address, address, 1, 0, 1, 0, bytes, Surround.NONE);
    }

    private static Command post(Sync sync) {
        return new Command.Post(
                sync,
                Scratchpad.OUTPUT,
                0,
                0,
                1,
                TARGET.cols(),
                TARGET.cols(),
                0,
                MultiplyShift.SINGLE,
                0,
                new Clamp(-128, 127),
                1);
    }

    /** A load and a store want the port in the same cycle; another load of one word stands behind the first one. */
    @Test
    void aStoreThatWaitsGoesBeforeTheNextLoad() {
        int parameters = TARGET.cols() * TARGET.parameterEntryBytes();
        List<Command> commands = List.of(
                load(new Sync(Set.of(), Set.of(Unit.POST)), Scratchpad.PARAMETER, 0, parameters),
                post(new Sync(Set.of(Unit.LOAD), Set.of(Unit.LOAD, Unit.STORE))),
                load(new Sync(Set.of(Unit.POST), Set.of()), Scratchpad.ACTIVATION, 0, WORD),
                load(Sync.NONE, Scratchpad.ACTIVATION, WORD, WORD),
                new Command.Store(new Sync(Set.of(Unit.POST), Set.of()), 0, 2 * WORD, 1, 0, 1, 0, WORD));
        InlayDesign design = new InlayDesign(TARGET, DrawnCommands.MEMORY, 64);
        try (InlayModel model = new InlayModel(Verilators.forTests().build(design.bench()), TARGET)) {
            model.write(0, new byte[DrawnCommands.MEMORY]);
            InlayRun run = model.run(commands, false);
            List<Long> loads = run.starts().get(Unit.LOAD);
            long first = loads.get(1);
            assertEquals(List.of(first + 1), run.starts().get(Unit.STORE));
            assertEquals(first + 2, loads.get(2));
        }
    }
}
