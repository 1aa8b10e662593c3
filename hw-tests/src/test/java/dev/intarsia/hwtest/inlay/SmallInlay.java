package dev.intarsia.hwtest.inlay;

import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.AccumulatorOverflow;
import dev.intarsia.ir.target.MemoryPort;

/** Accelerators small enough to be built quickly. */
final class SmallInlay {

    /** Odd counts on purpose: columns that no group of lanes divides, and lines wider than the port. */
    static final Accelerator TARGET = of(8, 24, new AccumulatorOverflow.Wrap());

    private SmallInlay() {}

    static Accelerator of(int bits, int accumulatorBits, AccumulatorOverflow overflow) {
        return new Accelerator(
                "small",
                4,
                3,
                bits,
                bits,
                accumulatorBits,
                32,
                32,
                6,
                overflow,
                "tflm",
                1024,
                1024,
                512,
                16,
                64,
                256,
                2,
                new MemoryPort(32, 5, 64),
                200,
                new ModelNode("small.accel", ""));
    }
}
