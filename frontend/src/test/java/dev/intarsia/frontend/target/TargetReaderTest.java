package dev.intarsia.frontend.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.frontend.text.SourceText;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.AcceleratorPrinter;
import dev.intarsia.ir.target.AccumulatorOverflow;
import dev.intarsia.ir.target.MemoryPort;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetReaderTest {

    private static final Location PLACE = new ModelNode("test", "");

    /** The values that the documentation of the accelerator fixes. */
    @ParameterizedTest
    @CsvSource({"inlay8, 8, 64, 32, 16, 8", "inlay16, 16, 128, 64, 32, 16", "inlay32, 32, 256, 128, 64, 32"})
    void shippedTargets(String name, int side, int portBits, int activationKib, int weightKib, int outputKib) {
        Accelerator expected = new Accelerator(
                name,
                side,
                side,
                8,
                8,
                32,
                32,
                32,
                6,
                new AccumulatorOverflow.Wrap(),
                "tflm",
                activationKib * 1024,
                weightKib * 1024,
                outputKib * 1024,
                1024,
                4096,
                256,
                side,
                new MemoryPort(portBits, 40, 64),
                200,
                PLACE);
        assertTrue(TargetReader.shipped().contains(name));
        assertEquals(expected, withoutLocation(TargetReader.accelerator(name)));
    }

    @Test
    void namesTheTargetsThatShip() {
        InvalidInputException refusal = assertThrows(InvalidInputException.class, () -> TargetReader.read("inlay61"));
        assertEquals("""
                inlay61: error: there is no target of this name, and no such file
                  help: did you mean 'inlay16'?
                """, refusal.getMessage());
    }

    @Property(tries = 500, seed = "20261123")
    void printParsePrint(@ForAll("accelerators") Accelerator accelerator) {
        String printed = AcceleratorPrinter.print(accelerator);
        Accelerator read = TargetReader.read(SourceText.of("t.accel", printed));
        assertEquals(accelerator, withoutLocation(read));
        assertEquals(printed, AcceleratorPrinter.print(read));
    }

    @Provide
    Arbitrary<Accelerator> accelerators() {
        Arbitrary<AccumulatorOverflow> overflow = Arbitraries.oneOf(
                Arbitraries.just(new AccumulatorOverflow.Wrap()),
                Arbitraries.just(new AccumulatorOverflow.SaturateEnd()),
                Arbitraries.integers().between(1, 1 << 20).map(AccumulatorOverflow.SaturateChunk::new));
        Arbitrary<String> names =
                Arbitraries.of("inlay", "my-chip", "chip 2", "accelerator", "`x`", "größer", "rows", "1");
        return Combinators.combine(
                        names,
                        overflow,
                        Arbitraries.of("tflm", "tflite-2.18", "single", "pow2"),
                        Arbitraries.integers().between(1, 32),
                        Arbitraries.integers().between(2, 16),
                        Arbitraries.integers().between(32, 64),
                        Arbitraries.integers().between(2048, 1 << 20),
                        Arbitraries.integers().between(0, 7))
                .as((name, mode, profile, side, width, accumulator, kib, port) -> new Accelerator(
                        name,
                        side,
                        33 - side,
                        width,
                        18 - width,
                        accumulator,
                        accumulator - 2,
                        32,
                        1 + side % 6,
                        mode,
                        profile,
                        2 * kib,
                        2 * kib + 2,
                        kib / 1024 * 1024,
                        side * 100,
                        kib,
                        width,
                        side,
                        new MemoryPort(8 << port, kib % 1000, (1 << port) * side),
                        side * width,
                        PLACE));
    }

    private static Accelerator withoutLocation(Accelerator a) {
        return new Accelerator(
                a.name(),
                a.rows(),
                a.cols(),
                a.activationBits(),
                a.weightBits(),
                a.accumulatorBits(),
                a.biasBits(),
                a.multiplierBits(),
                a.shiftBits(),
                a.overflow(),
                a.profile(),
                a.activationBytes(),
                a.weightBytes(),
                a.outputBytes(),
                a.parameterEntries(),
                a.accumulatorEntries(),
                a.tableEntries(),
                a.vectorLanes(),
                a.port(),
                a.clockMegahertz(),
                PLACE);
    }
}
