package dev.intarsia.ir.plan;

/**
 * The choices of a layer's schedule.
 *
 * @param height output rows of a tile; 1 where there are no rows
 * @param width output columns of a tile; 1 where there are no columns
 * @param activations how long they stay: {@code LAYER}, or {@code BLOCK} for one tile
 * @param weights how long weights stay
 * @param weightCopies how many blocks or passes of weights lie side by side, so that the next ones are fetched early; 1 for {@code LAYER}
 * @param parameters how long biases, multipliers and shifts stay
 * @param outputsOutside whether the loop over blocks of outputs lies outside of the loops over tiles
 * @param gathered whether the sums of all blocks of outputs are finished before any is post-processed
 */
record Tiling(
        int height,
        int width,
        Residency activations,
        Residency weights,
        int weightCopies,
        Residency parameters,
        boolean outputsOutside,
        boolean gathered) {

    /** How long something stays in its scratchpad. */
    enum Residency {
        /** All of it, from the start. */
        LAYER,
        /** What one block of outputs, or one tile, needs. */
        BLOCK,
        /** What one pass of the array needs. */
        PASS
    }
}
