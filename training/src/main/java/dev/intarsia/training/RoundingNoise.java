package dev.intarsia.training;

import java.util.random.RandomGenerator;

/**
 * What rounding to {@code bits} would do to weights, as noise: uniform in ± half a step, where a step is the greatest magnitude of the
 * output channel over 2^(bits−1) − 1. Training under this noise finds weights that lose little when they are rounded, and whose real
 * accuracy does not suffer, since the noise has mean zero. Folding a batch normalization scales a whole channel and its step alike, so
 * the noise on unfolded weights is that on folded ones.
 *
 * @param bits width of the weights that the network should tolerate, 2 to 16
 */
public record RoundingNoise(int bits) {

    /**
     * Noise for one layer's weights.
     *
     * @param weights [k, …], channel by channel
     * @param channels the number k of output channels
     */
    public float[] draw(float[] weights, int channels, RandomGenerator random) {
        int perChannel = weights.length / channels;
        float words = (1 << (bits - 1)) - 1;
        float[] noise = new float[weights.length];
        for (int k = 0; k < channels; k++) {
            float greatest = 0;
            for (int i = k * perChannel; i < (k + 1) * perChannel; i++) {
                greatest = Math.max(greatest, Math.abs(weights[i]));
            }
            float step = greatest / words;
            for (int i = k * perChannel; i < (k + 1) * perChannel; i++) {
                noise[i] = step * (random.nextFloat() - 0.5f);
            }
        }
        return noise;
    }
}
