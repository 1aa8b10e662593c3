package dev.intarsia.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final Path SHIPPED = Path.of(System.getProperty("intarsia.root"), "examples", "fashion");

    /** By hand: a 3×3 convolution of 2 → 4 channels at 7×7 from 14×14, batch normalization, and a dense layer 4 → 10. */
    @Test
    void countsWeightsAndProducts() {
        var small = new Architecture(
                "small",
                new Extent(14, 14, 2),
                List.of(
                        new Layer.Convolution("c", "image", 4, 3, 2, false),
                        new Layer.BatchNormalization("n", "c", 0.001f),
                        new Layer.GlobalAveragePool("g", "n"),
                        new Layer.Dense("d", "g", 10)));
        assertEquals(4 * 9 * 2 + 4 * 4 + 4 * 10 + 10, small.parameters());
        assertEquals(7 * 7 * 4 * 9 * 2 + 40, small.multiplyAccumulates());
    }

    @Test
    void shippedTextIsThisArchitecture() throws IOException {
        assertEquals(Files.readString(SHIPPED.resolve("fashion.inta")), ModelText.of(Architecture.fashion()));
    }

    /** The promises of the example, measured from its files alone. */
    @Test
    void shippedWeightsClassifyTheShippedImages() throws IOException {
        var images = NpzReader.read(SHIPPED.resolve("test.npz"));
        var data = new FashionData(images.get("x").bytes(), images.get("y").bytes());
        var network = new PlainNetwork(Architecture.fashion(), NpzReader.read(SHIPPED.resolve("fashion.npz")));
        int correct = network.correct(data);
        assertTrue(correct >= 900, correct + " of 1,000 shipped test images are classified correctly");
        assertTrue(Architecture.fashion().parameters() < 150_000);
    }
}
