package dev.intarsia.simulator.lanes;

import java.util.List;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The {@link Line}s of all channels of a layer on double lanes. */
final class Lines {

    /** As many doubles as a register holds. */
    static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    /** As many floats as there are doubles in a register. */
    static final VectorSpecies<Float> HALF_FLOATS =
            VectorSpecies.of(float.class, VectorShape.forBitSize(DOUBLES.length() * Float.SIZE));

    private final double[] slopes;
    private final double[] below;
    private final double[] above;
    private final double[] splits;
    private final double low;
    private final double high;

    private Lines(int stride, double low, double high) {
        slopes = new double[stride];
        below = new double[stride];
        above = new double[stride];
        splits = new double[stride];
        this.low = low;
        this.high = high;
    }

    /**
     * @param channels a line for each channel
     * @param stride how many places the sums of a pixel take
     */
    static Lines of(List<Line> channels, int stride, long low, long high) {
        Lines lines = new Lines(stride, low, high);
        for (int k = 0; k < channels.size(); k++) {
            Line line = channels.get(k);
            lines.slopes[k] = line.slope();
            lines.below[k] = line.below();
            lines.above[k] = line.above();
            lines.splits[k] = line.split();
        }
        return lines;
    }

    /** Puts words in the place of sums: {@code pixels × stride} of them. */
    void apply(float[] sums, int pixels) {
        int stride = slopes.length;
        for (int k = 0; k < stride; k += DOUBLES.length()) {
            DoubleVector slope = DoubleVector.fromArray(DOUBLES, slopes, k);
            DoubleVector under = DoubleVector.fromArray(DOUBLES, below, k);
            DoubleVector over = DoubleVector.fromArray(DOUBLES, above, k);
            DoubleVector split = DoubleVector.fromArray(DOUBLES, splits, k);
            for (int p = 0; p < pixels; p++) {
                int at = p * stride + k;
                DoubleVector sum = (DoubleVector)
                        FloatVector.fromArray(HALF_FLOATS, sums, at).convertShape(VectorOperators.F2D, DOUBLES, 0);
                DoubleVector moved = sum.fma(slope, over.blend(under, sum.lt(split)));
                rounded(moved, low, high).intoArray(sums, at);
            }
        }
    }

    /** Puts words in the place of the first sums of one channel; there are whole registers of them, and what lies behind is overwritten. */
    static void apply(Line line, double low, double high, float[] sums, int count) {
        DoubleVector slope = DoubleVector.broadcast(DOUBLES, line.slope());
        DoubleVector under = DoubleVector.broadcast(DOUBLES, line.below());
        DoubleVector over = DoubleVector.broadcast(DOUBLES, line.above());
        for (int i = 0; i < count; i += DOUBLES.length()) {
            DoubleVector sum = (DoubleVector)
                    FloatVector.fromArray(HALF_FLOATS, sums, i).convertShape(VectorOperators.F2D, DOUBLES, 0);
            DoubleVector moved = sum.fma(slope, over.blend(under, sum.lt(line.split())));
            rounded(moved, low, high).intoArray(sums, i);
        }
    }

    /** The nearest integers, between bounds, as floats. */
    static FloatVector rounded(DoubleVector moved, double low, double high) {
        DoubleVector near = moved.add(Line.ROUNDER).sub(Line.ROUNDER);
        DoubleVector word = near.blend(low, near.lt(low)).blend(high, near.compare(VectorOperators.GT, high));
        return (FloatVector) word.convertShape(VectorOperators.D2F, HALF_FLOATS, 0);
    }
}
