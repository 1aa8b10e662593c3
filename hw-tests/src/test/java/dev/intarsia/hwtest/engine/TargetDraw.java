package dev.intarsia.hwtest.engine;

import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.AccumulatorOverflow;
import dev.intarsia.ir.target.MemoryPort;

/**
 * What was drawn for an accelerator.
 *
 * @param wide whether activations and weights have 16 bits instead of 8, and accumulators 48 instead of {@code accumulatorBits}
 * @param exactSums whether accumulators saturate at the end instead of wrapping
 */
record TargetDraw(
        int rows,
        int cols,
        int lanes,
        boolean wide,
        int accumulatorBits,
        boolean exactSums,
        int activationBytes,
        int weightBytes,
        int outputBytes,
        int parameterEntries,
        int accumulatorEntries,
        int portBytes,
        int latency) {

    Accelerator accelerator() {
        int bits = wide ? 16 : 8;
        return accelerator(bits, bits);
    }

    /** With other widths of activations and weights than 8 or 16 bits each. */
    Accelerator accelerator(int activationBits, int weightBits) {
        int bytes = wide ? 2 : 1;
        return new Accelerator(
                "drawn",
                rows,
                cols,
                activationBits,
                weightBits,
                wide ? 48 : accumulatorBits,
                32,
                32,
                6,
                exactSums ? new AccumulatorOverflow.SaturateEnd() : new AccumulatorOverflow.Wrap(),
                "tflm",
                activationBytes * bytes,
                weightBytes * bytes,
                outputBytes * bytes,
                parameterEntries,
                accumulatorEntries,
                256,
                lanes,
                new MemoryPort(portBytes * 8, latency, 64),
                200,
                new ModelNode("drawn.accel", ""));
    }
}
