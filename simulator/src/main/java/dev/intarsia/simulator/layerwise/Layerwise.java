package dev.intarsia.simulator.layerwise;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.oracle.Oracle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/** A network that is run a layer at a time. One instance serves all threads. */
public final class Layerwise {

    private final Program program;
    private final List<QuantizedNode> nodes;
    private final List<Optional<SumLayer>> sums;

    private Layerwise(Program program) {
        this.program = program;
        this.nodes = program.meaning().quantizedNodes();
        this.sums = nodes.stream().map(SumLayer::of).toList();
    }

    public static Layerwise of(Program program) {
        return new Layerwise(program);
    }

    /** What a layer's sums became. */
    @FunctionalInterface
    public interface SumObserver {

        /** @param sums exact, one for each output element; the observer must not change them */
        void sums(int layer, long[] sums);
    }

    /** How many layers it has: as many as the graph has nodes. */
    public int layers() {
        return nodes.size();
    }

    /** The name of a layer and of its tensor. */
    public String name(int layer) {
        return nodes.get(layer).name();
    }

    /** A layer as a sum of products, where it is one. */
    public Optional<SumLayer> sum(int layer) {
        return sums.get(layer);
    }

    /** Every tensor of one inference, the inputs among them, with the accumulations that the graph says. */
    public Map<String, RawTensor> run(List<RawTensor> inputs) {
        Map<String, RawTensor> tensors = given(inputs);
        for (int layer = 0; layer < nodes.size(); layer++) {
            int own = layer;
            tensors.put(
                    name(layer),
                    sums.get(layer)
                            .map(sum -> sum.words(sum.accumulate(tensors.get(sum.input()), accumulation(own))))
                            .orElseGet(() -> byOracle(own, tensors)));
        }
        return tensors;
    }

    private Accumulation accumulation(int layer) {
        return ((NodeArithmetic.Accumulate) nodes.get(layer).arithmetic()).accumulation();
    }

    /** Every tensor of one inference whose sums keep every bit, and these sums. */
    public Map<String, RawTensor> exact(List<RawTensor> inputs, SumObserver each) {
        Map<String, RawTensor> tensors = given(inputs);
        for (int layer = 0; layer < nodes.size(); layer++) {
            int own = layer;
            tensors.put(
                    name(layer),
                    sums.get(layer)
                            .map(sum -> {
                                long[] exact = sum.exact(tensors.get(sum.input()));
                                each.sums(own, exact);
                                return sum.words(exact);
                            })
                            .orElseGet(() -> byOracle(own, tensors)));
        }
        return tensors;
    }

    /**
     * The same inference with accumulators of another kind, from a layer on. A layer whose operands are all as they were is not run again.
     *
     * @param known every tensor of the inference with exact sums
     * @param first the first layer that may differ
     * @param unaffected whether a layer's exact sums in that inference are what the accumulation makes of them
     */
    public Map<String, RawTensor> rerun(
            Map<String, RawTensor> known, int first, Accumulation accumulation, IntPredicate unaffected) {
        Map<String, RawTensor> tensors = new HashMap<>(known);
        for (int layer = first; layer < nodes.size(); layer++) {
            int own = layer;
            boolean asItWas =
                    nodes.get(layer).node().operands().stream().allMatch(name -> tensors.get(name) == known.get(name));
            Optional<SumLayer> sum = sums.get(layer);
            if (asItWas && (sum.isEmpty() || unaffected.test(layer))) {
                continue;
            }
            RawTensor words = sum.map(s -> s.words(s.accumulate(tensors.get(s.input()), accumulation)))
                    .orElseGet(() -> byOracle(own, tensors));
            if (!words.equals(known.get(name(layer)))) {
                tensors.put(name(layer), words);
            }
        }
        return tensors;
    }

    private Map<String, RawTensor> given(List<RawTensor> inputs) {
        Map<String, RawTensor> tensors = new HashMap<>();
        List<Input> names = program.meaning().graph().inputs();
        for (int i = 0; i < names.size(); i++) {
            tensors.put(names.get(i).name(), inputs.get(i));
        }
        return tensors;
    }

    private RawTensor byOracle(int layer, Map<String, RawTensor> tensors) {
        Kernel kernel = program.kernels().get(layer);
        return new Oracle().run(kernel, tensors).get(name(layer));
    }
}
