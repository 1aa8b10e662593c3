package dev.intarsia.ir.schedule;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.kernel.Kernel;

/** An equality of integer arithmetic, which is proved for the kernel at hand when it is applied. */
public sealed interface Rule permits FoldZeroPoint, PostProcess, ShiftAsProduct {

    /** How the rule is written. */
    String text();

    /**
     * The kernel with equal arithmetic.
     *
     * @throws ScheduleException when the kernel has not the rule's form, or equality cannot be proved for it
     */
    Kernel apply(Kernel kernel);

    /** The words of a new parameter fit this format. */
    IntFormat format();
}
