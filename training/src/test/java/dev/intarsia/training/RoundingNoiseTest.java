package dev.intarsia.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RoundingNoiseTest {

    /** At 4 bits a step is a seventh of the channel's greatest magnitude: 0.5 and 0.01 here. */
    @Test
    void fillsHalfAStepOfItsOwnChannel() {
        float[] weights = {3.5f, -1f, 0.07f, 0f};
        float[] greatest = new float[4];
        double sum = 0;
        var random = new SplittableRandom(3);
        for (int draw = 0; draw < 10_000; draw++) {
            float[] noise = new RoundingNoise(4).draw(weights, 2, random);
            sum += noise[0];
            for (int i = 0; i < noise.length; i++) {
                greatest[i] = Math.max(greatest[i], Math.abs(noise[i]));
            }
        }
        for (int i = 0; i < greatest.length; i++) {
            float half = i < 2 ? 0.25f : 0.005f;
            assertTrue(greatest[i] <= half * 1.0001f && greatest[i] > 0.99f * half, "weight " + i + ": " + greatest[i]);
        }
        assertEquals(0, sum / 10_000, 0.01);
    }
}
