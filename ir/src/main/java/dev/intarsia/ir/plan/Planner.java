package dev.intarsia.ir.plan;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.target.Accelerator;

/** Decides where and how every node of a network is computed. */
public interface Planner {

    /** The name that the command line calls it by. */
    String name();

    /**
     * @param diagnostics is told of every layer that the target cannot compute, and why
     * @throws dev.intarsia.ir.diagnostic.InvalidInputException when there is one
     */
    Plan plan(Program program, Accelerator target, Diagnostics diagnostics);
}
