package dev.intarsia.ir.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.ir.schedule.SampleKernels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which unit each kind of kernel is for, read off its loops. */
class ClassifyTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            conv      | MATRIX: 5×6 pixels, 6 channels, 27 taps, 4860 macs
            dense     | MATRIX: 1 pixels, 5 channels, 24 taps, 120 macs
            depthwise | DEPTHWISE: 3×3 pixels, 6 channels, 9 taps, 486 macs
            max       | POOLING: 2×2 pixels, 6 channels, 4 taps, 0 macs
            mean      | POOLING: 2×2 pixels, 6 channels, 4 taps, 0 macs
            add       | ELEMENTWISE: 3×3 pixels, 6 channels, 1 taps, 0 macs
            relu      | ELEMENTWISE: 2×2 pixels, 6 channels, 1 taps, 0 macs
            flat      | a copy of relu
            ragged    | host: its windows have different numbers of taps
            softmax   | host: it is not one nest of loops around a sum
            """)
    void byTheFormOfItsLoops(String kernel, String expected) {
        assertEquals(expected, text(Classify.classify(SampleKernels.kernel(kernel))));
    }

    private static String text(Classify.Result result) {
        return switch (result) {
            case Classify.Result.OnDevice(Work w) -> {
                String pixels = w.pixels().isEmpty()
                        ? "1"
                        : w.pixels().stream()
                                .map(l -> Integer.toString(Work.extent(l)))
                                .reduce((a, b) -> a + "×" + b)
                                .orElseThrow();
                yield w.kind() + ": " + pixels + " pixels, " + w.channels() + " channels, " + w.tapCount() + " taps, "
                        + w.macs() + " macs";
            }
            case Classify.Result.Copy(String operand) -> "a copy of " + operand;
            case Classify.Result.OnHost(String reason) -> "host: " + reason;
        };
    }
}
