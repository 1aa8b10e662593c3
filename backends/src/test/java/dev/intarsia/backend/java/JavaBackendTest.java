package dev.intarsia.backend.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.command.CommandProgram;
import dev.intarsia.ir.command.CommandProgram.DeviceLayer;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.simulator.replay.Replay;
import dev.intarsia.simulator.runner.CompiledSimulator;
import dev.intarsia.simulator.sketch.NetworkSketch;
import dev.intarsia.simulator.sketch.Targets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Generated Java, compiled without a warning, does and gives exactly what its program says. */
class JavaBackendTest {

    private static NetworkSketch sketch(int size) {
        NetworkSketch sketch = new NetworkSketch(Targets.inlay(size), 11, Shape.of(20, 20, 1), IntFormat.U8)
                .convolution("conv1", 16, 3, 1)
                .convolution("conv-2/b", 40, 3, 2);
        return HostKernels.addTo(sketch, "halve").flatten("flat");
    }

    private static GeneratedSimulator generate(CommandProgram program) {
        return JavaBackend.generate(program, Replay.run(program));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 32})
    void everyTensorIsThatOfThePlainLoops(int size) {
        NetworkSketch sketch = sketch(size);
        CompiledSimulator simulator = generate(sketch.program()).compile();
        for (int i = 0; i < 3; i++) {
            RawTensor image = sketch.image();
            List<RawTensor> seen = new ArrayList<>();
            List<RawTensor> outputs = simulator.run(List.of(image), (name, words) -> seen.add(words));
            assertEquals(sketch.expected(image), seen);
            assertEquals(List.of(seen.getLast()), outputs);
            assertEquals(outputs, simulator.run(List.of(image)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 32})
    void printedLoopsExpandToTheProgramsCommands(int size) {
        CommandProgram program = sketch(size).program();
        assertEquals(
                program.layers().stream()
                        .filter(DeviceLayer.class::isInstance)
                        .flatMap(layer -> ((DeviceLayer) layer).commands().stream())
                        .toList(),
                generate(program).compile().commands());
    }

    @Test
    void twoPrintsAreEqual() {
        assertEquals(
                generate(sketch(8).program()).source(),
                generate(sketch(8).program()).source());
    }

    @Test
    void everyLayerLeadsBackToTheModel() {
        String source = generate(sketch(16).program()).source();
        for (String layer : List.of("conv1", "conv-2/b", "halve")) {
            assertTrue(source.contains("(sketch.inta, node " + layer + ")"), source);
        }
    }
}
