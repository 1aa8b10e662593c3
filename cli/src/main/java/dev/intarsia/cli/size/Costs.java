package dev.intarsia.cli.size;

import dev.intarsia.cli.Pipeline;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.MemoryPort;
import dev.intarsia.simulator.replay.Energy;
import dev.intarsia.simulator.replay.Timeline;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Cycles, traffic, energy and area of points.
 *
 * <p>Cycles depend on shapes and on the bytes of words, not on their bits: one plan stands for all points that agree in these and in the
 * machine.
 *
 * <p>Energy of a product: the table that {@link Energy} cites has an 8-bit product at 0.2 pJ and a 32-bit one at 3.1 pJ, that is 16 times as
 * many one-bit products for 15.5 times as much; so a product of w by a bits counts w · a ÷ 64 of an 8-bit one. A sum counts in proportion
 * to its bits, from 0.1 pJ for 32.
 */
public final class Costs {

    private static final double PRODUCT_8 = 0.2;
    private static final double SUM_32 = 0.1;
    private static final String PRODUCTS = "products";
    private static final int TILE_ROWS = 4;
    private static final int TILE_COLS = 2;

    private final Accelerator target;
    private final AreaTable area;
    private final AreaTable.Fabric fabric;
    private final Map<String, Optional<Timeline>> timelines = new HashMap<>();

    public Costs(Accelerator target, AreaTable area, AreaTable.Fabric fabric) {
        this.target = target;
        this.area = area;
        this.fabric = fabric;
    }

    /** The machine before anything is swept. */
    public Accelerator target() {
        return target;
    }

    public AreaTable area() {
        return area;
    }

    public AreaTable.Fabric fabric() {
        return fabric;
    }

    /** What the area is of, for people. */
    public String areaCaption(boolean arraySwept) {
        return "look-up tables of the MAC array on " + fabric.text() + ", "
                + (arraySwept ? "of the point's shape" : "a tile of " + TILE_ROWS + " × " + TILE_COLS);
    }

    /** The cost of a point on a network. */
    public Cost of(Datapath point, QuantizedGraph graph) {
        Widths widths = Widths.of(graph);
        Optional<Timeline> timeline = timeline(point, graph, widths);
        int[] shape = point.of(Key.ARRAY).map(Costs::shape).orElse(new int[] {TILE_ROWS, TILE_COLS});
        Optional<AreaTable.Cells> cells = area.cells(
                fabric,
                shape[0],
                shape[1],
                widths.activations,
                widths.weights,
                point.number(Key.ACCUMULATOR).orElse(target.accumulatorBits()));
        return new Cost(
                timeline.map(t -> OptionalLong.of(t.cycles())).orElse(OptionalLong.empty()),
                timeline.map(t -> OptionalLong.of(traffic(t))).orElse(OptionalLong.empty()),
                timeline.map(t -> OptionalDouble.of(energy(t, point, graph))).orElse(OptionalDouble.empty()),
                cells,
                cells.map(c -> OptionalDouble.of(AreaTable.lut(fabric, c))).orElse(OptionalDouble.empty()),
                widths.weightBits);
    }

    /**
     * The widest words of a network, which its datapath must take.
     *
     * @param weightBits of all weights together
     * @param bytes of the words of each tensor, in order: what plans depend on
     */
    private record Widths(int activations, int weights, long weightBits, String bytes) {

        static Widths of(QuantizedGraph graph) {
            int activations = 0;
            int weights = 0;
            long weightBits = 0;
            StringBuilder bytes = new StringBuilder();
            for (QuantizedNode node : graph.quantizedNodes()) {
                bytes.append(node.element().format().bytes()).append(' ');
                if (node.arithmetic() instanceof NodeArithmetic.Accumulate) {
                    int own = node.operandElement(1).format().bits();
                    activations = Math.max(
                            activations, node.operandElement(0).format().bits());
                    weights = Math.max(weights, own);
                    weightBits += (long) own * node.constant(1).shape().elements();
                    bytes.append(node.operandElement(1).format().bytes()).append(' ');
                }
            }
            return new Widths(activations, weights, weightBits, bytes.toString());
        }
    }

    private static int[] shape(String text) {
        String[] parts = text.split("x");
        return new int[] {Integer.parseInt(parts[0]), Integer.parseInt(parts[1])};
    }

    private Optional<Timeline> timeline(Datapath point, QuantizedGraph graph, Widths widths) {
        Accelerator machine = machine(point, widths);
        String key = widths.bytes + machine;
        if (!timelines.containsKey(key)) {
            timelines.put(key, planned(graph, machine));
        }
        return timelines.get(key);
    }

    private static Optional<Timeline> planned(QuantizedGraph graph, Accelerator machine) {
        try {
            return Optional.of(Pipeline.compile(Pipeline.lower(graph), machine).timeline());
        } catch (InvalidInputException cannot) {
            return Optional.empty(); // a machine that cannot run the network has no cycles
        }
    }

    /** The target with what the point says of the machine; its widths are what the network needs, since they change no cycle. */
    private Accelerator machine(Datapath point, Widths widths) {
        int[] shape = point.of(Key.ARRAY).map(Costs::shape).orElse(new int[] {target.rows(), target.cols()});
        int activationBytes =
                point.number(Key.SCRATCHPAD).map(kib -> kib * 1024).orElse(target.activationBytes());
        double scale = (double) activationBytes / target.activationBytes();
        int port = point.number(Key.PORT).orElse(target.port().bits());
        return new Accelerator(
                target.name(),
                shape[0],
                shape[1],
                Math.max(target.activationBits(), wide(widths.activations)),
                Math.max(target.weightBits(), wide(widths.weights)),
                target.accumulatorBits(),
                target.biasBits(),
                target.multiplierBits(),
                target.shiftBits(),
                target.overflow(),
                target.profile(),
                activationBytes,
                (int) (target.weightBytes() * scale),
                (int) (target.outputBytes() * scale),
                target.parameterEntries(),
                target.accumulatorEntries(),
                target.tableEntries(),
                target.vectorLanes(),
                new MemoryPort(
                        port,
                        target.port().latencyCycles(),
                        Math.max(target.port().burstBytes(), port / 8)),
                target.clockMegahertz(),
                target.location());
    }

    private static int wide(int bits) {
        return bits <= 8 ? 8 : 16;
    }

    private static long traffic(Timeline timeline) {
        return timeline.traffic().stream()
                .filter(t -> t.memory().equals("main"))
                .mapToLong(t -> t.readBytes() + t.writtenBytes())
                .sum();
    }

    private double energy(Timeline timeline, Datapath point, QuantizedGraph graph) {
        Energy eight = Energy.of(timeline);
        double products = 0;
        for (QuantizedNode node : graph.quantizedNodes()) {
            if (node.arithmetic() instanceof NodeArithmetic.Accumulate) {
                int weights = node.operandElement(1).format().bits();
                int activations = node.operandElement(0).format().bits();
                int sums = point.number(Key.ACCUMULATOR, node.name()).orElse(target.accumulatorBits());
                double macs = (double) node.constant(1).shape().elements()
                        / node.constant(1).shape().size(0)
                        * node.shape().elements();
                products += macs * (PRODUCT_8 * weights * activations / 64 + SUM_32 * sums / 32);
            }
        }
        return eight.total() - eight.picojoules().getOrDefault(PRODUCTS, 0.0) + products;
    }

    /** The costs of points on their networks. */
    public List<Cost> of(List<Datapath> points, Function<Datapath, QuantizedGraph> networks) {
        return points.stream().map(point -> of(point, networks.apply(point))).toList();
    }
}
