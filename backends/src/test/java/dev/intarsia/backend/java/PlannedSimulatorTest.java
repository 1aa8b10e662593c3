package dev.intarsia.backend.java;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.CommandProgram;
import dev.intarsia.ir.command.CommandProgram.DeviceLayer;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.oracle.Oracle;
import dev.intarsia.simulator.replay.Replay;
import dev.intarsia.simulator.runner.CompiledSimulator;
import dev.intarsia.simulator.sketch.PlannedNetwork;
import dev.intarsia.simulator.sketch.Targets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Generated simulators of planned networks, softmax on the host included, against the oracle; and their loops against the planned commands. */
class PlannedSimulatorTest {

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 32})
    void everyTensorAndEveryCommandIsTheProgramsOwn(int array) {
        CommandProgram program = PlannedNetwork.program(Targets.inlay(array), 22, 32, MultiplyShift.TFLM, array);
        List<Command> planned = program.layers().stream()
                .filter(DeviceLayer.class::isInstance)
                .flatMap(layer -> ((DeviceLayer) layer).commands().stream())
                .toList();
        CompiledSimulator simulator =
                JavaBackend.generate(program, Replay.run(program)).compile();
        assertEquals(planned, simulator.commands());

        RawTensor image = PlannedNetwork.image(program, new Random(array));
        Map<String, RawTensor> expected = new LinkedHashMap<>();
        new Oracle().run(program.source(), List.of(image), expected::put);
        Map<String, RawTensor> seen = new LinkedHashMap<>();
        simulator.run(List.of(image), seen::put);
        assertEquals(expected, seen);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 32})
    void rollingAndExpandingGivesTheCommandsBack(int array) {
        CommandProgram program = PlannedNetwork.program(Targets.inlay(array), 30, 32, MultiplyShift.SINGLE, array);
        List<Command> planned = new ArrayList<>();
        program.layers().forEach(layer -> {
            if (layer instanceof DeviceLayer device) {
                planned.addAll(device.commands());
                assertEquals(device.commands(), Rolled.expand(Reroll.of(device.commands())));
            }
        });
        assertEquals(planned, Rolled.expand(Reroll.of(planned)));
    }
}
