package dev.intarsia.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TrainerTest {

    @Test
    void equalSeedsGiveEqualFiles() {
        byte[] first = trained(7);
        assertArrayEquals(first, trained(7));
        assertFalse(Arrays.equals(first, trained(8)));
    }

    private static byte[] trained(long seed) {
        byte[] pixels = new byte[96 * FashionData.IMAGE_BYTES];
        byte[] labels = new byte[96];
        var random = new SplittableRandom(1);
        random.nextBytes(pixels);
        for (int n = 0; n < labels.length; n++) {
            labels[n] = (byte) random.nextInt(10);
        }
        var trainer = new Trainer(2, 32, 0.1f, 5e-4f, 0.05f, new Augmentation(1), new RoundingNoise(4), seed);
        try (Network network = trainer.train(Architecture.fashion(), new FashionData(pixels, labels), progress -> {})) {
            return NpzWriter.bytes(network.export());
        }
    }
}
