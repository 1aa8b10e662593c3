package dev.intarsia.ir.schedule;

import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.AccumulatorOverflow;
import dev.intarsia.ir.target.MemoryPort;

/** Small accelerators for tests. */
public final class SampleTargets {

    private SampleTargets() {}

    /** 4×4, 8 bits, 32-bit accumulators that wrap, memories of a few hundred bytes, a port of 4 bytes. */
    public static Accelerator small() {
        return with(8, 8, 32, new AccumulatorOverflow.Wrap(), 32, 32, 512, 512, 256, 32, 64);
    }

    /** Like {@link #small} with these memories: bytes of activations, weights and output, entries of parameters and accumulators. */
    public static Accelerator memories(int activations, int weights, int output, int parameters, int accumulators) {
        return with(
                8,
                8,
                32,
                new AccumulatorOverflow.Wrap(),
                32,
                32,
                activations,
                weights,
                output,
                parameters,
                accumulators);
    }

    /** Like {@link #small} with these widths. */
    public static Accelerator widths(
            int activationBits,
            int weightBits,
            int accumulatorBits,
            AccumulatorOverflow overflow,
            int biasBits,
            int multiplierBits) {
        return with(
                activationBits, weightBits, accumulatorBits, overflow, biasBits, multiplierBits, 512, 512, 256, 32, 64);
    }

    private static Accelerator with(
            int activationBits,
            int weightBits,
            int accumulatorBits,
            AccumulatorOverflow overflow,
            int biasBits,
            int multiplierBits,
            int activations,
            int weights,
            int output,
            int parameters,
            int accumulators) {
        return new Accelerator(
                "small",
                4,
                4,
                activationBits,
                weightBits,
                accumulatorBits,
                biasBits,
                multiplierBits,
                6,
                overflow,
                "tflm",
                activations,
                weights,
                output,
                parameters,
                accumulators,
                256,
                4,
                new MemoryPort(32, 10, 64),
                200,
                new ModelNode("small.accel", ""));
    }
}
