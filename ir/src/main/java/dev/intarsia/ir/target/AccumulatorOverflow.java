package dev.intarsia.ir.target;

/** What an accelerator's accumulators do with a sum that leaves their width. */
public sealed interface AccumulatorOverflow {

    /** Keep the low bits. */
    record Wrap() implements AccumulatorOverflow {}

    /** Sum exactly, saturate the end result. */
    record SaturateEnd() implements AccumulatorOverflow {}

    /** Sum {@code chunk} products exactly, then one saturating addition, in the canonical order r, s, c. */
    record SaturateChunk(int chunk) implements AccumulatorOverflow {
        public SaturateChunk {
            if (chunk < 1) {
                throw new IllegalArgumentException("a chunk has at least one product");
            }
        }
    }
}
