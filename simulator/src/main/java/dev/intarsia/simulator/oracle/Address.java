package dev.intarsia.simulator.oracle;

import dev.intarsia.ir.kernel.Index;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Where in a buffer an access goes. */
final class Address {

    /** An offset that no word has. */
    static final int OUTSIDE = -1;

    private final Storage storage;
    private final Place[] places;
    private final int[] sizes;
    private final int[] strides;

    Address(Storage storage, List<Index> at, long[] frame, Map<String, Integer> bound) {
        this.storage = storage;
        this.places = at.stream().map(index -> new Place(index, frame, bound)).toArray(Place[]::new);
        this.sizes = storage.buffer.shape().sizes().stream()
                .mapToInt(Integer::intValue)
                .toArray();
        this.strides = storage.buffer.shape().strides();
    }

    /** The row-major offset of the place, or {@link #OUTSIDE}. */
    int find() {
        int offset = 0;
        for (int axis = 0; axis < places.length; axis++) {
            long place = places[axis].at();
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
            throw new KernelFault(storage.buffer.name()
                    + Arrays.toString(Arrays.stream(places).mapToLong(Place::at).toArray()) + " lies outside of "
                    + storage.buffer.shape());
        }
        return offset;
    }
}
