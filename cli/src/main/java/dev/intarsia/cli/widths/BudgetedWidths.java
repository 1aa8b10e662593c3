package dev.intarsia.cli.widths;

import dev.intarsia.cli.Pipeline;
import dev.intarsia.cli.size.AreaTable;
import dev.intarsia.cli.size.Costs;
import dev.intarsia.cli.size.Datapath;
import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.quantize.Calibration;
import dev.intarsia.ir.quantize.NodeChoice;
import dev.intarsia.ir.quantize.QuantizationPlan;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.quantize.Quantizer;
import dev.intarsia.ir.quantize.Refinements;
import dev.intarsia.ir.quantize.WeightScheme;
import dev.intarsia.ir.target.Accelerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Widths of weights, layer by layer, that lose as little as possible within a budget.
 *
 * <p>Each layer is measured at each width, all others at the widest; what it adds to the noise of the last sums and takes from the cost is taken to add
 * up. From the widest on, layers are narrowed where noise grows least for what is saved, until the sum is within the budget; what is then left of the
 * budget widens layers again. The choice is then measured as a whole, beside the best uniform widths within the budget and beside its neighbours.
 *
 * @param layers what each layer does alone at each width, in order
 * @param chosen within the budget
 * @param uniform all layers alike, from the narrowest to the widest
 * @param mixed the best within the cost of each of those, but the widest
 */
public record BudgetedWidths(List<Alone> layers, WidthTrial chosen, List<WidthTrial> uniform, List<WidthTrial> mixed) {

    public BudgetedWidths {
        layers = List.copyOf(layers);
        uniform = List.copyOf(uniform);
        mixed = List.copyOf(mixed);
    }

    /**
     * A layer at a width while all others are at the widest.
     *
     * @param noise that it adds, as a share of the signal; never below 0
     * @param saved of the cost
     */
    public record Alone(String layer, int bits, double noise, double saved) {}

    /**
     * Chooses.
     *
     * @param simple the graph of real numbers
     * @param calibration the samples that were seen; the first of them are what widths are measured on
     * @param settings the widest width is that of its weights
     * @param target whose cycles and energy count
     * @throws InvalidInputException where the budget cannot be met, or the target cannot run the network
     */
    public static BudgetedWidths choose(
            Graph simple,
            Calibration seen,
            Dataset calibration,
            Quantizer quantizer,
            QuantizationSettings settings,
            WidthBudget budget,
            Optional<Accelerator> target) {
        List<String> layers = weighted(
                simple,
                Pipeline.quantize(simple, seen, quantizer, settings.withRefinements(Refinements.NONE))
                        .plan());
        WidthMeter meter = new WidthMeter(simple, seen, calibration, quantizer, settings, cost(budget, target));
        return new Search(layers, settings.weightBits(), meter, budget).outcome();
    }

    private static List<String> weighted(Graph simple, QuantizationPlan plan) {
        return simple.nodes().stream()
                .filter(node -> plan.nodes().get(node.name()) instanceof NodeChoice.Compute(NodeArithmetic arithmetic)
                        && arithmetic instanceof NodeArithmetic.Accumulate
                        && simple.constant(node.operands().get(1)).isPresent())
                .map(Node::name)
                .toList();
    }

    private static ToDoubleFunction<QuantizedGraph> cost(WidthBudget budget, Optional<Accelerator> target) {
        Supplier<Costs> machine = () -> {
            AreaTable area = AreaTable.shipped();
            return new Costs(target.orElseThrow(), area, area.fabrics().getFirst());
        };
        return switch (budget.kind()) {
            case BITS -> BudgetedWidths::averageBits;
            case CYCLES -> {
                Costs costs = machine.get();
                yield graph -> {
                    OptionalLong cycles =
                            costs.of(new Datapath(List.of()), graph).cycles();
                    return cycles.orElseThrow(() -> cannotRun(target.orElseThrow()));
                };
            }
            case ENERGY -> {
                Costs costs = machine.get();
                yield graph -> {
                    OptionalDouble energy =
                            costs.of(new Datapath(List.of()), graph).picojoules();
                    return energy.orElseThrow(() -> cannotRun(target.orElseThrow()));
                };
            }
        };
    }

    private static InvalidInputException cannotRun(Accelerator target) {
        return InvalidInputException.of(
                target.location(),
                target.name() + " cannot run the network, so it has neither cycles nor energy",
                "take another --target, or a budget of bits");
    }

    private static double averageBits(QuantizedGraph graph) {
        long bits = 0;
        long weights = 0;
        for (QuantizedNode node : graph.quantizedNodes()) {
            if (node.arithmetic() instanceof NodeArithmetic.Accumulate
                    && node.constants().get(1).isPresent()) {
                int count = node.constant(1).shape().elements();
                weights += count;
                bits += (long) count * node.operandElement(1).format().bits();
            }
        }
        return (double) bits / weights;
    }

    /** One search. Choices are indices into the widths, by layer. */
    private static final class Search {

        private static final int ROUNDS = 4;
        private static final int NEIGHBOURS = 8;

        private final List<String> layers;
        private final int[] widths;
        private final WidthMeter meter;
        private final WidthBudget budget;
        private final WidthTrial widest;
        private final Alone[][] alone;

        Search(List<String> layers, int most, WidthMeter meter, WidthBudget budget) {
            this.layers = layers;
            this.widths = IntStream.rangeClosed(WeightScheme.LEAST_BITS, most).toArray();
            this.meter = meter;
            this.budget = budget;
            this.widest = meter.of(bits(all(widths.length - 1)));
            this.alone = IntStream.range(0, layers.size())
                    .mapToObj(layer -> IntStream.range(0, widths.length - 1)
                            .parallel()
                            .mapToObj(width -> alone(layer, width))
                            .toArray(Alone[]::new))
                    .toArray(Alone[][]::new);
        }

        private Alone alone(int layer, int width) {
            int[] choice = all(widths.length - 1);
            choice[layer] = width;
            WidthTrial trial = meter.of(bits(choice));
            return new Alone(
                    layers.get(layer),
                    widths[width],
                    Math.max(0, trial.noise() - widest.noise()),
                    widest.cost() - trial.cost());
        }

        BudgetedWidths outcome() {
            WidthTrial chosen = within(budget.most());
            if (chosen.cost() > budget.most() * (1 + 1e-9)) {
                throw InvalidInputException.of(
                        new ModelNode("--budget", ""),
                        "the narrowest choice that was found takes " + budget.text(chosen.cost()) + ", more than "
                                + budget.text(budget.most()),
                        "raise the budget; all layers at " + widths[0] + " bits take "
                                + budget.text(meter.of(bits(all(0))).cost()));
            }
            List<WidthTrial> uniform = IntStream.range(0, widths.length)
                    .mapToObj(width -> meter.of(bits(all(width))))
                    .toList();
            List<WidthTrial> mixed = uniform.subList(0, widths.length - 1).stream()
                    .map(trial -> within(trial.cost()))
                    .toList();
            List<Alone> all = new ArrayList<>();
            for (Alone[] layer : alone) {
                all.addAll(List.of(layer));
            }
            return new BudgetedWidths(all, chosen, uniform, mixed);
        }

        private WidthTrial within(double most) {
            double slack = most * (1 + 1e-9);
            int[] narrow = new Narrowing<int[]>(this::narrower, this::noise, this::cost)
                    .from(all(widths.length - 1), c -> true, c -> cost(c) <= slack);
            return exchanged(filled(narrow, slack), slack);
        }

        /** Layers are widened as long as there is room, always the one that takes most of the noise away. */
        private int[] filled(int[] narrow, double most) {
            int[] full = narrow;
            Optional<int[]> wider = Optional.of(narrow);
            while (wider.isPresent()) {
                full = wider.get();
                double before = noise(full);
                wider = wider(full).stream()
                        .filter(c -> cost(c) <= most && noise(c) < before)
                        .min(Comparator.comparingDouble(this::noise));
            }
            return full;
        }

        /**
         * Noise adds up only where there is little of it: the choice is measured beside the widest uniform one within the budget, and then beside
         * neighbours of the better one, as long as one of them is better: one layer is narrowed, and another one takes what that saves, or several do.
         */
        private WidthTrial exchanged(int[] added, double most) {
            int[] best = added;
            WidthTrial found = meter.of(bits(added));
            for (int width = widths.length - 1; width >= 0; width--) {
                if (cost(all(width)) <= most) {
                    WidthTrial alike = meter.of(bits(all(width)));
                    if (alike.noise() < found.noise()) {
                        best = all(width);
                        found = alike;
                    }
                    break;
                }
            }
            for (int round = 0; round < ROUNDS; round++) {
                int[] from = best;
                List<int[]> exchanged = narrower(from).stream()
                        .flatMap(narrow -> wider(narrow).stream())
                        .filter(c -> cost(c) <= most && !Arrays.equals(c, from))
                        .sorted(Comparator.comparingDouble(this::noise))
                        .limit(NEIGHBOURS)
                        .toList();
                List<int[]> shared = narrower(from).stream()
                        .map(narrow -> filled(narrow, most))
                        .filter(c -> !Arrays.equals(c, from))
                        .sorted(Comparator.comparingDouble(this::noise))
                        .limit(NEIGHBOURS)
                        .toList();
                List<int[]> neighbours =
                        Stream.concat(exchanged.stream(), shared.stream()).toList();
                List<WidthTrial> tried =
                        neighbours.parallelStream().map(c -> meter.of(bits(c))).toList();
                WidthTrial before = found;
                OptionalInt better = IntStream.range(0, tried.size())
                        .filter(i -> tried.get(i).noise() < before.noise()
                                && tried.get(i).cost() <= most)
                        .boxed()
                        .min(Comparator.comparingDouble(i -> tried.get(i).noise()))
                        .map(OptionalInt::of)
                        .orElse(OptionalInt.empty());
                if (better.isEmpty()) {
                    break;
                }
                best = neighbours.get(better.getAsInt());
                found = tried.get(better.getAsInt());
            }
            return found;
        }

        private List<int[]> narrower(int[] choice) {
            return changed(choice, (now, width) -> width < now);
        }

        private List<int[]> wider(int[] choice) {
            return changed(choice, (now, width) -> width > now);
        }

        private interface Change {
            boolean isOne(int now, int width);
        }

        private List<int[]> changed(int[] choice, Change change) {
            List<int[]> found = new ArrayList<>();
            for (int layer = 0; layer < choice.length; layer++) {
                for (int width = 0; width < widths.length; width++) {
                    if (change.isOne(choice[layer], width)) {
                        int[] one = choice.clone();
                        one[layer] = width;
                        found.add(one);
                    }
                }
            }
            return found;
        }

        private double noise(int[] choice) {
            double noise = widest.noise();
            for (int layer = 0; layer < choice.length; layer++) {
                noise += choice[layer] < widths.length - 1 ? alone[layer][choice[layer]].noise() : 0;
            }
            return noise;
        }

        private double cost(int[] choice) {
            double cost = widest.cost();
            for (int layer = 0; layer < choice.length; layer++) {
                cost -= choice[layer] < widths.length - 1 ? alone[layer][choice[layer]].saved() : 0;
            }
            return cost;
        }

        private int[] all(int width) {
            return layers.stream().mapToInt(layer -> width).toArray();
        }

        private SequencedMap<String, Integer> bits(int[] choice) {
            SequencedMap<String, Integer> bits = new LinkedHashMap<>();
            for (int layer = 0; layer < choice.length; layer++) {
                bits.put(layers.get(layer), widths[choice[layer]]);
            }
            return bits;
        }
    }
}
