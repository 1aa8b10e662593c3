package dev.intarsia.backend.mcu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.type.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The instructions by which the faster way is told, against those that were counted on the emulated board. */
class PackedWayTest {

    /** How far an estimate may be from what was counted. */
    private static final double ERROR = 0.08;

    private static final Path PAGE =
            Path.of(System.getProperty("intarsia.root")).resolve("docs/firmware.md");

    /** A convolution of 3 × 3 with padding that keeps the image, or halves it. */
    private static SumShape shape(int side, int channels, int outChannels, int stride) {
        int border = stride == 1 ? 1 : 0;
        return new SumShape(
                Shape.of(side, side, channels),
                Shape.of(side / stride, side / stride, outChannels),
                3,
                3,
                stride,
                stride,
                1,
                1,
                border,
                border,
                false);
    }

    /** The count of a layer of {@code ic} on a Cortex-M4, which the page has from the newest run. */
    private static long counted(int layer) throws IOException {
        String start = "| cortex-m4 | pretrainedResnet_quant | " + layer + " | conv2d |";
        String row = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(row.split("\\|")[7].strip().replace(",", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "1, ROWS, 32, 16, 16, 1",
        "2, ROWS, 32, 16, 16, 1",
        "4, GATHERED, 32, 16, 32, 2",
        "5, GATHERED, 16, 32, 32, 1",
        "8, GATHERED, 16, 32, 64, 2",
        "9, GATHERED, 8, 64, 64, 1"
    })
    void estimatesAreNearWhatIsCounted(int layer, PackedWay way, int side, int channels, int outChannels, int stride)
            throws IOException {
        SumShape shape = shape(side, channels, outChannels, stride);
        assertEquals(Optional.of(way), PackedWay.of(shape, false), "the way that is taken");
        double estimate =
                way == PackedWay.ROWS ? PackedWay.rowsInstructions(shape) : PackedWay.gatheredInstructions(shape);
        long counted = counted(layer);
        assertTrue(
                Math.abs(estimate - counted) <= ERROR * counted,
                () -> "layer " + layer + ": estimated " + estimate + ", counted " + counted);
    }
}
