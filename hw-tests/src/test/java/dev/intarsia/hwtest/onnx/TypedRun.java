package dev.intarsia.hwtest.onnx;

import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.WordMaking;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.quantize.DequantizeConstants;
import dev.intarsia.ir.quantize.FollowTypes;
import dev.intarsia.ir.quantize.MixedGraph;
import dev.intarsia.ir.quantize.TensorQuantization;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.Tensor;
import dev.intarsia.simulator.oracle.Oracle;
import dev.intarsia.simulator.real.RealEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model with everything in it run: what comes before the integers in real numbers, the integers by the oracle, and what comes behind
 * them in real numbers again.
 */
public final class TypedRun {

    private final Graph graph;
    private final Optional<Graph> before;
    private final Optional<Program> integers;
    private final Optional<Graph> after;

    public TypedRun(ReadModel model) {
        this.graph = model.graph();
        if (!model.isTyped() && allReal(graph)) {
            this.before = Optional.of(graph);
            this.integers = Optional.empty();
            this.after = Optional.empty();
            return;
        }
        MixedGraph mixed = MixedGraph.of(graph, new Diagnostics());
        this.before = mixed.before().map(DequantizeConstants::apply);
        this.after = mixed.after().map(DequantizeConstants::apply);
        if (mixed.integers().nodes().isEmpty()) {
            this.integers = Optional.empty();
        } else {
            ArithmeticProfile profile =
                    ArithmeticProfile.named(model.engineProfile().orElse("ort")).orElseThrow();
            Diagnostics diagnostics = new Diagnostics();
            QuantizedGraph quantized = FollowTypes.apply(graph, profile, diagnostics);
            this.integers = Optional.of(Lower.lower(quantized));
        }
    }

    private static boolean allReal(Graph graph) {
        return graph.inputs().stream().allMatch(input -> input.type().isReal())
                && graph.constants().stream()
                        .allMatch(constant -> constant.type().isReal())
                && graph.nodes().stream().allMatch(node -> node.type().isReal());
    }

    /** The part that is computed in integers. */
    public Optional<Program> program() {
        return integers;
    }

    /** Whether some of it is computed in integers. */
    boolean hasIntegers() {
        return integers.isPresent();
    }

    /**
     * The words that the integers of one inference begin with.
     *
     * @param inputs as for {@link #outputs(Map)}
     */
    public List<RawTensor> words(Map<String, Tensor> inputs) {
        Map<String, Tensor> known = new HashMap<>(inputs);
        graph.constants().forEach(constant -> known.put(constant.name(), constant.value()));
        before.ifPresent(part -> runReal(part, known));
        return integers.orElseThrow().meaning().graph().inputs().stream()
                .map(input -> image((RawTensor) known.get(input.name()), 0))
                .toList();
    }

    /**
     * The outputs of one inference, words where they are words.
     *
     * @param inputs by their names, with the batch axis: real numbers or words as the graph's types are
     */
    List<Tensor> outputs(Map<String, Tensor> inputs) {
        Map<String, Tensor> known = tensors(inputs);
        return graph.outputs().stream().map(known::get).toList();
    }

    /** Every tensor of one inference, by its name. */
    Map<String, Tensor> tensors(Map<String, Tensor> inputs) {
        Map<String, Tensor> known = new HashMap<>(inputs);
        graph.constants().forEach(constant -> known.put(constant.name(), constant.value()));
        before.ifPresent(part -> runReal(part, known));
        integers.ifPresent(program -> runIntegers(program, known));
        after.ifPresent(part -> runReal(part, known));
        return known;
    }

    private void runReal(Graph part, Map<String, Tensor> known) {
        List<RealTensor> inputs = new ArrayList<>();
        for (Input input : part.inputs()) {
            inputs.add(real(known.get(input.name()), input));
        }
        for (Constant constant : part.constants()) {
            known.putIfAbsent(constant.name(), constant.value());
        }
        RealEngine.run(part, inputs)
                .forEach((name, value) -> known.put(
                        name, part.node(name).map(node -> words(node, value)).orElse(value)));
    }

    private static Tensor words(Node node, RealTensor value) {
        return node.op() instanceof WordMaking making && !node.type().isReal()
                ? TensorQuantization.quantize(value, node.type().quantized(), making.rounding())
                : value;
    }

    private static RealTensor real(Tensor value, Input input) {
        return switch (value) {
            case RealTensor real -> real;
            case RawTensor raw ->
                TensorQuantization.dequantize(raw, input.type().quantized());
        };
    }

    /** The integers of each image of the batch, one after the other. */
    private static void runIntegers(Program program, Map<String, Tensor> known) {
        List<Input> inputs = program.meaning().graph().inputs();
        int batch = known.get(inputs.getFirst().name()).shape().size(0);
        Map<String, List<RawTensor>> images = new LinkedHashMap<>();
        for (int image = 0; image < batch; image++) {
            List<RawTensor> words = new ArrayList<>();
            for (Input input : inputs) {
                words.add(image((RawTensor) known.get(input.name()), image));
            }
            new Oracle()
                    .run(
                            program,
                            words,
                            (name, result) -> images.computeIfAbsent(name, n -> new ArrayList<>())
                                    .add(result));
        }
        images.forEach((name, each) -> known.put(name, joined(each)));
    }

    private static RawTensor image(RawTensor batch, int index) {
        Shape shape = batch.shape().withoutFirst();
        int from = index * shape.elements();
        return RawTensor.owning(
                batch.format(), shape, Arrays.copyOfRange(batch.toArray(), from, from + shape.elements()));
    }

    private static RawTensor joined(List<RawTensor> images) {
        RawTensor first = images.getFirst();
        List<Integer> sizes = new ArrayList<>(first.shape().sizes());
        sizes.addFirst(images.size());
        long[] words = images.stream()
                .flatMapToLong(image -> Arrays.stream(image.toArray()))
                .toArray();
        return RawTensor.owning(first.format(), new Shape(sizes), words);
    }
}
