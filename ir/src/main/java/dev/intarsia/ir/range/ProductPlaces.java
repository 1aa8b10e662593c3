package dev.intarsia.ir.range;

import dev.intarsia.ir.kernel.CompiledIndex;
import dev.intarsia.ir.kernel.Extent;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the products of a sum find their input elements. Channels that read the same elements are of one kind: all channels of a convolution,
 * those of one group where it has groups, each by itself where it is depthwise.
 */
public final class ProductPlaces {

    /** The place of an element that is not there, and counts as zero. */
    public static final int OUTSIDE = -1;

    private final int pixels;
    private final int taps;
    private final List<int[]> places = new ArrayList<>();
    private final int[] kinds;

    private ProductPlaces(ProductSum sum) {
        taps = sum.products();
        kinds = new int[sum.channels()];
        int[] pixelSizes = sizes(sum.outputs().subList(0, sum.outputs().size() - 1));
        pixels = Arrays.stream(pixelSizes).reduce(1, Math::multiplyExact);
        place(sum, pixelSizes);
    }

    public static ProductPlaces of(ProductSum sum) {
        return new ProductPlaces(sum);
    }

    private void place(ProductSum sum, int[] pixelSizes) {
        List<Stmt.Loop> loops = new ArrayList<>(sum.outputs());
        loops.addAll(sum.taps());
        List<String> variables = loops.stream().map(Stmt.Loop::variable).toList();
        List<CompiledIndex> at = sum.x().at().stream()
                .map(index -> CompiledIndex.of(index, variables))
                .toList();
        int[] tapSizes = sizes(sum.taps());
        for (int k = 0; k < kinds.length; k++) {
            int[] own = new int[pixels * taps];
            long[] values = new long[variables.size()];
            values[pixelSizes.length] = k;
            for (int i = 0; i < own.length; i++) {
                spread(i / taps, pixelSizes, values, 0);
                spread(i % taps, tapSizes, values, pixelSizes.length + 1);
                own[i] = offset(at, values, sum.x().buffer().shape());
            }
            int kind = 0;
            while (kind < places.size() && !Arrays.equals(places.get(kind), own)) {
                kind++;
            }
            if (kind == places.size()) {
                places.add(own);
            }
            kinds[k] = kind;
            if (k == 0 && !readsByChannel(sum)) {
                return; // all other channels are of the kind 0, too
            }
        }
    }

    private static boolean readsByChannel(ProductSum sum) {
        String channel = sum.outputs().getLast().variable();
        return sum.x().at().stream().map(Extent::variables).anyMatch(names -> names.contains(channel));
    }

    private static int[] sizes(List<Stmt.Loop> loops) {
        return loops.stream()
                .mapToInt(loop -> Math.toIntExact(((Index.Constant) loop.extent()).value()))
                .toArray();
    }

    /** A row-major number as places, from a position of {@code values} on. */
    private static void spread(int number, int[] sizes, long[] values, int from) {
        int rest = number;
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            values[from + axis] = rest % sizes[axis];
            rest /= sizes[axis];
        }
    }

    private static int offset(List<CompiledIndex> at, long[] values, Shape shape) {
        int offset = 0;
        for (int axis = 0; axis < at.size(); axis++) {
            long place = at.get(axis).at(values);
            if (place < 0 || place >= shape.size(axis)) {
                return OUTSIDE;
            }
            offset = offset * shape.size(axis) + Math.toIntExact(place);
        }
        return offset;
    }

    /** How many sums each channel has. */
    public int pixels() {
        return pixels;
    }

    /** How many products a sum has. */
    public int taps() {
        return taps;
    }

    /** How many kinds of channels there are. */
    public int kinds() {
        return places.size();
    }

    /** The kind of a channel. */
    public int kind(int channel) {
        return kinds[channel];
    }

    /** The row-major position of the element of a tap, or {@link #OUTSIDE}. */
    public int at(int kind, int pixel, int tap) {
        return places.get(kind)[pixel * taps + tap];
    }

    /** A copy of the positions of a kind: for each pixel one for each tap. */
    public int[] of(int kind) {
        return places.get(kind).clone();
    }
}
