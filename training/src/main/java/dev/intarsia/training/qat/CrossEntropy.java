package dev.intarsia.training.qat;

/** The loss. */
final class CrossEntropy {

    private CrossEntropy() {}

    /**
     * The mean of −ln softmax(x)[label] over samples.
     *
     * @param logits by class and sample
     * @param labels of the samples
     * @param gradient receives the loss' gradient by the logits
     */
    static double of(double[] logits, int[] labels, float[] gradient) {
        int samples = labels.length;
        int classes = logits.length / samples;
        double loss = 0;
        for (int s = 0; s < samples; s++) {
            double greatest = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < classes; k++) {
                greatest = Math.max(greatest, logits[k * samples + s]);
            }
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                sum += StrictMath.exp(logits[k * samples + s] - greatest);
            }
            for (int k = 0; k < classes; k++) {
                double share = StrictMath.exp(logits[k * samples + s] - greatest) / sum;
                gradient[k * samples + s] = (float) ((share - (k == labels[s] ? 1 : 0)) / samples);
            }
            loss += StrictMath.log(sum) + greatest - logits[labels[s] * samples + s];
        }
        return loss / samples;
    }
}
