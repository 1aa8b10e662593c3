package dev.intarsia.hwtest.inlay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.hwtest.rtl.Verilators;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.AccumulatorOverflow;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random commands on {@code inlay.sv} = the plain kernels, which compute by the arithmetic package, and the cost model. Sums that
 * saturate at the end are run by {@link PlantedInlayFaultTest}.
 */
@RequiresTool({"verilator", "g++"})
class InlayCommandTest {

    private static final int ROUNDS = 400;

    static Stream<Accelerator> targets() {
        return Stream.of(
                SmallInlay.TARGET,
                SmallInlay.of(16, 48, new AccumulatorOverflow.Wrap()),
                SmallInlay.of(8, 16, new AccumulatorOverflow.SaturateChunk(4)));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void everyWordAndEveryCycle(Accelerator target) {
        CommandBench bench = new CommandBench(
                target,
                Verilators.forTests().build(new InlayDesign(target, DrawnCommands.MEMORY, 64).bench()),
                Map.of(),
                1);
        assertEquals(Optional.empty(), bench.firstDifference(ROUNDS));
        System.out.println("COUNT random commands equal on the Verilated accelerator, " + target.activationBits()
                + " bits, " + target.overflow() + ": " + bench.commands());
    }
}
