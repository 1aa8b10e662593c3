package dev.intarsia.ir.plan;

/**
 * The choices of a layer's schedule.
 *
 * @param height output rows of a tile; 1 where there are no rows
 * @param width output columns of a tile; 1 where there are no columns
 * @param weights how long weights stay
 * @param parameters how long biases, multipliers and shifts stay
 * @param outputsOutside whether the loop over blocks of outputs lies outside of the loops over tiles
 */
record Tiling(int height, int width, Residency weights, Residency parameters, boolean outputsOutside) {

    /** How long something stays in its scratchpad. */
    enum Residency {
        /** All of it, from the start. */
        LAYER,
        /** What one block of outputs needs. */
        BLOCK,
        /** What one pass of the array needs. */
        PASS
    }
}
