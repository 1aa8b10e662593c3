package dev.intarsia.ir.quantize;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.Graph;
import java.util.List;

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

    /**
     * A quantizer for many trials of the widths of single layers' weights, which decides nearly as this one does with these settings, in less time. Its plans have
     * the nearest words unless it can choose better ones quickly.
     *
     * @param samples of the calibration to choose words by
     */
    default Quantizer forTrials(
            Graph graph, Calibration calibration, QuantizationSettings settings, List<Integer> samples) {
        return new NearestWords(this);
    }

    /** Decides as another one does, but for words. */
    record NearestWords(Quantizer other) implements Quantizer {

        @Override
        public String name() {
            return other.name() + ", nearest words";
        }

        @Override
        public QuantizationPlan plan(
                Graph graph, Calibration calibration, QuantizationSettings settings, Diagnostics diagnostics) {
            return other.plan(graph, calibration, settings.withRefinements(Refinements.NONE), diagnostics);
        }
    }
}
