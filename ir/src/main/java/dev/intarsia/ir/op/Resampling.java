package dev.intarsia.ir.op;

import java.util.Locale;

/** How {@link Resize} finds, for places along an axis of the result, the places along the operand's axis, and how it weighs them. */
public final class Resampling {

    /** From which elements a result is made. */
    public enum Method {
        NEAREST(1),
        LINEAR(2),
        CUBIC(4);

        private final int taps;

        Method(int taps) {
            this.taps = taps;
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where a result's place lies on the operand's axis; with {@code s} places of the result for one of the operand. */
    public enum Coordinates {
        /** {@code x / s}. */
        ASYMMETRIC,
        /** {@code (x + ½) / s − ½}: the centres of the outermost pixels' outer borders meet. */
        HALF_PIXEL,
        /** As half_pixel, and 0 where the result has one place. */
        PYTORCH_HALF_PIXEL,
        /** {@code x · (in − 1) / (out − 1)}: first and last places meet. */
        ALIGN_CORNERS,
        /** As half_pixel, and symmetric where the scale does not give a whole number of places. */
        HALF_PIXEL_SYMMETRIC;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Which of two neighbours is the nearest. */
    public enum Nearest {
        FLOOR,
        CEIL,
        ROUND_PREFER_FLOOR,
        ROUND_PREFER_CEIL;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Resize resize;
    private final int from;
    private final int to;
    private final double scale;

    /**
     * One axis.
     *
     * @param from the operand's size
     * @param to the result's size
     * @param scale how many places of the result one of the operand makes; 0 for the quotient of the sizes
     */
    Resampling(Resize resize, int from, int to, double scale) {
        this.resize = resize;
        this.from = from;
        this.to = to;
        this.scale = scale == 0 ? (double) to / from : scale;
    }

    private double coordinate(int x) {
        return switch (resize.coordinates()) {
            case ASYMMETRIC -> x / scale;
            case HALF_PIXEL -> (x + 0.5) / scale - 0.5;
            case PYTORCH_HALF_PIXEL -> to > 1 ? (x + 0.5) / scale - 0.5 : 0;
            case ALIGN_CORNERS -> to > 1 ? x * (from - 1.0) / (to - 1.0) : 0;
            case HALF_PIXEL_SYMMETRIC -> {
                double adjustment = to / (scale * from);
                double center = from / 2.0;
                yield center * (1 - adjustment) + (x + 0.5) / scale - 0.5;
            }
        };
    }

    /**
     * The operand's nearest place for each place of the result. Where TensorFlow Lite has the same coordinates, they are computed as there, in
     * float32.
     *
     * <p>Source: {@code GetNearestNeighbor}, tensorflow/lite/kernels/internal/reference/resize_nearest_neighbor.h.
     */
    int[] nearest() {
        int[] places = new int[to];
        for (int x = 0; x < to; x++) {
            places[x] = Math.clamp(nearest(x), 0, from - 1);
        }
        return places;
    }

    private int nearest(int x) {
        boolean wholeScale = scale == (double) to / from;
        float step = from / (float) to;
        if (wholeScale && resize.coordinates() == Coordinates.ASYMMETRIC && resize.nearest() == Nearest.FLOOR) {
            return (int) Math.floor(x * step);
        }
        if (wholeScale
                && resize.coordinates() == Coordinates.HALF_PIXEL
                && resize.nearest() == Nearest.ROUND_PREFER_CEIL) {
            return (int) Math.floor((x + 0.5f) * step);
        }
        if (resize.coordinates() == Coordinates.ALIGN_CORNERS && resize.nearest() == Nearest.ROUND_PREFER_CEIL) {
            float corner = to > 1 ? (from - 1) / (float) (to - 1) : step;
            return (int) Math.floor(x * corner + 0.5);
        }
        double place = coordinate(x);
        return (int)
                switch (resize.nearest()) {
                    case FLOOR -> Math.floor(place);
                    case CEIL -> Math.ceil(place);
                    case ROUND_PREFER_FLOOR -> Math.ceil(place - 0.5);
                    case ROUND_PREFER_CEIL -> Math.floor(place + 0.5);
                };
    }

    /** How many elements make one. */
    int taps() {
        return resize.method().taps;
    }

    /** For each place of the result {@link #taps} places of the operand, one group behind the other. */
    int[] places() {
        if (resize.method() == Method.NEAREST) {
            return nearest();
        }
        int[] places = new int[to * taps()];
        for (int x = 0; x < to; x++) {
            int first = (int) Math.floor(coordinate(x)) - (taps() / 2 - 1);
            for (int tap = 0; tap < taps(); tap++) {
                places[x * taps() + tap] = Math.clamp(first + tap, 0, from - 1);
            }
        }
        return places;
    }

    /** How much each of {@link #places} counts. */
    double[] weights() {
        double[] weights = new double[to * taps()];
        for (int x = 0; x < to; x++) {
            double place = coordinate(x);
            double part = place - Math.floor(place);
            for (int tap = 0; tap < taps(); tap++) {
                weights[x * taps() + tap] = switch (resize.method()) {
                    case NEAREST -> 1;
                    case LINEAR -> tap == 0 ? 1 - part : part;
                    case CUBIC -> cubic(part + 1 - tap);
                };
            }
        }
        return weights;
    }

    /** Keys' piecewise cubic of a distance. */
    private double cubic(double distance) {
        double a = resize.cubic();
        double d = Math.abs(distance);
        if (d <= 1) {
            return ((a + 2) * d - (a + 3)) * d * d + 1;
        }
        return d < 2 ? (((d - 5) * d + 8) * d - 4) * a : 0;
    }
}
