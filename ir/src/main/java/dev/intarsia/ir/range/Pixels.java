package dev.intarsia.ir.range;

import dev.intarsia.ir.kernel.Extent;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Stmt;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The output pixels of a sum of products, one for each set of taps that lies inside of the input: what the padding cuts off is all in
 * which pixels differ.
 *
 * @param places the variables of the pixel: of every loop around the sum but that over channels
 * @param inside which taps, in row-major order, lie inside of the input
 */
record Pixels(Map<String, Long> places, BitSet inside) {

    Pixels {
        places = Map.copyOf(places);
        inside = (BitSet) inside.clone();
    }

    static List<Pixels> of(ProductSum sum) {
        List<Stmt.Loop> loops = sum.outputs().subList(0, sum.outputs().size() - 1);
        List<Pixels> found = new ArrayList<>();
        Set<BitSet> seen = new HashSet<>();
        representatives(sum, loops, 0, new HashMap<>(), place -> {
            BitSet inside = inside(sum, place);
            if (seen.add(inside)) {
                found.add(new Pixels(place, inside));
            }
        });
        return found;
    }

    /** Each loop's variable takes one value for every pattern of taps that it alone can cause along the axes that it moves. */
    private static void representatives(
            ProductSum sum,
            List<Stmt.Loop> loops,
            int depth,
            Map<String, Long> place,
            Consumer<Map<String, Long>> each) {
        if (depth == loops.size()) {
            each.accept(place);
            return;
        }
        Stmt.Loop loop = loops.get(depth);
        Set<List<Boolean>> seen = new HashSet<>();
        for (long i = 0; i < IndexValue.of(loop.extent(), place); i++) {
            place.put(loop.variable(), i);
            if (seen.add(pattern(sum, loop, place))) {
                representatives(sum, loops, depth + 1, place, each);
            }
        }
        place.remove(loop.variable());
    }

    /** For every axis that reads this loop's variable, which values of the taps' variables lie inside. */
    private static List<Boolean> pattern(ProductSum sum, Stmt.Loop loop, Map<String, Long> place) {
        List<Boolean> pattern = new ArrayList<>();
        for (int axis = 0; axis < sum.x().at().size(); axis++) {
            Index index = sum.x().at().get(axis);
            if (sum.x().outside().isPresent() && Extent.variables(index).contains(loop.variable())) {
                int size = sum.x().buffer().shape().size(axis);
                Map<String, Long> all = new HashMap<>(place);
                all.putIfAbsent(sum.outputs().getLast().variable(), 0L);
                IndexValue.enumerate(List.of(index), sum.taps(), taps -> {
                    all.putAll(taps);
                    long at = IndexValue.of(index, all);
                    pattern.add(0 <= at && at < size);
                });
            }
        }
        return pattern;
    }

    private static BitSet inside(ProductSum sum, Map<String, Long> place) {
        BitSet inside = new BitSet(sum.products());
        if (sum.x().outside().isEmpty()) {
            inside.set(0, sum.products());
            return inside;
        }
        Map<String, Long> all = new HashMap<>(place);
        all.put(sum.outputs().getLast().variable(), 0L);
        int[] tap = {0};
        List<Index> variables =
                sum.taps().stream().map(loop -> Index.of(loop.variable())).toList();
        IndexValue.enumerate(variables, sum.taps(), taps -> {
            all.putAll(taps);
            inside.set(tap[0]++, isInside(sum, all));
        });
        return inside;
    }

    static boolean isInside(ProductSum sum, Map<String, Long> variables) {
        for (int axis = 0; axis < sum.x().at().size(); axis++) {
            long at = IndexValue.of(sum.x().at().get(axis), variables);
            if (at < 0 || at >= sum.x().buffer().shape().size(axis)) {
                return false;
            }
        }
        return true;
    }
}
