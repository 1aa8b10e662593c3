package dev.intarsia.ir.plan;

/**
 * Cycles that no schedule of a layer can go below.
 *
 * @param operations operations ÷ (rows × cols), or ÷ lanes for what the vector lanes compute
 * @param wholeTiles pixels × ⌈taps ÷ rows⌉ × ⌈outputs ÷ cols⌉; operations ÷ lanes for what the vector lanes compute
 * @param port compulsory bytes ÷ the port's width: every place of the inputs that is read, every weight and parameter once in, every output once out
 */
public record LowerBound(long operations, long wholeTiles, long port) {

    /** The larger of operations and port. */
    public long ideal() {
        return Math.max(operations, port);
    }

    /** The larger of whole tiles and port. */
    public long wholeTile() {
        return Math.max(wholeTiles, port);
    }
}
