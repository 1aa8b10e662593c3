package dev.intarsia.simulator.lanes;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** A {@link Plane} over two tensors of one shape, on double lanes. */
final class PlaneStage implements Stage {

    private final Plane plane;
    private final Elementwise places;

    PlaneStage(Plane plane, Elementwise places) {
        this.plane = plane;
        this.places = places;
    }

    @Override
    public void run(Tensors tensors) {
        float[] x = tensors.floats(places.from(0));
        float[] y = tensors.floats(places.from(1));
        float[] z = tensors.floats(places.to());
        for (int i = 0; i < places.runs(); i++) {
            add(x, places.start(0, i), y, places.start(1, i), z, places.start(i), places.run());
        }
        tensors.written(places.to());
    }

    private void add(float[] x, int xAt, float[] y, int yAt, float[] z, int zAt, int run) {
        int lanes = Lines.DOUBLES.length();
        DoubleVector left = DoubleVector.broadcast(Lines.DOUBLES, plane.left());
        DoubleVector right = DoubleVector.broadcast(Lines.DOUBLES, plane.right());
        DoubleVector offset = DoubleVector.broadcast(Lines.DOUBLES, plane.offset());
        int i = 0;
        for (; i + lanes <= run; i += lanes) {
            DoubleVector moved =
                    doubles(y, yAt + i).fma(right, doubles(x, xAt + i).fma(left, offset));
            Lines.rounded(moved, plane.low(), plane.high()).intoArray(z, zAt + i);
        }
        for (; i < run; i++) {
            z[zAt + i] = (float) plane.at(x[xAt + i], y[yAt + i]);
        }
    }

    private static DoubleVector doubles(float[] from, int at) {
        return (DoubleVector)
                FloatVector.fromArray(Lines.HALF_FLOATS, from, at).convertShape(VectorOperators.F2D, Lines.DOUBLES, 0);
    }
}
