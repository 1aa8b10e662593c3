package dev.intarsia.training.qat;

/** The loss. */
final class CrossEntropy {

    private CrossEntropy() {}

    /**
     * The mean of −Σ t · ln softmax(x) over samples.
     *
     * @param logits x by class and sample
     * @param targets t by class and sample; of each sample they add up to 1
     * @param samples how many there are
     * @param gradient receives the loss' gradient by the logits
     */
    static double of(double[] logits, double[] targets, int samples, float[] gradient) {
        double loss = 0;
        for (int s = 0; s < samples; s++) {
            double[] shares = shares(logits, s, samples);
            for (int k = 0; k < shares.length; k++) {
                double target = targets[k * samples + s];
                gradient[k * samples + s] = (float) ((shares[k] - target) / samples);
                loss -= target * StrictMath.log(Math.max(shares[k], Double.MIN_NORMAL));
            }
        }
        return loss / samples;
    }

    /** The softmax of one sample's logits. */
    static double[] shares(double[] logits, int sample, int samples) {
        double[] shares = new double[logits.length / samples];
        double greatest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < shares.length; k++) {
            greatest = Math.max(greatest, logits[k * samples + sample]);
        }
        double sum = 0;
        for (int k = 0; k < shares.length; k++) {
            shares[k] = StrictMath.exp(logits[k * samples + sample] - greatest);
            sum += shares[k];
        }
        for (int k = 0; k < shares.length; k++) {
            shares[k] /= sum;
        }
        return shares;
    }
}
