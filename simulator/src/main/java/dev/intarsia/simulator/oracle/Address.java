package dev.intarsia.simulator.oracle;

import dev.intarsia.ir.kernel.Index;
import java.util.Arrays;
import java.util.List;

/**
 * Where in a buffer an access goes.
 *
 * <p>Where every axis is linear in the loop variables and cannot leave the buffer, the offset is computed at once; that is what makes
 * the oracle fast enough. Everywhere else each axis is looked at each time.
 */
final class Address {

    /** An offset that no word has. */
    static final int OUTSIDE = -1;

    private final Storage storage;
    private final Place[] places;
    private final Place offset;
    private final boolean alwaysInside;
    private final int[] sizes;
    private final int[] strides;

    Address(Storage storage, List<Index> at, Scope scope) {
        this.storage = storage;
        this.places = at.stream().map(index -> new Place(index, scope)).toArray(Place[]::new);
        this.sizes = storage.buffer.shape().sizes().stream()
                .mapToInt(Integer::intValue)
                .toArray();
        this.strides = storage.buffer.shape().strides();
        Index sum = Index.of(0);
        boolean inside = true;
        for (int axis = 0; axis < places.length; axis++) {
            sum = sum.plus(at.get(axis).times(strides[axis]));
            inside &= places[axis].isAlwaysBelow(sizes[axis]);
        }
        this.offset = new Place(sum, scope);
        this.alwaysInside = inside;
    }

    /** The row-major offset of the place, or {@link #OUTSIDE}. */
    int find() {
        if (alwaysInside) {
            return (int) offset.at();
        }
        int found = 0;
        for (int axis = 0; axis < places.length; axis++) {
            long place = places[axis].at();
            if (place < 0 || place >= sizes[axis]) {
                return OUTSIDE;
            }
            found += (int) place * strides[axis];
        }
        return found;
    }

    /** The row-major offset of the place, which has to be inside. */
    int inside() {
        int found = find();
        if (found == OUTSIDE) {
            long[] place = Arrays.stream(places).mapToLong(Place::at).toArray();
            throw new KernelFault(
                    storage.buffer.name() + Arrays.toString(place) + " lies outside of " + storage.buffer.shape());
        }
        return found;
    }
}
