package dev.intarsia.ir.pass;

import dev.intarsia.ir.arithmetic.Staircase;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.proof.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A quantized graph whose requantizers have been replaced, as far as that can be.
 *
 * @param graph gives the same words as the graph that it was made of
 * @param certificates for each node that has another requantizer now, the proof for each channel
 * @param left the nodes whose requantizer is none of those asked for and has no equal among them, and why
 */
public record ProvedGraph(QuantizedGraph graph, Map<String, List<Certificate>> certificates, List<Left> left) {

    /**
     * A node that keeps its requantizer.
     *
     * @param channel the first output channel without another form; −1 where the node as a whole has none
     * @param reason what is in the way
     * @param steps for each output channel the thresholds that it could count instead; empty where it cannot
     */
    public record Left(String node, int channel, String reason, List<Staircase> steps) {

        public Left {
            steps = List.copyOf(steps);
        }
    }

    public ProvedGraph {
        certificates = Map.copyOf(certificates);
        left = List.copyOf(left);
    }

    /** Reports each node that is left: its layer and channel, and what to do. */
    public void refuse(String target, Diagnostics diagnostics) {
        for (Left node : left) {
            diagnostics.error(
                    graph.graph().node(node.node()).map(Node::location).orElseThrow(),
                    node.node() + (node.channel() < 0 ? "" : ", channel " + node.channel()) + ": " + node.reason()
                            + ", and " + target + " does not have it",
                    "use a profile with an integer multiplier and shift, for example --profile tflm");
        }
    }

    /**
     * The kernels of the graph. A node that is left multiplies and adds in 64 bits where each of its channels has a line between its steps,
     * and counts thresholds where not; a node that has no steps keeps its requantizer.
     */
    public Program program() {
        Map<String, List<Staircase>> steps = left.stream().collect(Collectors.toMap(Left::node, Left::steps));
        List<Kernel> kernels = new ArrayList<>();
        for (Kernel kernel : Lower.lower(graph).kernels()) {
            List<Staircase> channels = steps.getOrDefault(kernel.name(), List.of());
            kernels.add(channels.isEmpty() ? kernel : withoutRequantizer(kernel, channels));
        }
        return new Program(graph, kernels);
    }

    private static Kernel withoutRequantizer(Kernel kernel, List<Staircase> steps) {
        return MultiplyLine.apply(kernel, steps)
                .or(() -> CountThresholds.apply(kernel, steps))
                .orElse(kernel);
    }
}
