package dev.intarsia.simulator.lanes;

import dev.intarsia.ir.kernel.CompiledIndex;
import dev.intarsia.ir.kernel.Extent;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.range.ProductSum;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which elements a sum of products reads: along every axis, a place of the output pixel plus one of the tap. Places outside of the input
 * are allowed for along all axes but the last.
 *
 * @param pixels for each axis the place of each pixel
 * @param taps for each axis what each tap adds, nothing for the first
 * @param channelwise whether each output channel reads the input channel of its own number and no other
 * @param before how far pixels and taps reach out of the input before each axis
 * @param after how far behind it
 */
record Geometry(int[][] pixels, int[][] taps, boolean channelwise, int[] before, int[] after) {

    /** The geometry of a sum; empty where places are no sums, or channels fall into groups. */
    static Optional<Geometry> of(ProductSum sum) {
        Shape shape = sum.x().buffer().shape();
        int rank = shape.rank();
        if (rank == 0) {
            return Optional.empty();
        }
        String channel = sum.outputs().getLast().variable();
        List<Stmt.Loop> outer = sum.outputs().subList(0, sum.outputs().size() - 1);
        int[][] pixels = new int[rank][];
        int[][] taps = new int[rank][];
        int[] before = new int[rank];
        int[] after = new int[rank];
        boolean channelwise = false;
        for (int axis = 0; axis < rank; axis++) {
            Index index = sum.x().at().get(axis);
            if (Extent.variables(index).contains(channel)) {
                if (axis < rank - 1
                        || shape.size(axis) != sum.channels()
                        || !isChannel(index, channel, sum.channels(), sum.taps())) {
                    return Optional.empty();
                }
                channelwise = true;
                pixels[axis] = new int[count(outer)];
                taps[axis] = new int[count(sum.taps())];
                continue;
            }
            if (!isSum(index, outer, sum.taps())) {
                return Optional.empty();
            }
            pixels[axis] = places(index, outer, sum.taps());
            int[] all = places(index, sum.taps(), outer);
            taps[axis] = IntStream.of(all).map(place -> place - all[0]).toArray();
            int least = least(pixels[axis]) + least(taps[axis]);
            int greatest = -least(negated(pixels[axis])) - least(negated(taps[axis]));
            before[axis] = Math.max(0, -least);
            after[axis] = Math.max(0, greatest - (shape.size(axis) - 1));
        }
        return before[rank - 1] + after[rank - 1] > 0
                ? Optional.empty()
                : Optional.of(new Geometry(pixels, taps, channelwise, before, after));
    }

    private static int least(int[] places) {
        return IntStream.of(places).min().orElseThrow();
    }

    private static int[] negated(int[] places) {
        return IntStream.of(places).map(place -> -place).toArray();
    }

    private static int size(Stmt.Loop loop) {
        return Math.toIntExact(((Index.Constant) loop.extent()).value());
    }

    private static int count(List<Stmt.Loop> loops) {
        return loops.stream().mapToInt(Geometry::size).reduce(1, Math::multiplyExact);
    }

    /** The values of an index for each turn of some loops, in their order; the others stand at 0. */
    private static int[] places(Index index, List<Stmt.Loop> loops, List<Stmt.Loop> others) {
        List<String> variables = new ArrayList<>();
        loops.forEach(loop -> variables.add(loop.variable()));
        others.forEach(loop -> variables.add(loop.variable()));
        CompiledIndex compiled = CompiledIndex.of(index, variables);
        int[] places = new int[count(loops)];
        long[] values = new long[variables.size()];
        for (int i = 0; i < places.length; i++) {
            int rest = i;
            for (int loop = loops.size() - 1; loop >= 0; loop--) {
                values[loop] = rest % size(loops.get(loop));
                rest /= size(loops.get(loop));
            }
            places[i] = Math.toIntExact(compiled.at(values));
        }
        return places;
    }

    /** Whether an index is the channel's number whatever the tap is. */
    private static boolean isChannel(Index index, String channel, int channels, List<Stmt.Loop> taps) {
        Set<String> names = Extent.variables(index);
        List<Stmt.Loop> used =
                taps.stream().filter(tap -> names.contains(tap.variable())).toList();
        if (count(used) != 1 || names.size() != used.size() + 1) {
            return false;
        }
        List<String> variables = new ArrayList<>(List.of(channel));
        used.forEach(tap -> variables.add(tap.variable()));
        CompiledIndex compiled = CompiledIndex.of(index, variables);
        long[] values = new long[variables.size()];
        for (int k = 0; k < channels; k++) {
            values[0] = k;
            if (compiled.at(values) != k) {
                return false;
            }
        }
        return true;
    }

    /** Whether the value is one part from the pixel plus one from the tap: tried for all values of the variables that it has. */
    private static boolean isSum(Index index, List<Stmt.Loop> outer, List<Stmt.Loop> taps) {
        Set<String> names = Extent.variables(index);
        List<Stmt.Loop> ownOuter =
                outer.stream().filter(loop -> names.contains(loop.variable())).toList();
        List<Stmt.Loop> ownTaps =
                taps.stream().filter(loop -> names.contains(loop.variable())).toList();
        if (names.size() != ownOuter.size() + ownTaps.size()) {
            return false;
        }
        List<Stmt.Loop> all = new ArrayList<>(ownOuter);
        all.addAll(ownTaps);
        int[] places = places(index, all, List.of());
        int inner = count(ownTaps);
        for (int i = 0; i < places.length; i++) {
            if (places[i] - places[i % inner] != places[i - i % inner] - places[0]) {
                return false;
            }
        }
        return true;
    }

    /** Where each pixel's first tap lies. */
    int[] bases(Layout layout) {
        int[] bases = new int[pixels[0].length];
        for (int axis = 0; axis < pixels.length; axis++) {
            int stride = layout.stride(axis);
            for (int i = 0; i < bases.length; i++) {
                bases[i] += (pixels[axis][i] + layout.before()[axis]) * stride;
            }
        }
        return bases;
    }

    /** How far from there each tap lies. */
    int[] offsets(Layout layout) {
        int[] offsets = new int[taps[0].length];
        for (int axis = 0; axis < taps.length; axis++) {
            int stride = layout.stride(axis);
            for (int i = 0; i < offsets.length; i++) {
                offsets[i] += taps[axis][i] * stride;
            }
        }
        return offsets;
    }
}
