package dev.intarsia.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.HashMap;
import java.util.Map;
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
 * @param noise on the weights of convolutions and the dense layer, drawn anew at each step
 * @param seed of order, augmentation and first weights
 */
public record Trainer(
        int epochs,
        int batch,
        float peakRate,
        float weightDecay,
        float smoothing,
        Augmentation augmentation,
        RoundingNoise noise,
        long seed) {

    private static final int CLASSES = 10;
    private static final float MOMENTUM = 0.9f;

    /** The settings of the shipped weights. */
    public static Trainer shipped() {
        return new Trainer(12, 128, 0.1f, 5e-4f, 0.05f, new Augmentation(1), new RoundingNoise(4), 20_170_825L);
    }

    /** The same settings with another number of epochs; the learning rate falls accordingly faster or slower. */
    public Trainer withEpochs(int newEpochs) {
        return new Trainer(newEpochs, batch, peakRate, weightDecay, smoothing, augmentation, noise, seed);
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
        var descent = new Descent(network, data, random.split());
        int stepsPerEpoch = data.count() / batch;
        for (int epoch = 1; epoch <= epochs; epoch++) {
            long start = System.nanoTime();
            int[] order = shuffled(data.count(), orders);
            double loss = 0;
            for (int step = 0; step < stepsPerEpoch; step++) {
                loss += descent.step(order, step * batch);
            }
            progress.accept("epoch %2d of %d: loss %.4f, %.1f s"
                    .formatted(epoch, epochs, loss / stepsPerEpoch, (System.nanoTime() - start) * 1e-9));
        }
        return network;
    }

    /** What lives through one training: the network, the optimizers' momenta, and the random stream of the variations. */
    private final class Descent {
        private final Network network;
        private final FashionData data;
        private final SplittableRandom variations;
        private final Optimizer decayed;
        private final Optimizer free;

        Descent(Network network, FashionData data, SplittableRandom variations) {
            this.network = network;
            this.data = data;
            this.variations = variations;
            this.decayed = optimizer(weightDecay);
            this.free = optimizer(0);
        }

        /** One step on the images {@code order[first]} and following; gives the loss. */
        double step(int[] order, int first) {
            float[] images = new float[batch * FashionData.IMAGE_BYTES];
            float[] targets = new float[batch * CLASSES];
            for (int n = 0; n < batch; n++) {
                int image = order[first + n];
                int from = image * FashionData.IMAGE_BYTES;
                augmentation.apply(data.pixels(), from, images, n * FashionData.IMAGE_BYTES, variations);
                for (int k = 0; k < CLASSES; k++) {
                    targets[n * CLASSES + k] = smoothing / CLASSES + (k == data.labels()[image] ? 1 - smoothing : 0);
                }
            }
            try (NDManager manager = network.newBatch()) {
                double loss = backward(manager, images, targets);
                network.forEachLearned(this::update);
                return loss;
            }
        }

        /** Leaves the gradient of the cross-entropy in every learned weight. */
        private double backward(NDManager manager, float[] images, float[] targets) {
            try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
                NDArray x = manager.create(images, new Shape(batch, 1, FashionData.SIDE, FashionData.SIDE));
                NDArray logProbabilities =
                        network.logits(x, true, drawNoise(manager)).logSoftmax(1);
                NDArray crossEntropy = logProbabilities
                        .mul(manager.create(targets, new Shape(batch, CLASSES)))
                        .sum()
                        .mul(-1f / batch);
                gradients.backward(crossEntropy);
                return crossEntropy.getFloat();
            }
        }

        private Map<String, NDArray> drawNoise(NDManager manager) {
            Map<String, NDArray> drawn = new HashMap<>();
            network.forEachLearned((name, weight) -> {
                if (isDecayed(name)) {
                    Shape shape = weight.getShape();
                    int channels = Math.toIntExact(shape.get(0));
                    drawn.put(name, manager.create(noise.draw(weight.toFloatArray(), channels, variations), shape));
                }
            });
            return drawn;
        }

        /** DJL adds gradients up, so each is set to zero once it is used. */
        private void update(String name, NDArray weight) {
            try (NDArray gradient = weight.getGradient()) {
                (isDecayed(name) ? decayed : free).update(name, weight, gradient);
                gradient.subi(gradient);
            }
        }

        private Optimizer optimizer(float decay) {
            Tracker rate = step -> rate(step, data.count() / batch);
            return Optimizer.sgd()
                    .setLearningRateTracker(rate)
                    .optMomentum(MOMENTUM)
                    .optWeightDecays(decay)
                    .build();
        }
    }

    /** The weights of convolutions and dense layers decay and get noise; biases and batch normalization do not. */
    private static boolean isDecayed(String name) {
        return name.endsWith(".w");
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
