package dev.intarsia.ir.graph;

import dev.intarsia.ir.type.RealTensor;
import java.util.List;

/** An operator with {@link Capability#AFFINE_PER_CHANNEL}: over the last axis, {@code y = factor[c] · x + offset[c]}. */
public interface AffinePerChannel extends Op {

    /**
     * @param factors one for each channel
     * @param offsets one for each channel
     */
    record Affine(List<Double> factors, List<Double> offsets) {

        public Affine {
            factors = List.copyOf(factors);
            offsets = List.copyOf(offsets);
        }
    }

    /**
     * The map, in float64.
     *
     * @param constants its operands after the first, in order
     */
    Affine affine(List<RealTensor> constants);
}
