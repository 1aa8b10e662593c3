package dev.intarsia.simulator.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Command.Surround;
import dev.intarsia.ir.command.Command.Window;
import dev.intarsia.ir.command.CommandProgram;
import dev.intarsia.ir.command.CommandProgram.DeviceLayer;
import dev.intarsia.ir.command.CommandProgram.HostLayer;
import dev.intarsia.ir.command.CommandProgram.Layer;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.command.Sync;
import dev.intarsia.ir.command.Unit;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.simulator.replay.Timeline.Level;
import dev.intarsia.simulator.sketch.NetworkSketch;
import dev.intarsia.simulator.sketch.Targets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cycles worked out by hand, on an 8×8 array with 8 lanes and a port of 8 bytes, 40 cycles of latency and bursts of 64 bytes. */
class ReplayTest {

    private static final ModelNode PLACE = new ModelNode("replay.inta", "node layer");
    private static final Sync GIVES_COMPUTE = new Sync(Set.of(), Set.of(Unit.COMPUTE));
    private static final Sync AFTER_LOAD = new Sync(Set.of(Unit.LOAD), Set.of());

    private static Command load(Sync sync, int bytes) {
        return new Command.Load(sync, Scratchpad.ACTIVATION, 0, 0, 1, 0, 1, 0, bytes, Surround.NONE);
    }

    private static Command store(int bytes) {
        return new Command.Store(Sync.NONE, 0, 0, 1, 0, 1, 0, bytes);
    }

    private static Command multiply(Sync sync, int pixels) {
        Window window = new Window(0, 1, 0, pixels, 1, 0, 8, 8, 1, 8, 8, 1, true);
        return new Command.Multiply(sync, window, 0, 1, 0, 8, false);
    }

    private static Command vector(Sync sync, int pixels) {
        Window window = new Window(0, 1, 0, pixels, 1, 0, 1, 8, 1, 8, 8, 1, true);
        return new Command.Vector(sync, new Command.LaneOperation.Total(), window, 0, 8);
    }

    private static Command post(Sync sync, int pixels) {
        return new Command.Post(
                sync, Scratchpad.OUTPUT, 0, 0, pixels, 8, 8, 0, MultiplyShift.SINGLE, 0, new Clamp(-128, 127), 1);
    }

    private static DeviceLayer layer(Command... commands) {
        return new DeviceLayer("layer", "", 64, List.of(commands), PLACE);
    }

    private static CommandProgram program(Layer... layers) {
        CommandProgram any = new NetworkSketch(Targets.inlay(8), 1, Shape.of(2, 2, 1), IntFormat.U8)
                .convolution("layer", 1, 1, 1)
                .program();
        return new CommandProgram(any.source(), any.target(), 1 << 12, any.tensors(), List.of(), List.of(layers));
    }

    private static void causes(Timeline timeline, Unit unit, Map<Cause, Long> expected) {
        assertEquals(new CauseCycles(expected), timeline.units().get(unit), unit::toString);
    }

    @Test
    void aLoadAsksForAPortWordACycleAndWaitsForTheLast() {
        Timeline timeline = Replay.run(program(layer(load(Sync.NONE, 64))));
        assertEquals(1 + 8 + 42, timeline.cycles());
        causes(timeline, Unit.LOAD, Map.of(Cause.FILL, 1L + 42, Cause.BUSY, 8L));
        causes(timeline, Unit.COMPUTE, Map.of(Cause.IDLE, 51L));
        assertEquals(new Traffic("main", 64, 0), timeline.traffic().getFirst());
    }

    @Test
    void aMultiplyWalksItsTapsWhileItWaitsForItsTokenStreamsAndDrains() {
        Timeline timeline = Replay.run(program(layer(load(GIVES_COMPUTE, 64), multiply(AFTER_LOAD, 10))));
        assertEquals(51 + 10 + 12, timeline.cycles());
        causes(timeline, Unit.COMPUTE, Map.of(Cause.WAIT_LOAD, 51L, Cause.FILL, 12L, Cause.BUSY, 10L));
        causes(timeline, Unit.LOAD, Map.of(Cause.FILL, 1L + 42, Cause.BUSY, 8L, Cause.IDLE, 22L));
        assertEquals(64.0 / (73 * 64), timeline.utilization());
    }

    @Test
    void theNextTapsAreWalkedWhileTheLastMultiplyStreams() {
        Timeline timeline = Replay.run(program(layer(multiply(Sync.NONE, 10), multiply(Sync.NONE, 10))));
        assertEquals(8 + 10 + 10 + 12, timeline.cycles());
        Timeline shortOnes = Replay.run(program(layer(multiply(Sync.NONE, 3), multiply(Sync.NONE, 3))));
        assertEquals(8 + 8 + 3 + 12, shortOnes.cycles());
    }

    @Test
    void thePipelineDrainsBetweenCommandsOfDifferentKinds() {
        Timeline timeline = Replay.run(program(layer(multiply(Sync.NONE, 10), vector(Sync.NONE, 10))));
        assertEquals(8 + 10 + 12 + 10 + 6, timeline.cycles());
        causes(timeline, Unit.COMPUTE, Map.of(Cause.BUSY, 20L, Cause.FILL, 8L + 12 + 6));
    }

    @Test
    void postProcessingWorksBesideTheArray() {
        Timeline timeline = Replay.run(program(layer(multiply(Sync.NONE, 100), post(Sync.NONE, 50))));
        assertEquals(8 + 100 + 12, timeline.cycles());
        causes(timeline, Unit.POST, Map.of(Cause.BUSY, 50L, Cause.FILL, 10L + 7, Cause.IDLE, 53L));
    }

    @Test
    void parametersAreReadWhileSumsAreWaitedFor() {
        Sync givesPost = new Sync(Set.of(), Set.of(Unit.POST));
        Sync afterCompute = new Sync(Set.of(Unit.COMPUTE), Set.of());
        Timeline timeline = Replay.run(program(layer(multiply(givesPost, 10), post(afterCompute, 10))));
        assertEquals(8 + 10 + 12 + 10 + 7, timeline.cycles());
        causes(timeline, Unit.POST, Map.of(Cause.WAIT_COMPUTE, 30L, Cause.BUSY, 10L, Cause.FILL, 7L));
        Timeline afterLoad = Replay.run(program(layer(load(givesPost, 64), post(AFTER_LOAD, 10))));
        assertEquals(51 + 10 + 10 + 7, afterLoad.cycles(), "a load may bring the parameters");
        causes(afterLoad, Unit.POST, Map.of(Cause.WAIT_LOAD, 51L, Cause.BUSY, 10L, Cause.FILL, 10L + 7));
    }

    @Test
    void requestsOfTheNextLoadGoOutWhileTheWordsOfTheLastAreOnTheirWay() {
        assertEquals(
                1 + 8 + 8 + 42,
                Replay.run(program(layer(load(Sync.NONE, 64), load(Sync.NONE, 64))))
                        .cycles());
        assertEquals(
                1 + 40 + 8 + 42,
                Replay.run(program(layer(load(Sync.NONE, 320), load(Sync.NONE, 64))))
                        .cycles());
    }

    @Test
    void thePortServesOneCommandAtATimeInTheOrderOfReadiness() {
        Timeline timeline = Replay.run(program(layer(store(800), load(Sync.NONE, 64))));
        assertEquals(1 + 8 + 100 + 42, timeline.cycles());
        causes(timeline, Unit.LOAD, Map.of(Cause.FILL, 1L + 42, Cause.BUSY, 8L, Cause.IDLE, 100L));
        causes(timeline, Unit.STORE, Map.of(Cause.BUSY, 100L, Cause.PORT, 8L, Cause.FILL, 1L + 42));
        Timeline storeWaitsLonger = Replay.run(program(layer(load(Sync.NONE, 64), store(800), load(Sync.NONE, 64))));
        assertEquals(1 + 8 + 100 + 8 + 42, storeWaitsLonger.cycles());
        causes(storeWaitsLonger, Unit.LOAD, Map.of(Cause.FILL, 1L + 42, Cause.PORT, 100L, Cause.BUSY, 16L));
    }

    @Test
    void eachStretchOfPaddingTakesItsCycles() {
        Command padded =
                new Command.Load(Sync.NONE, Scratchpad.ACTIVATION, 0, 0, 2, 8, 1, 0, 8, new Surround(1, 1, 1, 1, 0, 1));
        assertEquals(
                1 + 4 + 1 + 2 + 1 + 4 + 42, Replay.run(program(layer(padded))).cycles());
    }

    @Test
    void whatTheHostComputesIsABarrier() {
        Kernel kernel = new Kernel("host", List.of(), List.of(), List.of(), List.of(), List.of(), PLACE);
        HostLayer host = new HostLayer("host", "", kernel, PLACE);
        Timeline timeline = Replay.run(program(layer(multiply(Sync.NONE, 100)), host, layer(load(Sync.NONE, 8))));
        long barrier = 8 + 100 + 12;
        assertEquals(barrier + 44, timeline.cycles());
        causes(timeline, Unit.LOAD, Map.of(Cause.HOST, barrier, Cause.FILL, 1L + 42, Cause.BUSY, 1L));
        assertEquals(
                List.of(barrier, 0L, 44L),
                timeline.layers().stream().map(LayerTime::cycles).toList());
    }

    @Test
    void aTokenThatNobodyGivesIsADeadlockThatNamesTheCommands() {
        DeadlockException deadlock = assertThrows(
                DeadlockException.class, () -> Replay.run(program(layer(multiply(AFTER_LOAD, 10), store(8)))));
        assertTrue(
                deadlock.getMessage().contains("COMPUTE waits for [LOAD] in layer layer: Multiply"),
                deadlock::getMessage);
        assertTrue(deadlock.getMessage().contains("LOAD has no command left"), deadlock::getMessage);
    }

    @Test
    void wordsStayFromTheirFirstWriteToTheirLastRead() {
        Timeline timeline = Replay.run(program(layer(load(GIVES_COMPUTE, 64), multiply(AFTER_LOAD, 10))));
        assertEquals(List.of(new Level(1, 64), new Level(61, 0)), timeline.occupancy(Scratchpad.ACTIVATION));
        assertEquals(64, timeline.peak(Scratchpad.ACTIVATION));
        assertEquals(10, timeline.peak(Scratchpad.ACCUMULATOR));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 32})
    void ofAWholeNetworkEveryCycleHasACauseAndEveryByteItsPlace(int size) {
        CommandProgram program = new NetworkSketch(Targets.inlay(size), 3, Shape.of(12, 12, 2), IntFormat.I8)
                .convolution("a", 30, 3, 1)
                .convolution("b", 7, 3, 2)
                .program();
        Timeline timeline = Replay.run(program);
        assertEquals(12 * 12 * 30 * 18 + 6 * 6 * 7 * 270, timeline.macs());
        for (Unit unit : Unit.values()) {
            long ofLayers = timeline.layers().stream()
                    .mapToLong(layer -> layer.causes().get(unit).total())
                    .sum();
            assertEquals(timeline.cycles(), ofLayers);
        }
        assertEquals(12 * 12 * 30 + 6 * 6 * 7, timeline.traffic().getFirst().writtenBytes());
        assertEquals(
                program.layers().stream()
                        .mapToInt(layer -> ((DeviceLayer) layer).commands().size())
                        .sum(),
                timeline.steps().size());
        assertEquals(List.of(), timeline.occupancy(Scratchpad.TABLE), "no function is looked up");
        for (Scratchpad scratchpad : EnumSet.complementOf(EnumSet.of(Scratchpad.TABLE))) {
            assertEquals(0, timeline.occupancy(scratchpad).getLast().size());
        }
    }
}
