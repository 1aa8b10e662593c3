package dev.intarsia.training;

import java.util.random.RandomGenerator;

/** Light variation of a training image: mirrored in half of the cases, and moved by up to {@code maxShift} pixels each way. */
public record Augmentation(int maxShift) {

    /**
     * Writes one varied image as reals in [0, 1] (byte/255, as the model's text says).
     *
     * @param pixels images [n, 28, 28]
     * @param from where the image begins in {@code pixels}
     * @param out receives 28·28 reals from {@code to} on; pixels that come from outside the image are 0
     */
    public void apply(byte[] pixels, int from, float[] out, int to, RandomGenerator random) {
        boolean mirrored = random.nextBoolean();
        int down = random.nextInt(-maxShift, maxShift + 1);
        int right = random.nextInt(-maxShift, maxShift + 1);
        for (int h = 0; h < FashionData.SIDE; h++) {
            for (int w = 0; w < FashionData.SIDE; w++) {
                int row = h - down;
                int shifted = w - right;
                int column = mirrored ? FashionData.SIDE - 1 - shifted : shifted;
                boolean inside = row >= 0 && row < FashionData.SIDE && column >= 0 && column < FashionData.SIDE;
                int pixel = inside ? Byte.toUnsignedInt(pixels[from + row * FashionData.SIDE + column]) : 0;
                out[to + h * FashionData.SIDE + w] = pixel * (1f / 255);
            }
        }
    }
}
