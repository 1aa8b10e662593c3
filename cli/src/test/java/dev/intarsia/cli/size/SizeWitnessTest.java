package dev.intarsia.cli.size;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.cli.Pipeline;
import dev.intarsia.cli.SizedCase;
import dev.intarsia.cli.loss.AccumulatorProbe;
import dev.intarsia.frontend.model.ModelReader;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.hwtest.rtl.ReferenceDesigns;
import dev.intarsia.hwtest.verilator.CycleTable;
import dev.intarsia.hwtest.verilator.VerilatedDesign;
import dev.intarsia.hwtest.verilator.VerilatedModel;
import dev.intarsia.hwtest.verilator.Verilator;
import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.kernel.CompiledIndex;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.range.AccumulatorRange;
import dev.intarsia.ir.range.ProductSum;
import dev.intarsia.ir.range.Witness;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import dev.intarsia.simulator.runner.CompiledSimulator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Witnesses reach their bounds on machines: in the simulator of the accelerator, and in the array that Verilator makes of the RTL. */
class SizeWitnessTest {

    private static final int ROWS = 8;
    private static final int COLS = 2;
    private static final int SUM_BITS = 32;

    @TempDir
    Path folder;

    /** Small cases; with every count the example and {@code ic}, too. */
    private List<QuantizedGraph> networks() throws IOException {
        Path corpus = Path.of(System.getProperty("intarsia.root"), "corpus");
        List<QuantizedGraph> networks = new ArrayList<>();
        for (String name : List.of(
                "conv2d-int8",
                "conv2d-int8-strided",
                "conv2d-int8-dilated",
                "conv2d-weights4",
                "depthwise-int8-multiplier2",
                "dense-int8")) {
            networks.add(ModelReader.read(corpus.resolve(name).resolve("model.inta"))
                    .quantized()
                    .orElseThrow());
        }
        if (SizedCase.FULL) {
            networks.add(SizedCase.example(1).quantized());
            if (SizedCase.isCorpusThere()) {
                networks.add(SizedCase.pictures(folder, 1).quantized());
            }
        }
        return networks;
    }

    /** The layers that have sums of products, with the bounds of their channels. */
    private static void each(QuantizedGraph network, BiConsumer<QuantizedNode, List<AccumulatorRange>> layer) {
        int witnesses = 0;
        for (QuantizedNode node : network.quantizedNodes()) {
            List<AccumulatorRange> ranges = WidthCertificate.ranges(node);
            if (!ranges.isEmpty()) {
                layer.accept(node, ranges);
                witnesses += 2 * ranges.size();
            }
        }
        System.out.println("COUNT witnesses of " + network.graph().name() + ": " + witnesses);
    }

    /** The oracle's own sums of the layer by itself. */
    @Test
    void everyWitnessReachesItsBoundInTheOracle() throws IOException {
        AtomicInteger reached = new AtomicInteger();
        for (QuantizedGraph network : networks()) {
            each(network, (node, ranges) -> {
                QuantizedNode wide = node.withAccumulation(new Accumulation.Wrap(IntFormat.I64));
                Kernel probe = AccumulatorProbe.of(node.node().op().lower(wide)).orElseThrow();
                ranges.parallelStream().forEach(range -> {
                    assertEquals(range.low(), sum(probe, node, range.lowWitness()), node.name());
                    assertEquals(range.high(), sum(probe, node, range.highWitness()), node.name());
                    reached.addAndGet(2);
                });
            });
        }
        System.out.println("COUNT witnesses that reach a proved bound in the oracle: " + reached);
        assertTrue(reached.get() >= 90, reached + " witnesses");
    }

    private static long sum(Kernel probe, QuantizedNode node, Witness witness) {
        return Pipeline.oracle(probe, Map.of(node.node().operands().getFirst(), witness.input()))
                .get(node.name())
                .at(position(node, witness));
    }

    /**
     * A simulator gives words, not sums. So every channel's bias is lowered by its bound, and the requantizer multiplies by 1: the word is
     * then 0 exactly where the sum is the bound, as nothing is clamped at 0.
     */
    @Test
    void everyWitnessReachesItsBoundInTheSimulator() throws IOException {
        AtomicInteger reached = new AtomicInteger();
        for (QuantizedGraph network : networks()) {
            each(network, (node, ranges) -> {
                for (boolean upper : new boolean[] {false, true}) {
                    reached.addAndGet(simulated(node, ranges, upper));
                }
            });
        }
        int witnesses = reached.get();
        System.out.println("COUNT witnesses that reach a proved bound in the Java simulator: " + witnesses);
        assertTrue(witnesses >= 50, witnesses + " witnesses");
    }

    private static int simulated(QuantizedNode node, List<AccumulatorRange> ranges, boolean upper) {
        QuantizedGraph graph = lowered(node, ranges, upper);
        CompiledSimulator simulator = Pipeline.directSimulators(
                        Pipeline.compile(Pipeline.lower(graph), TargetReader.accelerator("inlay8")))
                .get();
        for (AccumulatorRange range : ranges) {
            Witness witness = upper ? range.highWitness() : range.lowWitness();
            RawTensor words = simulator
                    .run(List.of(witness.input()), CompiledSimulator.UNOBSERVED)
                    .getFirst();
            assertEquals(0, words.at(position(node, witness)), node.name() + ", channel " + range.channel());
        }
        return ranges.size();
    }

    private static int position(QuantizedNode node, Witness witness) {
        int position = 0;
        for (int axis = 0; axis < witness.place().size(); axis++) {
            position = position * node.shape().size(axis)
                    + Math.toIntExact(witness.place().get(axis));
        }
        return position;
    }

    /** One layer by itself: sums less each channel's bound, as words. */
    private static QuantizedGraph lowered(QuantizedNode node, List<AccumulatorRange> ranges, boolean upper) {
        long[] bias = new long[ranges.size()];
        for (AccumulatorRange range : ranges) {
            int k = range.channel();
            bias[k] = (node.hasOperand(2) ? node.constant(2).at(k) : 0) - (upper ? range.high() : range.low());
        }
        Node own = node.node();
        TensorType input = node.operandTypes().get(0);
        TensorType weights = node.operandTypes().get(1);
        Quantized sums = new Quantized(
                IntFormat.I32,
                new Scale(scales(input, weights), weights.quantized().scale().axis()),
                0);
        RawTensor biasWords = RawTensor.owning(IntFormat.I32, Shape.of(bias.length), bias);
        Quantized output = new Quantized(IntFormat.I8, own.type().quantized().scale(), 0);
        NodeArithmetic identity = new NodeArithmetic.Accumulate(
                new Accumulation.Wrap(IntFormat.I32),
                new Rescaling(MultiplyShift.TFLM, List.of(new ScaleParameters(1L << 30, 30))),
                new Clamp(IntFormat.I8.min(), IntFormat.I8.max()));
        Node changed = new Node(
                own.name(),
                own.op(),
                List.of("input", "weights", "bias"),
                new TensorType(output, own.type().shape()),
                Optional.of(identity),
                own.location());
        return new QuantizedGraph(
                new Graph(
                        "witness",
                        List.of(new Input("input", input, Optional.empty(), own.location())),
                        List.of(
                                new Constant("weights", weights, node.constant(1), own.location()),
                                new Constant(
                                        "bias", new TensorType(sums, biasWords.shape()), biasWords, own.location())),
                        List.of(changed),
                        List.of(own.name())),
                "tflm");
    }

    private static List<Double> scales(TensorType input, TensorType weights) {
        double x = input.quantized().scale().at(0);
        return weights.quantized().scale().factors().stream().map(w -> x * w).toList();
    }

    /** The products of a witness's sum, a row of the array for each, tile by tile; the zero point and the bias are added as the machine does. */
    @Test
    @RequiresTool({"verilator", "g++"})
    void everyWitnessReachesItsBoundInTheVerilatedArray() throws IOException {
        VerilatedDesign design = Verilator.installed().build(ReferenceDesigns.macArray(ROWS, COLS, 8, 8, SUM_BITS));
        AtomicInteger reached = new AtomicInteger();
        for (QuantizedGraph network : networks()) {
            each(network, (node, ranges) -> {
                for (AccumulatorRange range : ranges) {
                    inArray(design, node, range, range.lowWitness(), range.low());
                    inArray(design, node, range, range.highWitness(), range.high());
                    reached.addAndGet(2);
                }
            });
        }
        int witnesses = reached.get();
        System.out.println("COUNT witnesses that reach a proved bound in the Verilated array: " + witnesses);
        assertTrue(witnesses >= 90, witnesses + " witnesses");
    }

    private static void inArray(
            VerilatedDesign design, QuantizedNode node, AccumulatorRange range, Witness witness, long bound) {
        ProductSum sum = ProductSum.of(
                        node.node().op().lower(node.withAccumulation(new Accumulation.Wrap(IntFormat.I64))))
                .orElseThrow();
        List<long[]> products = products(sum, witness, range.channel());
        int tiles = Math.ceilDiv(products.size(), ROWS);
        int cycles = tiles * (ROWS + 1) + ROWS + 2;
        CycleTable table = design.newStimulus(cycles);
        for (int n = 0; n < cycles; n++) {
            table.set(n, table.column("rst_n"), 1);
        }
        long offset = sum.bias()[range.channel()];
        for (int tile = 0; tile < tiles; tile++) {
            int first = tile * (ROWS + 1);
            int vector = first + ROWS;
            table.set(vector, table.column("in_valid"), 1);
            table.set(
                    vector, table.column("in_signed"), sum.x().buffer().format().signed() ? 1 : 0);
            table.set(vector, table.column("in_accumulate"), tile > 0 ? 1 : 0);
            for (int r = 0; r < ROWS; r++) {
                int at = tile * ROWS + r;
                long[] product = at < products.size() ? products.get(at) : new long[2];
                table.set(first + r, table.column("weight_valid"), 1);
                table.set(first + r, table.column("weight_row"), r);
                table.setField(first + r, table.column("weight_data"), 0, 8, product[1]);
                table.setField(vector, table.column("in_activations"), r, 8, product[0]);
                offset -= sum.zero() * product[1];
            }
        }
        try (VerilatedModel model = design.newModel()) {
            model.tick(1); // rst_n is 0
            CycleTable response = model.run(table);
            long held = response.signedField(cycles - 1, response.column("out_accumulators"), 0, SUM_BITS);
            assertEquals(bound, held + offset, node.name() + ", channel " + range.channel());
        }
    }

    /** Word and weight of each product that is not cut off. */
    private static List<long[]> products(ProductSum sum, Witness witness, int channel) {
        List<Stmt.Loop> loops = new ArrayList<>(sum.outputs());
        loops.addAll(sum.taps());
        List<String> variables = loops.stream().map(Stmt.Loop::variable).toList();
        List<CompiledIndex> at = sum.x().at().stream()
                .map(index -> CompiledIndex.of(index, variables))
                .toList();
        RawTensor input = witness.input();
        List<long[]> products = new ArrayList<>();
        long[] values = new long[variables.size()];
        for (int axis = 0; axis < witness.place().size(); axis++) {
            values[axis] = witness.place().get(axis);
        }
        for (int tap = 0; tap < sum.products(); tap++) {
            int rest = tap;
            for (int loop = loops.size() - 1; loop >= sum.outputs().size(); loop--) {
                int size = Math.toIntExact(((Index.Constant) loops.get(loop).extent()).value());
                values[loop] = rest % size;
                rest /= size;
            }
            int position = 0;
            boolean inside = true;
            for (int axis = 0; axis < at.size(); axis++) {
                long place = at.get(axis).at(values);
                inside &= place >= 0 && place < input.shape().size(axis);
                position = position * input.shape().size(axis) + (int) place;
            }
            if (inside) {
                products.add(new long[] {input.at(position), sum.weights().at(channel * sum.products() + tap)});
            }
        }
        return products;
    }
}
