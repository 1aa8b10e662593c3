package dev.intarsia.ir.quantize;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.Graph;

/** Decides how a graph of real numbers becomes integers; {@link ApplyQuantization} does it. */
public interface Quantizer {

    /** The name that the command line calls it by. */
    String name();

    /**
     * @param graph of real numbers, folded
     * @param calibration what was seen of its tensors
     * @param diagnostics receives what cannot be quantized
     * @return a plan for the graph; complete when no error was reported
     */
    QuantizationPlan plan(Graph graph, Calibration calibration, QuantizationSettings settings, Diagnostics diagnostics);
}
