package dev.intarsia.simulator.sketch;

import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.AccumulatorOverflow;
import dev.intarsia.ir.target.MemoryPort;

/** Accelerators for tests. */
public final class Targets {

    private Targets() {}

    /** Like {@code inlay8}, {@code inlay16} or {@code inlay32}. */
    public static Accelerator inlay(int size) {
        return of(size, 32, new AccumulatorOverflow.Wrap());
    }

    public static Accelerator of(int size, int accumulatorBits, AccumulatorOverflow overflow) {
        return new Accelerator(
                "test" + size,
                size,
                size,
                8,
                8,
                accumulatorBits,
                accumulatorBits > 32 ? 40 : 32,
                32,
                6,
                overflow,
                "single",
                size * 4096,
                size * 2048,
                size * 1024,
                256,
                4096,
                256,
                size,
                new MemoryPort(size * 8, 40, 64),
                200,
                new ModelNode("test.accel", ""));
    }
}
