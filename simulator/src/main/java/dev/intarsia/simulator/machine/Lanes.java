package dev.intarsia.simulator.machine;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The vectors of this machine. */
final class Lanes {

    /** As many ints as a register holds. */
    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    /** As many longs as a register holds. */
    static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;

    /** As many ints as there are longs in a register. */
    static final VectorSpecies<Integer> HALF_INTS =
            VectorSpecies.of(int.class, VectorShape.forBitSize(LONGS.length() * Integer.SIZE));

    private Lanes() {}

    /** The least multiple of a vector's ints that is not below a count. */
    static int roundUp(int count) {
        return (count + INTS.length() - 1) / INTS.length() * INTS.length();
    }
}
