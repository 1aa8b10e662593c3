package dev.intarsia.simulator.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.command.CommandProgram;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.machine.Machine;
import dev.intarsia.simulator.oracle.Oracle;
import dev.intarsia.simulator.replay.Replay;
import dev.intarsia.simulator.sketch.PlannedNetwork;
import dev.intarsia.simulator.sketch.Targets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs made by the planner against the oracle, on every tensor. */
class PlannedProgramTest {

    @ParameterizedTest
    @CsvSource({"8, 16, LANES", "16, 16, LANES", "32, 20, LANES", "16, 32, PLAIN"})
    void everyTensorIsThatOfTheOracle(int array, int channels, Machine.Kernels kernels) {
        for (MultiplyShift form : List.of(MultiplyShift.SINGLE, MultiplyShift.TFLM)) {
            CommandProgram program = PlannedNetwork.program(Targets.inlay(array), 14, channels, form, 42);
            ProgramRunner runner = new ProgramRunner(program, new Oracle()::run, kernels);
            Random random = new Random(array);
            for (int i = 0; i < 2; i++) {
                RawTensor image = PlannedNetwork.image(program, random);
                Map<String, RawTensor> expected = new LinkedHashMap<>();
                new Oracle().run(program.source(), List.of(image), expected::put);
                Map<String, RawTensor> seen = new LinkedHashMap<>();
                runner.run(List.of(image), seen::put);
                assertEquals(List.copyOf(expected.keySet()), List.copyOf(seen.keySet()));
                expected.forEach((name, words) -> assertEquals(words, seen.get(name), name));
                assertTrue(
                        expected.values().stream()
                                .allMatch(t ->
                                        Arrays.stream(t.toArray()).distinct().count() > 2),
                        "every tensor has some variety");
            }
            assertTrue(Replay.run(program).cycles() > 0);
        }
    }
}
