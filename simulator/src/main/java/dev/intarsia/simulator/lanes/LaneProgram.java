package dev.intarsia.simulator.lanes;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.range.ProductSum;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.simulator.layerwise.SumLayer;
import dev.intarsia.simulator.machine.Machine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/** A network made ready to be run a whole layer at a time. One instance serves all threads; each takes a {@link #runner}. */
public final class LaneProgram {

    /** How a layer is computed. */
    public enum Way {
        /** Sums of products on float lanes, words on double lanes. */
        FLOAT_SUM,
        /** Sums of products in integers, one after the other. */
        INTEGER_SUM,
        /** A sum of two tensors on double lanes. */
        PLANE,
        /** A word looked up for each word, or pair of words. */
        TABLE,
        /** A mean over an image. */
        MEAN,
        /** The layer's kernel, by the oracle. */
        KERNEL
    }

    private final List<String> inputs = new ArrayList<>();
    private final List<String> outputs;
    private final List<String> names = new ArrayList<>();
    private final List<Way> ways = new ArrayList<>();
    private final List<Stage> stages = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final List<Tensors.Kind> kinds = new ArrayList<>();

    /** A layer before the layouts of tensors are known. */
    private record Draft(QuantizedNode node, Kernel kernel, Optional<Chosen> chosen) {}

    /** What was proved of a layer. */
    private sealed interface Chosen {
        record FloatSum(SumStage.Proof proof) implements Chosen {}

        record IntegerSum(SumLayer layer) implements Chosen {}

        record OfPlane(Plane plane) implements Chosen {}

        record OfTable(WordTable table) implements Chosen {}

        record Mean(LongUnaryOperator word) implements Chosen {}
    }

    private LaneProgram(Program program, boolean lanes) {
        outputs = program.meaning().graph().outputs();
        Map<String, Layout> layouts = new HashMap<>();
        for (Input input : program.meaning().graph().inputs()) {
            inputs.add(input.name());
            declare(input.name(), input.type().quantized(), input.type().shape().withoutFirst(), layouts);
        }
        List<Draft> drafts = new ArrayList<>();
        List<QuantizedNode> nodes = program.meaning().quantizedNodes();
        for (int i = 0; i < nodes.size(); i++) {
            QuantizedNode node = nodes.get(i);
            Draft draft = new Draft(node, program.kernels().get(i), choose(node, lanes));
            drafts.add(draft);
            names.add(node.name());
            declare(node.name(), node.element(), node.shape(), layouts);
            if (draft.chosen().orElse(null) instanceof Chosen.FloatSum(SumStage.Proof proof)) {
                layouts.computeIfPresent(
                        proof.sum().x().buffer().name(),
                        (name, layout) -> layout.join(
                                proof.geometry().before(), proof.geometry().after()));
            }
        }
        for (Tensors.Kind kind : List.copyOf(kinds)) {
            kinds.set(
                    places.get(kind.name()),
                    new Tensors.Kind(
                            kind.name(), kind.element(), kind.plain(), Optional.ofNullable(layouts.get(kind.name()))));
        }
        drafts.forEach(this::stage);
    }

    /** With the ways that this Java allows. */
    public static LaneProgram of(Program program) {
        return new LaneProgram(program, Machine.Kernels.available() == Machine.Kernels.LANES);
    }

    private void declare(String name, Quantized element, Shape shape, Map<String, Layout> layouts) {
        places.put(name, kinds.size());
        Layout plain = Layout.plain(shape);
        kinds.add(new Tensors.Kind(name, element, plain, Optional.empty()));
        if (Tensors.Kind.fits(element)) {
            layouts.put(name, plain);
        }
    }

    private Optional<Chosen> choose(QuantizedNode node, boolean lanes) {
        boolean floats = lanes
                && Tensors.Kind.fits(node.element())
                && node.node().operands().stream()
                        .filter(places::containsKey)
                        .allMatch(name ->
                                Tensors.Kind.fits(kinds.get(places.get(name)).element()));
        if (node.arithmetic() instanceof NodeArithmetic.Accumulate accumulate) {
            return sum(node, accumulate, floats);
        }
        if (!floats) {
            return Optional.empty();
        }
        Optional<WordTable> words = WordTable.of(node);
        return words.flatMap(table -> Plane.of(node, table))
                .<Chosen>map(Chosen.OfPlane::new)
                .or(() -> words.map(Chosen.OfTable::new))
                .or(() -> mean(node));
    }

    private static Optional<Chosen> sum(QuantizedNode node, NodeArithmetic.Accumulate accumulate, boolean floats) {
        Optional<Chosen> onLanes = floats
                ? ProductSum.of(node.node().op().lower(node.withAccumulation(new Accumulation.Wrap(IntFormat.I64))))
                        .flatMap(sum -> SumStage.Proof.of(node, sum, accumulate))
                        .map(Chosen.FloatSum::new)
                : Optional.empty();
        return onLanes.or(() -> SumLayer.of(node).map(Chosen.IntegerSum::new));
    }

    private Optional<Chosen> mean(QuantizedNode node) {
        return places.containsKey(node.node().operands().getFirst())
                ? MeanStage.word(node).map(Chosen.Mean::new)
                : Optional.empty();
    }

    private void stage(Draft draft) {
        List<String> operands = draft.node().node().operands();
        int to = places.get(draft.node().name());
        Integer from = places.get(operands.getFirst());
        switch (draft.chosen().orElse(null)) {
            case null -> {
                Map<String, Integer> read = new HashMap<>();
                for (Buffer buffer : draft.kernel().inputs()) {
                    read.put(buffer.name(), places.get(buffer.name()));
                }
                add(Way.KERNEL, new KernelStage(draft.kernel(), read, to));
            }
            case Chosen.FloatSum(SumStage.Proof proof) ->
                add(Way.FLOAT_SUM, new SumStage(proof, from, layout(from), to, layout(to)));
            case Chosen.IntegerSum(SumLayer layer) -> {
                Accumulation accumulation =
                        ((NodeArithmetic.Accumulate) draft.node().arithmetic()).accumulation();
                add(
                        Way.INTEGER_SUM,
                        tensors -> tensors.set(to, layer.words(layer.accumulate(tensors.words(from), accumulation))));
            }
            case Chosen.OfPlane(Plane plane) -> add(Way.PLANE, new PlaneStage(plane, elementwise(operands, to)));
            case Chosen.OfTable(WordTable table) -> add(Way.TABLE, new TableStage(table, elementwise(operands, to)));
            case Chosen.Mean(LongUnaryOperator word) ->
                add(Way.MEAN, new MeanStage(word, from, layout(from), to, layout(to)));
        }
    }

    private Elementwise elementwise(List<String> operands, int to) {
        List<Integer> from = operands.stream().map(places::get).toList();
        List<Layout> all = new ArrayList<>(from.stream().map(this::layout).toList());
        all.add(layout(to));
        return new Elementwise(from, to, all);
    }

    private void add(Way way, Stage stage) {
        ways.add(way);
        stages.add(stage);
    }

    private Layout layout(int tensor) {
        return kinds.get(tensor).layout().orElseThrow();
    }

    /** How each layer is computed, in the order of the graph's nodes. */
    public List<Way> ways() {
        return List.copyOf(ways);
    }

    /** Tensors for one inference after the other. */
    public LaneRunner runner() {
        return new LaneRunner(this, new Tensors(kinds));
    }

    List<String> inputs() {
        return inputs;
    }

    List<String> outputs() {
        return outputs;
    }

    List<String> names() {
        return names;
    }

    List<Stage> stages() {
        return stages;
    }

    int place(String tensor) {
        return places.get(tensor);
    }
}
