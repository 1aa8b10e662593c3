package dev.intarsia.ir.graph;

/**
 * Bounds of stored words, both included.
 *
 * @param low the least word
 * @param high the greatest word
 */
public record Clamp(long low, long high) {

    public Clamp {
        if (low > high) {
            throw new IllegalArgumentException("empty clamp " + low + " … " + high);
        }
    }

    @Override
    public String toString() {
        return "clamp " + low + " … " + high;
    }
}
