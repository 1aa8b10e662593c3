package dev.intarsia.simulator.oracle;

import dev.intarsia.ir.kernel.Index;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Where in a buffer an access goes.
 *
 * <p>Almost every index is a constant and multiples of at most two variables; those are kept side by side in plain arrays, which is
 * what makes the oracle fast enough.
 */
final class Address {

    /** An offset that no word has. */
    static final int OUTSIDE = -1;

    private final Storage storage;
    private final long[] frame;
    private final Place[] places;
    private final boolean simple;
    private final int[] sizes;
    private final int[] strides;
    private final long[] constants;
    private final int[] firstSlots;
    private final long[] firstFactors;
    private final int[] secondSlots;
    private final long[] secondFactors;

    /**
     * @param frame the values of loop variables
     * @param bound the slot in the frame of each variable that is bound here
     */
    Address(Storage storage, List<Index> at, long[] frame, Map<String, Integer> bound) {
        this.storage = storage;
        this.frame = frame;
        this.places = at.stream().map(index -> new Place(index, frame, bound)).toArray(Place[]::new);
        this.simple = Arrays.stream(places).allMatch(Place::hasAtMostTwoVariables);
        this.sizes = storage.buffer.shape().sizes().stream()
                .mapToInt(Integer::intValue)
                .toArray();
        this.strides = storage.buffer.shape().strides();
        this.constants = Arrays.stream(places).mapToLong(Place::constant).toArray();
        this.firstSlots = Arrays.stream(places).mapToInt(p -> p.slot(0)).toArray();
        this.firstFactors = Arrays.stream(places).mapToLong(p -> p.factor(0)).toArray();
        this.secondSlots = Arrays.stream(places).mapToInt(p -> p.slot(1)).toArray();
        this.secondFactors = Arrays.stream(places).mapToLong(p -> p.factor(1)).toArray();
    }

    /** The row-major offset of the place, or {@link #OUTSIDE}. */
    int find() {
        int offset = 0;
        for (int axis = 0; axis < sizes.length; axis++) {
            long place = simple
                    ? constants[axis]
                            + firstFactors[axis] * frame[firstSlots[axis]]
                            + secondFactors[axis] * frame[secondSlots[axis]]
                    : places[axis].at();
            if (place < 0 || place >= sizes[axis]) {
                return OUTSIDE;
            }
            offset += (int) place * strides[axis];
        }
        return offset;
    }

    /** The row-major offset of the place, which has to be inside. */
    int inside() {
        int offset = find();
        if (offset == OUTSIDE) {
            long[] place = Arrays.stream(places).mapToLong(Place::at).toArray();
            throw new KernelFault(
                    storage.buffer.name() + Arrays.toString(place) + " lies outside of " + storage.buffer.shape());
        }
        return offset;
    }
}
