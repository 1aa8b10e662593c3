package dev.intarsia.hwtest.engine;

import dev.intarsia.ir.target.Accelerator;

/** An accelerator that draws of networks ask for the width of wrapping sums, where they run on none. */
final class SampleAccelerator {

    static final Accelerator WIDE =
            new TargetDraw(16, 16, 16, false, 32, false, 1 << 16, 1 << 16, 1 << 16, 1024, 4096, 16, 40).accelerator();

    private SampleAccelerator() {}
}
