package dev.intarsia.ir.stream;

import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.target.Fpga;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Chooses foldings: the least interval of all layers whose estimate fits into the budget, and for each layer the least that reaches it, so
 * that no layer is faster than it has to be.
 */
public final class PlanFoldings {

    /** How many products a layer makes at most in a cycle. */
    private static final int MOST_PRODUCTS = 4096;

    private final Program program;
    private final Fpga target;
    private final Map<String, StreamForm> forms;
    private final EstimateResources estimate;
    private final Map<String, List<Choice>> choices = new LinkedHashMap<>();

    /** A folding with the trips that it makes. */
    private record Choice(Folding folding, long trips) {
        long products() {
            return (long) folding.elements() * folding.lanes();
        }
    }

    private PlanFoldings(Program program, Fpga target) {
        this.program = program;
        this.target = target;
        this.forms = LayOutStreams.forms(program);
        this.estimate = new EstimateResources(program);
        forms.forEach((node, form) -> {
            List<Choice> own = new ArrayList<>();
            choices(form).forEach(f -> own.add(new Choice(f, trips(form, f))));
            own.sort(Comparator.comparingLong(Choice::products)
                    .thenComparing(c -> c.folding().elements()));
            choices.put(node, own);
        });
    }

    /**
     * A plan that fits.
     *
     * @throws InvalidInputException when even one thing after the other does not fit
     */
    public static FoldingPlan plan(Program program, Fpga target) {
        return new PlanFoldings(program, target).search();
    }

    /**
     * The plan that given foldings come to.
     *
     * @throws InvalidInputException when it does not fit
     */
    public static FoldingPlan of(Program program, Fpga target, Map<String, Folding> foldings) {
        StreamDesign design = LayOutStreams.of(program, foldings);
        FoldingPlan plan = new FoldingPlan(target, design, TokenTimes.of(design), new EstimateResources(program));
        check(plan);
        return plan;
    }

    /** The foldings that a layer can have; none for a layer that cannot be folded. */
    public static List<Folding> choices(StreamForm form) {
        return switch (form) {
            case StreamForm.Reduces(Reduction reduction) -> {
                List<Folding> all = new ArrayList<>();
                Reduction.Window window = reduction.window();
                for (int elements : divisors(window.channels())) {
                    for (int lanes :
                            window.own() ? List.of(1) : divisors(window.image().size(2))) {
                        if ((long) elements * lanes <= MOST_PRODUCTS) {
                            all.add(new Folding(elements, lanes));
                        }
                    }
                }
                yield all;
            }
            case StreamForm.Pointwise pointwise ->
                pointwise.store().buffer().shape().rank() == 0
                        ? List.of()
                        : divisors(pointwise.store().buffer().shape().size(-1)).stream()
                                .map(elements -> new Folding(elements, 1))
                                .toList();
            case StreamForm.Same same -> List.of();
            case StreamForm.Whole whole -> List.of();
        };
    }

    private static List<Integer> divisors(int of) {
        List<Integer> divisors = new ArrayList<>();
        for (int d = 1; d <= of; d++) {
            if (of % d == 0) {
                divisors.add(d);
            }
        }
        return divisors;
    }

    /** The trips of a layer and of the process that gives it its windows: the more. */
    private static long trips(StreamForm form, Folding folding) {
        return switch (form) {
            case StreamForm.Reduces(Reduction reduction) -> {
                Reduction.Window window = reduction.window();
                long groups = window.own() ? 1 : window.image().size(2) / folding.lanes();
                long own = (long) window.places() * (window.channels() / folding.elements()) * window.taps() * groups;
                if (window.isPlain()) {
                    yield own;
                }
                int lanes = window.own() ? folding.elements() : folding.lanes();
                long words = (long) window.image().size(1) * window.image().size(2) / lanes;
                long windows = (long) window.outputColumns()
                        * window.taps()
                        * window.image().size(2)
                        / lanes;
                long slide = window.rowsBefore(0) * words;
                for (int row = 0; row < window.outputRows(); row++) {
                    slide += Math.max((window.rowsBefore(row + 1) - window.rowsBefore(row)) * words, windows);
                }
                yield Math.max(own, slide);
            }
            case StreamForm.Pointwise pointwise ->
                pointwise.store().buffer().shape().elements() / folding.elements();
            case StreamForm.Same same -> 0;
            case StreamForm.Whole whole -> 0;
        };
    }

    private FoldingPlan search() {
        TreeSet<Long> all = new TreeSet<>();
        choices.values().forEach(list -> list.forEach(c -> all.add(c.trips())));
        long floor = LayOutStreams.of(program, Map.of(), forms).processes().stream()
                .filter(p -> p instanceof Process.Enter || p instanceof Process.Leave || p instanceof Process.Whole)
                .mapToLong(Process::trips)
                .max()
                .orElse(1);
        List<Long> intervals = new ArrayList<>(all.tailSet(floor));
        intervals.addFirst(floor);
        int from = 0;
        int to = intervals.size() - 1;
        while (from < to) {
            int middle = (from + to) / 2;
            if (fits(intervals.get(middle))) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        for (int i = from; ; i++) {
            StreamDesign design = LayOutStreams.of(program, foldings(intervals.get(i)), forms);
            FoldingPlan plan = new FoldingPlan(target, design, TokenTimes.of(design), estimate);
            if (plan.total().beyond(target.budget()).isEmpty()) {
                return plan;
            }
            if (i == intervals.size() - 1) {
                check(plan);
            }
        }
    }

    private Map<String, Folding> foldings(long interval) {
        Map<String, Folding> foldings = new HashMap<>();
        choices.forEach((node, own) -> {
            if (!own.isEmpty()) {
                Choice chosen = own.stream()
                        .filter(c -> c.trips() <= interval)
                        .findFirst()
                        .orElseGet(() -> own.stream()
                                .min(Comparator.comparingLong(Choice::trips))
                                .orElseThrow());
                foldings.put(node, chosen.folding());
            }
        });
        return foldings;
    }

    private boolean fits(long interval) {
        StreamDesign design = LayOutStreams.of(program, foldings(interval), forms);
        Resources total = Resources.NONE;
        for (Process process : design.processes()) {
            total = total.plus(estimate.of(process));
        }
        return total.beyond(target.budget()).isEmpty();
    }

    private static void check(FoldingPlan plan) {
        plan.total().beyond(plan.target().budget()).ifPresent(shortage -> {
            Process largest = plan.design().processes().stream()
                    .max(Comparator.comparingLong(
                            p -> shortage.of(plan.estimate().of(p))))
                    .orElseThrow();
            String layer = largest.name();
            String place = plan.design().program().meaning().graph().nodes().stream()
                    .filter(n -> layer.equals(n.name()) || layer.startsWith(n.name() + "."))
                    .findFirst()
                    .map(Node::name)
                    .orElse(layer);
            throw InvalidInputException.of(
                    plan.target().location(),
                    plan.design().program().meaning().graph().name() + " is estimated to take " + shortage.needed()
                            + " " + shortage.resource() + ", " + (shortage.needed() - shortage.has()) + " more than "
                            + plan.target().name() + " has; the most is for layer " + place + ": "
                            + shortage.of(plan.estimate().of(largest)),
                    "give a larger budget, fold more, or make the network smaller");
        });
    }
}
