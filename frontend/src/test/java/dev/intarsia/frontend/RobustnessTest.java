package dev.intarsia.frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.frontend.model.ModelReader;
import dev.intarsia.frontend.model.ModelWriter;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.target.AcceleratorPrinter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is cut off anywhere, or has a wrong byte anywhere, is refused with a message or is another right one. */
class RobustnessTest {

    private static final int FLIPS =
            System.getProperty("intarsia.tests", "quick").equals("full") ? 10_000 : 400;

    @TempDir
    Path folder;

    private Path text;
    private Path weights;

    @BeforeEach
    void writeModel() throws IOException {
        text = folder.resolve("m.inta");
        weights = folder.resolve("m.npz");
        ModelWriter.write(Graphs.quantizedExample(), text);
    }

    /** Whether the model is still right; anything but a right model or a message fails the test. */
    private boolean reads() {
        try {
            ModelReader.read(text);
            return true;
        } catch (InvalidInputException e) {
            assertFalse(e.diagnostics().isEmpty());
            return false;
        }
    }

    @Test
    void textCutOffAnywhere() throws IOException {
        assertTrue(reads());
        byte[] whole = Files.readAllBytes(text);
        int right = 0;
        for (int length = 0; length < whole.length; length++) {
            Files.write(text, Arrays.copyOf(whole, length));
            right += reads() ? 1 : 0;
        }
        assertEquals(2, right, "without the last line end, and without the second output");
    }

    @Test
    void archiveCutOffAnywhere() throws IOException {
        byte[] whole = Files.readAllBytes(weights);
        for (int length = 0; length < whole.length; length++) {
            Files.write(weights, Arrays.copyOf(whole, length));
            assertFalse(reads(), "cut off at " + length);
        }
    }

    @Test
    void textWithOneWrongByte() throws IOException {
        byte[] whole = Files.readAllBytes(text);
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < FLIPS; i++) {
            byte[] wrong = whole.clone();
            wrong[random.nextInt(wrong.length)] = (byte) random.nextInt(random.nextBoolean() ? 256 : 128);
            Files.write(text, wrong);
            refused += reads() ? 0 : 1;
        }
        assertTrue(refused > FLIPS / 2, "refused only " + refused);
    }

    @Test
    void archiveWithOneWrongBit() throws IOException {
        byte[] whole = Files.readAllBytes(weights);
        Random random = new Random(2);
        int refused = 0;
        for (int i = 0; i < FLIPS; i++) {
            byte[] wrong = whole.clone();
            wrong[random.nextInt(wrong.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(weights, wrong);
            refused += reads() ? 0 : 1;
        }
        assertTrue(refused > FLIPS / 2, "refused only " + refused);
    }

    @Test
    void targetCutOffOrWrong() throws IOException {
        byte[] whole =
                AcceleratorPrinter.print(TargetReader.accelerator("inlay16")).getBytes(StandardCharsets.UTF_8);
        Path file = folder.resolve("t.accel");
        Random random = new Random(3);
        int refused = 0;
        for (int i = 0; i < whole.length + FLIPS; i++) {
            byte[] wrong = i < whole.length ? Arrays.copyOf(whole, i) : whole.clone();
            if (i >= whole.length) {
                wrong[random.nextInt(wrong.length)] = (byte) random.nextInt(128);
            }
            Files.write(file, wrong);
            try {
                TargetReader.read(file.toString());
            } catch (InvalidInputException e) {
                assertFalse(e.diagnostics().isEmpty());
                refused++;
            }
        }
        assertTrue(refused > whole.length, "refused only " + refused);
    }
}
