package dev.intarsia.ir.plan;

import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.plan.LayerSearch.Candidate;
import dev.intarsia.ir.plan.LayerSearch.Outcome;
import dev.intarsia.ir.schedule.ApplySchedule;
import dev.intarsia.ir.schedule.Schedule;
import dev.intarsia.ir.schedule.ScheduledKernel;
import dev.intarsia.ir.sequence.Sequence;
import dev.intarsia.ir.sequence.Stretch;
import dev.intarsia.ir.target.Accelerator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Plans a network in three steps. For each layer by itself it writes the schedules that a {@link Forecast} finds promising and takes their
 * commands; between neighbouring layers it chooses among them by the cost model; then all buffers get their places, layer after layer.
 */
public final class SearchingPlanner implements Planner {

    /** How many schedules of a layer are written down. */
    private static final int PROMISING = 4;

    private final String name;
    private final int candidates;

    public SearchingPlanner() {
        this("search", PROMISING);
    }

    /** A planner that writes down every schedule of each layer: slow, to say how far the usual one is from the best. */
    public static SearchingPlanner exhaustive() {
        return new SearchingPlanner("exhaustive", Integer.MAX_VALUE);
    }

    /** A planner that chooses among so many schedules of each layer. */
    SearchingPlanner(String name, int candidates) {
        this.name = name;
        this.candidates = candidates;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Plan plan(Program program, Accelerator target, Diagnostics diagnostics) {
        List<Classify.Result> results = program.kernels().parallelStream()
                .map(k -> Classify.classify(k, target))
                .toList();
        List<Map<String, Integer>> places = places(program.kernels(), results);
        List<Decided> decided = IntStream.range(0, results.size())
                .parallel()
                .mapToObj(i -> decide(program, i, results.get(i), target, places.get(i), isFed(program, i, results)))
                .toList();
        decided.forEach(d -> diagnostics.addAll(d.diagnostics()));
        diagnostics.stopOnErrors();
        List<LayerPlan> layers = choose(program, decided, target);
        return new Plan(program, target, TensorPlacement.place(program, layers), layers);
    }

    /**
     * What was found for one node.
     *
     * @param layer where it is decided already: not on the device
     * @param candidates where it is on the device
     */
    private record Decided(
            Optional<LayerPlan> layer, Optional<Work> work, List<Candidate> candidates, Diagnostics diagnostics) {

        static Decided of(LayerPlan layer) {
            return new Decided(Optional.of(layer), Optional.empty(), List.of(), new Diagnostics());
        }
    }

    private Decided decide(
            Program program,
            int index,
            Classify.Result result,
            Accelerator target,
            Map<String, Integer> places,
            boolean isFed) {
        Kernel kernel = program.kernels().get(index);
        Node node = program.meaning().graph().nodes().get(index);
        String summary = Summary.of(node, kernel);
        return switch (result) {
            case Classify.Result.Copy(String operand) -> Decided.of(new LayerPlan.Alias(node.name(), operand));
            case Classify.Result.OnHost(String reason) ->
                Decided.of(new LayerPlan.OnHost(node.name(), summary, reason));
            case Classify.Result.OnDevice(Work work) -> {
                Diagnostics diagnostics = new Diagnostics();
                if (!Widths.fit(kernel, work, target, diagnostics)) {
                    yield new Decided(Optional.empty(), Optional.empty(), List.of(), diagnostics);
                }
                yield switch (new LayerSearch(kernel, work, target, places, isFed).run(candidates)) {
                    case Outcome.Planned(List<Candidate> found) ->
                        new Decided(Optional.empty(), Optional.of(work), found, diagnostics);
                    case Outcome.Unfit(String reason) ->
                        Decided.of(new LayerPlan.OnHost(kernel.name(), summary, reason));
                    case Outcome.TooLarge(Map<Scratchpad, Integer> missing) -> {
                        tooLarge(kernel, target, missing, diagnostics);
                        yield new Decided(Optional.empty(), Optional.empty(), List.of(), diagnostics);
                    }
                };
            }
        };
    }

    /** Whether the layer before, but for those that cost nothing, is one of the device: then its words may stay on the chip. */
    private static boolean isFed(Program program, int index, List<Classify.Result> results) {
        int before = index - 1;
        while (before >= 0 && results.get(before) instanceof Classify.Result.Copy) {
            before--;
        }
        return before >= 0 && results.get(before) instanceof Classify.Result.OnDevice;
    }

    /** Chooses in every stretch without host layers, and places buffers. */
    private static List<LayerPlan> choose(Program program, List<Decided> decided, Accelerator target) {
        Map<Integer, Candidate> chosen = new HashMap<>();
        Map<Integer, Schedule> schedules = new HashMap<>();
        Placement placement = new Placement(target);
        List<Integer> stretch = new ArrayList<>();
        for (int i = 0; i <= decided.size(); i++) {
            boolean end = i == decided.size()
                    || decided.get(i)
                            .layer()
                            .filter(LayerPlan.OnHost.class::isInstance)
                            .isPresent();
            if (end) {
                List<Candidate> best = NetworkSearch.choose(
                        stretch.stream().map(l -> decided.get(l).candidates()).toList(), target);
                NetworkSearch.Placed placed = NetworkSearch.placed(best, placement, target);
                for (int l = 0; l < best.size(); l++) {
                    chosen.put(stretch.get(l), best.get(l));
                    schedules.put(
                            stretch.get(l),
                            best.get(l)
                                    .placedAt(
                                            placed.places().get(l),
                                            placed.kept().get(l)));
                }
                stretch.clear();
            } else if (decided.get(i).work().isPresent()) {
                stretch.add(i);
            }
        }
        List<LayerPlan> layers = new ArrayList<>();
        for (int i = 0; i < decided.size(); i++) {
            if (!chosen.containsKey(i)) {
                layers.add(decided.get(i).layer().orElseThrow());
                continue;
            }
            Candidate candidate = chosen.get(i);
            Kernel kernel = program.kernels().get(i);
            layers.add(onDevice(
                    kernel,
                    decided.get(i).work().orElseThrow(),
                    target,
                    Summary.of(program.meaning().graph().nodes().get(i), kernel),
                    schedules.get(i),
                    candidate.cycles()));
        }
        return layers;
    }

    /** The plan of one layer with a schedule written by hand; its buffers are placed already. */
    public static LayerPlan.OnDevice withSchedule(
            Program program, String kernel, Accelerator target, Schedule schedule) {
        int index = program.kernels().stream().map(Kernel::name).toList().indexOf(kernel);
        Kernel k = program.kernels().get(index);
        Classify.Result result = Classify.classify(k, target);
        if (!(result instanceof Classify.Result.OnDevice(Work work))) {
            throw new IllegalArgumentException(kernel + " is not computed by the accelerator");
        }
        ScheduledKernel scheduled = ApplySchedule.apply(k, schedule);
        long cycles = Stretch.cycles(
                List.of(Sequence.commands(
                        scheduled, places(List.of(k), List.of(result)).getFirst(), target)),
                target);
        String summary = Summary.of(program.meaning().graph().nodes().get(index), k);
        return onDevice(k, work, target, summary, schedule, cycles);
    }

    /**
     * Schedules of one kernel that fit, best first.
     *
     * @param most at most so many
     */
    public static List<Schedule> candidates(Kernel kernel, Accelerator target, int most) {
        Classify.Result result = Classify.classify(kernel, target);
        if (!(result instanceof Classify.Result.OnDevice(Work work))) {
            return List.of();
        }
        Map<String, Integer> places = places(List.of(kernel), List.of(result)).getFirst();
        return switch (new LayerSearch(kernel, work, target, places, false).run(most)) {
            case Outcome.Planned(List<Candidate> found) ->
                found.stream()
                        .map(c -> c.placedAt(new Placement(target).place(c.slots()), Set.of()))
                        .toList();
            case Outcome.Unfit u -> List.of();
            case Outcome.TooLarge t -> List.of();
        };
    }

    private static LayerPlan.OnDevice onDevice(
            Kernel kernel, Work work, Accelerator target, String summary, Schedule schedule, long cycles) {
        return new LayerPlan.OnDevice(
                kernel.name(), summary, schedule, work.macs(), cycles, Bounds.of(kernel, work, target));
    }

    private static void tooLarge(
            Kernel kernel, Accelerator target, Map<Scratchpad, Integer> missing, Diagnostics diagnostics) {
        missing.forEach((pad, bytes) -> diagnostics.error(
                kernel.location(),
                kernel.name() + " does not fit " + target.name() + ": even its smallest tile needs " + bytes
                        + (pad == Scratchpad.ACCUMULATOR ? " entries" : " bytes") + " more of "
                        + pad.memory().name() + " than the " + pad.capacity(target) + " there are",
                "use a target with more " + pad.memory().name() + ", or a smaller layer"));
    }

    /** For estimates, every tensor has bytes of its own in the memory outside; all known words lie behind them. */
    private static List<Map<String, Integer>> places(List<Kernel> kernels, List<Classify.Result> results) {
        Map<String, Integer> tensors = new HashMap<>();
        int end = 0;
        for (int i = 0; i < kernels.size(); i++) {
            for (Buffer buffer : tensors(kernels.get(i))) {
                if (results.get(i) instanceof Classify.Result.Copy(String operand) && tensors.containsKey(operand)) {
                    tensors.putIfAbsent(buffer.name(), tensors.get(operand));
                } else if (tensors.putIfAbsent(buffer.name(), end) == null) {
                    end = (end + buffer.format().bytes() * buffer.shape().elements() + 63) / 64 * 64;
                }
            }
        }
        List<Map<String, Integer>> places = new ArrayList<>();
        for (Kernel kernel : kernels) {
            Map<String, Integer> own = new HashMap<>();
            tensors(kernel).forEach(buffer -> own.put(buffer.name(), tensors.get(buffer.name())));
            own.put(Sequence.PARAMETERS, end);
            places.add(own);
        }
        return places;
    }

    private static List<Buffer> tensors(Kernel kernel) {
        List<Buffer> buffers = new ArrayList<>(kernel.inputs());
        buffers.addAll(kernel.outputs());
        return buffers;
    }
}
