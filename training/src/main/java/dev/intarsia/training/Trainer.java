package dev.intarsia.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Stochastic gradient descent with momentum; the learning rate rises for one epoch and then falls along a cosine to zero.
 * Everything random comes from one seed through {@link SplittableRandom}, and PyTorch runs on one thread, so equal settings on equal
 * processors give equal weights, bit for bit.
 *
 * @param epochs passes over the training images
 * @param batch images per step
 * @param peakRate the greatest learning rate
 * @param weightDecay for the weights of convolutions and the dense layer alone
 * @param smoothing share of the label's probability that is spread over all classes
 * @param augmentation of each image
 * @param seed of order, augmentation and first weights
 */
public record Trainer(
        int epochs,
        int batch,
        float peakRate,
        float weightDecay,
        float smoothing,
        Augmentation augmentation,
        long seed) {

    private static final int CLASSES = 10;
    private static final float MOMENTUM = 0.9f;

    /** The settings of the shipped weights. */
    public static Trainer shipped() {
        return new Trainer(14, 128, 0.1f, 5e-4f, 0.05f, new Augmentation(1), 20_170_825L);
    }

    /** The same settings with another number of epochs; the learning rate falls accordingly faster or slower. */
    public Trainer withEpochs(int newEpochs) {
        return new Trainer(newEpochs, batch, peakRate, weightDecay, smoothing, augmentation, seed);
    }

    /**
     * Trains {@code architecture} from random weights; the caller closes the network.
     *
     * @param progress receives one line per epoch
     */
    public Network train(Architecture architecture, FashionData data, Consumer<String> progress) {
        var random = new SplittableRandom(seed);
        var network = new Network(architecture, random.split());
        SplittableRandom orders = random.split();
        SplittableRandom variations = random.split();
        int stepsPerEpoch = data.count() / batch;
        Tracker rate = step -> rate(step, stepsPerEpoch);
        Optimizer decayed = Optimizer.sgd()
                .setLearningRateTracker(rate)
                .optMomentum(MOMENTUM)
                .optWeightDecays(weightDecay)
                .build();
        Optimizer free = Optimizer.sgd()
                .setLearningRateTracker(rate)
                .optMomentum(MOMENTUM)
                .build();
        for (int epoch = 1; epoch <= epochs; epoch++) {
            long start = System.nanoTime();
            int[] order = shuffled(data.count(), orders);
            double loss = 0;
            for (int step = 0; step < stepsPerEpoch; step++) {
                loss += step(network, data, order, step * batch, variations, decayed, free);
            }
            progress.accept("epoch %2d of %d: loss %.4f, %.1f s"
                    .formatted(epoch, epochs, loss / stepsPerEpoch, (System.nanoTime() - start) * 1e-9));
        }
        return network;
    }

    private double step(
            Network network,
            FashionData data,
            int[] order,
            int first,
            SplittableRandom variations,
            Optimizer decayed,
            Optimizer free) {
        float[] images = new float[batch * FashionData.IMAGE_BYTES];
        float[] targets = new float[batch * CLASSES];
        for (int n = 0; n < batch; n++) {
            int image = order[first + n];
            augmentation.apply(
                    data.pixels(), image * FashionData.IMAGE_BYTES, images, n * FashionData.IMAGE_BYTES, variations);
            for (int k = 0; k < CLASSES; k++) {
                targets[n * CLASSES + k] = smoothing / CLASSES + (k == data.labels()[image] ? 1 - smoothing : 0);
            }
        }
        double loss;
        try (NDManager manager = network.newBatch()) {
            try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
                NDArray x = manager.create(images, new Shape(batch, 1, FashionData.SIDE, FashionData.SIDE));
                NDArray logProbabilities = network.logits(x, true).logSoftmax(1);
                NDArray crossEntropy = logProbabilities
                        .mul(manager.create(targets, new Shape(batch, CLASSES)))
                        .sum()
                        .mul(-1f / batch);
                gradients.backward(crossEntropy);
                loss = crossEntropy.getFloat();
            }
            network.forEachLearned((name, weight) -> {
                try (NDArray gradient = weight.getGradient()) {
                    (name.endsWith(".w") ? decayed : free).update(name, weight, gradient);
                    gradient.subi(gradient);
                }
            });
        }
        return loss;
    }

    /** The learning rate of a step that is counted from 1. */
    private float rate(int step, int stepsPerEpoch) {
        if (step <= stepsPerEpoch) {
            return peakRate * step / stepsPerEpoch;
        }
        double progress = (double) (step - stepsPerEpoch) / ((long) stepsPerEpoch * Math.max(1, epochs - 1));
        return (float) (peakRate * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress))));
    }

    private static int[] shuffled(int n, SplittableRandom random) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
