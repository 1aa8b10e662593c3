package dev.intarsia.ir.quantize;

import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import java.util.List;
import java.util.Map;

/** Calibration samples, and an engine of integers to run them on. Safe to use from several threads. */
public interface SampleRuns {

    /** How many samples there are. */
    int samples();

    /** The inputs of one sample for the graph of real numbers, each with a batch axis of 1. */
    List<RealTensor> real(int sample);

    /** The inputs of one sample for a graph of integers, without batch axes. */
    List<RawTensor> words(int sample, QuantizedGraph graph);

    /**
     * Runs some samples through a graph of integers.
     *
     * @param tensor of the graph
     * @return its words in each of them, without a batch axis
     */
    List<RawTensor> run(QuantizedGraph graph, String tensor, List<Integer> samples);

    /** An engine for one node of a graph of integers. */
    NodeRunner runner(QuantizedGraph graph, String node);

    /** Computes one node. */
    @FunctionalInterface
    interface NodeRunner {

        /** @param operands at least what the node reads, by name */
        RawTensor run(Map<String, RawTensor> operands);
    }
}
