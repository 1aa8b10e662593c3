package dev.intarsia.training.qat;

/**
 * By how much the weights of each channel were drawn toward 0, in steps, so that its sum fits: those above 0, and those below.
 *
 * @param positive by channel; 0 where nothing had to be drawn
 * @param negative the same of those below 0
 */
record Projection(double[] positive, double[] negative) {

    /** Nothing drawn. */
    static Projection none(int channels) {
        return new Projection(new double[channels], new double[channels]);
    }
}
