package dev.intarsia.simulator.layerwise;

import dev.intarsia.ir.kernel.CompiledIndex;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.type.Shape;
import java.util.List;

/** A place that depends on the variables of loops only. */
@FunctionalInterface
interface BatchPlace {

    /** What is given for a place outside. */
    long OUTSIDE = -1;

    /** The place, or {@link #OUTSIDE}. */
    long at(long[] values);

    static BatchPlace of(Index index, List<String> variables) {
        CompiledIndex compiled = CompiledIndex.of(index, variables);
        return compiled::at;
    }

    /** The row-major position of an element. */
    static BatchPlace of(List<Index> at, Shape shape, List<String> variables) {
        CompiledIndex[] axes =
                at.stream().map(index -> CompiledIndex.of(index, variables)).toArray(CompiledIndex[]::new);
        int[] sizes = shape.sizes().stream().mapToInt(Integer::intValue).toArray();
        return values -> {
            long position = 0;
            for (int axis = 0; axis < axes.length; axis++) {
                long place = axes[axis].at(values);
                if (place < 0 || place >= sizes[axis]) {
                    return OUTSIDE;
                }
                position = position * sizes[axis] + place;
            }
            return position;
        };
    }
}
