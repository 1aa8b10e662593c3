package dev.intarsia.ir.plan;

import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.schedule.ApplySchedule;
import dev.intarsia.ir.schedule.Schedule;
import dev.intarsia.ir.schedule.ScheduledKernel;
import dev.intarsia.ir.schedule.Step;
import dev.intarsia.ir.schedule.UnprovedException;
import dev.intarsia.ir.sequence.Sequence;
import dev.intarsia.ir.sequence.TransferException;
import dev.intarsia.ir.target.Accelerator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Plans each layer by trying tilings: writes the schedule of each, applies it, sees whether its buffers fit, and keeps the one whose
 * commands the cost model finds fastest.
 */
public final class SearchingPlanner implements Planner {

    /** Narrower tiles, and weights that stay for one pass only, are tried only while fewer schedules than this, or none, fit. */
    private static final int ENOUGH = 4;

    /** An axis is cut into this many parts at most, unless it does not fit. */
    private static final int PARTS = 4;

    @Override
    public String name() {
        return "search";
    }

    @Override
    public Plan plan(Program program, Accelerator target, Diagnostics diagnostics) {
        List<Decided> decided = IntStream.range(0, program.kernels().size())
                .parallel()
                .mapToObj(i -> decide(program, i, target))
                .toList();
        decided.forEach(d -> diagnostics.addAll(d.diagnostics()));
        diagnostics.stopOnErrors();
        List<LayerPlan> layers =
                decided.stream().map(d -> d.layer().orElseThrow()).toList();
        return new Plan(program, target, TensorPlacement.place(program, layers), layers);
    }

    /** What was decided for one node; nothing where an error was found. */
    private record Decided(Optional<LayerPlan> layer, Diagnostics diagnostics) {}

    private static Decided decide(Program program, int index, Accelerator target) {
        Kernel kernel = program.kernels().get(index);
        Node node = program.meaning().graph().nodes().get(index);
        String summary = Summary.of(node, kernel);
        Diagnostics diagnostics = new Diagnostics();
        Optional<LayerPlan> layer = switch (Classify.classify(kernel)) {
            case Classify.Result.Copy(String operand) -> Optional.of(new LayerPlan.Alias(node.name(), operand));
            case Classify.Result.OnHost(String reason) ->
                Optional.of(new LayerPlan.OnHost(node.name(), summary, reason));
            case Classify.Result.OnDevice(Work work) ->
                Widths.fit(kernel, work, target, diagnostics)
                        ? onDevice(kernel, work, target, summary, index % 2 == 1, diagnostics)
                        : Optional.empty();
        };
        return new Decided(layer, diagnostics);
    }

    private static Optional<LayerPlan> onDevice(
            Kernel kernel, Work work, Accelerator target, String summary, boolean fromTop, Diagnostics diagnostics) {
        return switch (best(kernel, work, target, fromTop)) {
            case Outcome.Planned(Candidate c) -> Optional.of(onDevice(kernel, work, target, summary, c));
            case Outcome.Unfit(String reason) -> Optional.of(new LayerPlan.OnHost(kernel.name(), summary, reason));
            case Outcome.TooLarge(Map<Scratchpad, Integer> missing) -> {
                tooLarge(kernel, target, missing, diagnostics);
                yield Optional.empty();
            }
        };
    }

    /** The plan of one layer with a schedule written by hand; its buffers are placed already. */
    public static LayerPlan.OnDevice withSchedule(
            Program program, String kernel, Accelerator target, Schedule schedule) {
        int index = program.kernels().stream().map(Kernel::name).toList().indexOf(kernel);
        Kernel k = program.kernels().get(index);
        if (!(Classify.classify(k) instanceof Classify.Result.OnDevice(Work work))) {
            throw new IllegalArgumentException(kernel + " is not computed by the accelerator");
        }
        ScheduledKernel scheduled = ApplySchedule.apply(k, schedule);
        long cycles = Estimate.cycles(Sequence.commands(scheduled, target), target);
        String summary = Summary.of(program.meaning().graph().nodes().get(index), k);
        return onDevice(k, work, target, summary, new Candidate(schedule, cycles));
    }

    /** Every schedule of one kernel that the planner would consider and that fits, best first. */
    public static List<Schedule> candidates(Kernel kernel, Accelerator target) {
        if (!(Classify.classify(kernel) instanceof Classify.Result.OnDevice(Work work))) {
            return List.of();
        }
        List<Tiling> tilings = tilings(work, target);
        ScheduledKernel begun;
        try {
            begun = begin(kernel, work, tilings.getFirst(), target);
        } catch (UnprovedException e) {
            return List.of();
        }
        return tilings.stream()
                .map(t -> tried(kernel, begun, work, t, target, false))
                .flatMap(o -> o instanceof Outcome.Planned(Candidate c) ? Stream.of(c) : Stream.empty())
                .sorted(Comparator.comparingLong(Candidate::cycles))
                .map(Candidate::schedule)
                .toList();
    }

    private record Candidate(Schedule schedule, long cycles) {}

    private static LayerPlan.OnDevice onDevice(
            Kernel kernel, Work work, Accelerator target, String summary, Candidate best) {
        return new LayerPlan.OnDevice(
                kernel.name(), summary, best.schedule(), work.macs(), best.cycles(), Bounds.of(kernel, work, target));
    }

    /** What the search for a layer's schedule came to. */
    private sealed interface Outcome {
        record Planned(Candidate best) implements Outcome {}

        /** Its arithmetic cannot be brought into the units' form, or no load or store moves what its tiles need. */
        record Unfit(String reason) implements Outcome {}

        /** What the last and smallest tiling lacks. */
        record TooLarge(Map<Scratchpad, Integer> missing) implements Outcome {}
    }

    private static Outcome best(Kernel kernel, Work work, Accelerator target, boolean fromTop) {
        Candidate best = null;
        Outcome without = new Outcome.TooLarge(Map.of());
        int fitting = 0;
        int width = 0;
        List<Tiling> tilings = tilings(work, target);
        ScheduledKernel begun;
        try {
            begun = begin(kernel, work, tilings.getFirst(), target);
        } catch (UnprovedException e) {
            return new Outcome.Unfit(e.getMessage());
        }
        for (Tiling tiling : tilings) {
            if (fitting >= ENOUGH && tiling.width() != width) {
                break;
            }
            width = tiling.width();
            boolean fine = tiling.height() * PARTS < tilings.getFirst().height();
            if (fitting > 0 && (fine || tiling.weights() == Tiling.Residency.PASS)) {
                continue;
            }
            switch (tried(kernel, begun, work, tiling, target, fromTop)) {
                case Outcome.Planned(Candidate candidate) -> {
                    fitting++;
                    if (best == null || candidate.cycles() < best.cycles()) {
                        best = candidate;
                    }
                }
                case Outcome.Unfit unfit -> without = unfit;
                case Outcome.TooLarge large -> without = without instanceof Outcome.Unfit ? without : large;
            }
        }
        return best == null ? without : new Outcome.Planned(best);
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

    /** The first steps of a schedule, which change the arithmetic: the same whatever the tiling. */
    private static List<Step> arithmetic(Schedule schedule) {
        return schedule.steps().stream()
                .takeWhile(s -> s instanceof Step.Rewrite || s instanceof Step.Interleave)
                .toList();
    }

    /** A kernel with its arithmetic changed for the units. */
    private static ScheduledKernel begin(Kernel kernel, Work work, Tiling any, Accelerator target) {
        Schedule schedule = ScheduleWriter.write(kernel, work, any, target);
        return ApplySchedule.further(new ScheduledKernel(kernel, List.of()), arithmetic(schedule));
    }

    /** @param begun the kernel with its arithmetic changed already */
    private static Outcome tried(
            Kernel kernel, ScheduledKernel begun, Work work, Tiling tiling, Accelerator target, boolean fromTop) {
        Schedule schedule = ScheduleWriter.write(kernel, work, tiling, target);
        ScheduledKernel scheduled = ApplySchedule.further(
                begun,
                schedule.steps()
                        .subList(arithmetic(schedule).size(), schedule.steps().size()));
        Placement placement = Placement.of(scheduled, target, fromTop);
        if (!placement.missing().isEmpty()) {
            return new Outcome.TooLarge(placement.missing());
        }
        try {
            return new Outcome.Planned(placed(scheduled, schedule, placement, target));
        } catch (TransferException e) {
            return new Outcome.Unfit(e.getMessage());
        }
    }

    private static Candidate placed(
            ScheduledKernel scheduled, Schedule schedule, Placement placement, Accelerator target) {
        List<Step> steps = new ArrayList<>(schedule.steps());
        steps.addAll(placement.steps());
        ScheduledKernel complete = ApplySchedule.further(scheduled, placement.steps());
        long cycles = Estimate.cycles(Sequence.commands(complete, target), target);
        return new Candidate(new Schedule(schedule.kernel(), schedule.target(), steps), cycles);
    }

    /** The tilings worth trying, from the largest to the smallest tiles. */
    private static List<Tiling> tilings(Work work, Accelerator target) {
        List<Integer> heights =
                work.pixels().size() == 2 ? parts(Work.extent(work.pixels().getFirst()), false) : List.of(1);
        List<Integer> widths = work.pixels().isEmpty()
                ? List.of(1)
                : parts(Work.extent(work.pixels().getLast()), true);
        List<Tiling.Residency> weights = work.kind() == Work.Kind.MATRIX
                ? List.of(Tiling.Residency.LAYER, Tiling.Residency.BLOCK, Tiling.Residency.PASS)
                : work.weights().isPresent()
                        ? List.of(Tiling.Residency.LAYER, Tiling.Residency.BLOCK)
                        : List.of(Tiling.Residency.LAYER);
        boolean manyParameters = work.channels() > target.parameterEntries();
        boolean wholeBlocks = work.channels() % target.cols() == 0 && work.channels() > target.cols();
        List<Tiling> tilings = new ArrayList<>();
        for (int width : widths) {
            for (int height : heights) {
                if (height * width > target.accumulatorEntries()) {
                    continue;
                }
                for (Tiling.Residency residency : weights) {
                    Tiling.Residency parameters = manyParameters ? Tiling.Residency.BLOCK : Tiling.Residency.LAYER;
                    tilings.add(new Tiling(height, width, residency, parameters, false));
                    if (wholeBlocks && work.weights().isPresent() && height * width < work.pixelCount()) {
                        tilings.add(new Tiling(height, width, residency, parameters, true));
                    }
                }
            }
        }
        return tilings;
    }

    /** Sizes of parts of an axis: for 1, 2, 4, 8 parts, then ever smaller ones down to single places; only divisors where the last part must be whole. */
    private static List<Integer> parts(int size, boolean divisorsOnly) {
        Set<Integer> parts = new LinkedHashSet<>();
        for (int count = 1; count <= Math.min(size, PARTS); count *= 2) {
            int part = Math.ceilDiv(size, count);
            if (!divisorsOnly || size % part == 0) {
                parts.add(part);
            }
        }
        for (int part = size / PARTS; part > 1; part /= 2) {
            if (!divisorsOnly || size % part == 0) {
                parts.add(part);
            }
        }
        parts.add(1);
        return List.copyOf(parts);
    }
}
