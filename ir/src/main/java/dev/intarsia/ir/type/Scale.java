package dev.intarsia.ir.type;

import java.util.List;

/**
 * What one step of the stored word is worth: one factor for the tensor, or one for each index of an axis.
 *
 * @param factors positive and finite; one, or as many as the axis is long
 * @param axis the axis that the factors belong to, or −1 for one factor for the whole tensor
 */
public record Scale(List<Double> factors, int axis) {

    public Scale {
        factors = List.copyOf(factors);
        if (factors.isEmpty() || axis < -1 || axis == -1 && factors.size() != 1) {
            throw new IllegalArgumentException("one factor per tensor, or one for each index of an axis");
        }
        for (double factor : factors) {
            if (!(factor > 0) || Double.isInfinite(factor)) {
                throw new IllegalArgumentException("a scale is positive and finite, found " + factor);
            }
        }
    }

    public static Scale perTensor(double factor) {
        return new Scale(List.of(factor), -1);
    }

    public static Scale perAxis(List<Double> factors, int axis) {
        return new Scale(factors, axis);
    }

    public boolean isPerTensor() {
        return axis == -1;
    }

    /** The factor at an index of the axis; the one factor of a per-tensor scale at every index. */
    public double at(int index) {
        return isPerTensor() ? factors.getFirst() : factors.get(index);
    }
}
