package dev.intarsia.ir.stream;

/**
 * How much of a layer is done in one cycle.
 *
 * @param elements processing elements: how many channels of the result are worked on side by side
 * @param lanes how many products each of them adds up at a time
 */
public record Folding(int elements, int lanes) {

    /** One thing after the other. */
    public static final Folding NONE = new Folding(1, 1);

    public Folding {
        if (elements < 1 || lanes < 1) {
            throw new IllegalArgumentException("a folding has at least one element and one lane");
        }
    }
}
