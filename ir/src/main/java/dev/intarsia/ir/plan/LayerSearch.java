package dev.intarsia.ir.plan;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.schedule.ApplySchedule;
import dev.intarsia.ir.schedule.KnownLayouts;
import dev.intarsia.ir.schedule.Schedule;
import dev.intarsia.ir.schedule.ScheduledKernel;
import dev.intarsia.ir.schedule.Step;
import dev.intarsia.ir.schedule.UnprovedException;
import dev.intarsia.ir.sequence.Sequence;
import dev.intarsia.ir.sequence.Stretch;
import dev.intarsia.ir.sequence.TransferException;
import dev.intarsia.ir.target.Accelerator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/** Finds schedules of one layer that fit: writes the schedule of each promising tiling, applies it, and takes its commands. */
final class LayerSearch {

    /** How many tiles of one size are among the promising, between neighbours and alone. */
    private static final int ALIKE = 3;

    private static final int ALIKE_ALONE = 2;

    /** The same of those whose input stays on the chip, and how many there are. */
    private static final int ALIKE_FED = 1;

    private static final int FED = 3;

    private final Kernel kernel;
    private final Work work;
    private final Accelerator target;
    private final Map<String, Integer> places;
    private final Forecast forecast;
    private final boolean isFed;
    private final KnownLayouts layouts = new KnownLayouts();

    /**
     * @param places where the kernel's inputs, outputs and parameters lie in the memory outside, for the estimate
     * @param isFed whether the words of the layer before may stay on the chip
     */
    LayerSearch(Kernel kernel, Work work, Accelerator target, Map<String, Integer> places, boolean isFed) {
        this.kernel = kernel;
        this.work = work;
        this.target = target;
        this.places = places;
        this.isFed = isFed;
        forecast = new Forecast(work, kernel.outputs().getFirst().format().bytes(), target);
    }

    /**
     * A schedule that fits.
     *
     * @param schedule without the places of its buffers
     * @param scheduled the kernel that it makes
     * @param slots what it needs of the scratchpads
     * @param packed the places that the commands are for
     * @param commands without tokens
     * @param cycles an estimate for the layer by itself
     */
    record Candidate(
            Schedule schedule,
            ScheduledKernel scheduled,
            List<Placement.Slot> slots,
            List<List<Integer>> packed,
            List<Command> commands,
            long cycles) {

        /**
         * The schedule with its buffers at these places.
         *
         * @param kept addresses of activations that stay on the chip
         */
        Schedule placedAt(List<List<Integer>> addresses, Set<Integer> kept) {
            List<Step> steps = new ArrayList<>(schedule.steps());
            steps.addAll(Placement.steps(slots, addresses));
            for (int slot = 0; slot < slots.size(); slot++) {
                if (slots.get(slot).scratchpad() == Scratchpad.ACTIVATION && kept.containsAll(addresses.get(slot))) {
                    steps.add(new Step.Keep(slots.get(slot).buffer()));
                }
            }
            return new Schedule(schedule.kernel(), schedule.target(), steps);
        }
    }

    /** What the search came to. */
    sealed interface Outcome {
        /** @param candidates at least one, best first */
        record Planned(List<Candidate> candidates) implements Outcome {}

        /** Its arithmetic cannot be brought into the units' form, or no load or store moves what its tiles need. */
        record Unfit(String reason) implements Outcome {}

        /** What the smallest tiling lacks. */
        record TooLarge(Map<Scratchpad, Integer> missing) implements Outcome {}
    }

    /** @param most at most so many candidates; what the forecast finds best is tried first */
    Outcome run(int most) {
        List<Tiling> all = TilingSpace.all(work, target);
        ScheduledKernel begun;
        try {
            begun = begin(all.getFirst());
        } catch (UnprovedException e) {
            return new Outcome.Unfit(e.getMessage());
        }
        Map<Tiling, Outcome> tried = new LinkedHashMap<>();
        List<Tiling> fitting = all.stream().filter(forecast::fits).toList();
        promising(fitting, forecast::between, ALIKE, most, begun, tried);
        promising(fitting, forecast::alone, ALIKE_ALONE, most, begun, tried);
        if (isFed) {
            List<Tiling> whole = fitting.stream().filter(forecast::isWhole).toList();
            promising(whole, forecast::fed, ALIKE_FED, Math.min(most, FED), begun, tried);
        }
        List<Candidate> candidates = new ArrayList<>();
        Outcome without = new Outcome.TooLarge(Map.of());
        for (Outcome outcome : tried.values()) {
            switch (outcome) {
                case Outcome.Planned planned -> candidates.addAll(planned.candidates());
                case Outcome.Unfit unfit -> without = unfit;
                case Outcome.TooLarge large -> {}
            }
        }
        if (candidates.isEmpty()) {
            return without instanceof Outcome.Unfit ? without : smallest(begun, all);
        }
        candidates.sort(Comparator.comparingLong(Candidate::cycles));
        return new Outcome.Planned(List.copyOf(candidates));
    }

    /**
     * Tries tilings, what is forecast to be quickest first, and of equals the one that fetches most weights early.
     *
     * @param alike how many of one size
     * @param most how many in all
     * @param tried what came of each; those that stand there already are not tried again
     */
    private void promising(
            List<Tiling> fitting,
            ToLongFunction<Tiling> order,
            int alike,
            int most,
            ScheduledKernel begun,
            Map<Tiling, Outcome> tried) {
        List<Tiling> ordered = fitting.stream()
                .map(t -> Map.entry(order.applyAsLong(t), t))
                .sorted(Map.Entry.<Long, Tiling>comparingByKey()
                        .thenComparing(e -> -e.getValue().weightCopies()))
                .map(Map.Entry::getValue)
                .toList();
        Map<List<Integer>, Integer> ofSize = new HashMap<>();
        int found = 0;
        for (Tiling tiling : ordered) {
            List<Integer> size = List.of(tiling.height(), tiling.width());
            if (found < most && ofSize.getOrDefault(size, 0) < Math.max(alike, most / ALIKE)) {
                Outcome outcome = tried.computeIfAbsent(tiling, t -> tried(begun, t));
                if (outcome instanceof Outcome.Planned) {
                    found++;
                    ofSize.merge(size, 1, Integer::sum);
                }
            }
        }
    }

    /** What the smallest tiles lack; a candidate if one of them fits after all. */
    private Outcome smallest(ScheduledKernel begun, List<Tiling> all) {
        Outcome least = null;
        int size = Integer.MAX_VALUE;
        for (Tiling tiling : all) {
            if (tiling.height() * tiling.width() == 1) {
                switch (tried(begun, tiling)) {
                    case Outcome.Planned planned -> {
                        return planned;
                    }
                    case Outcome.Unfit unfit -> least = least == null ? unfit : least;
                    case Outcome.TooLarge large -> {
                        int missing = large.missing().values().stream()
                                .mapToInt(Integer::intValue)
                                .sum();
                        if (missing < size) {
                            size = missing;
                            least = large;
                        }
                    }
                }
            }
        }
        return least;
    }

    /** The first steps of a schedule, which change the arithmetic: the same whatever the tiling. */
    private static List<Step> arithmetic(Schedule schedule) {
        return schedule.steps().stream()
                .takeWhile(s -> s instanceof Step.Rewrite || s instanceof Step.Interleave)
                .toList();
    }

    /** The kernel with its arithmetic changed for the units. */
    private ScheduledKernel begin(Tiling any) {
        Schedule schedule = ScheduleWriter.write(kernel, work, any, target);
        return ApplySchedule.further(new ScheduledKernel(kernel, List.of()), arithmetic(schedule));
    }

    /** @param begun the kernel with its arithmetic changed already */
    private Outcome tried(ScheduledKernel begun, Tiling tiling) {
        Schedule schedule = ScheduleWriter.write(kernel, work, tiling, target);
        ScheduledKernel scheduled = ApplySchedule.further(
                begun,
                schedule.steps()
                        .subList(arithmetic(schedule).size(), schedule.steps().size()),
                layouts);
        List<Placement.Slot> slots = Placement.slots(scheduled, target);
        Map<Scratchpad, Integer> missing = Placement.missing(slots, target);
        if (!missing.isEmpty()) {
            return new Outcome.TooLarge(missing);
        }
        try {
            List<List<Integer>> packed = new Placement(target).place(slots);
            ScheduledKernel complete = ApplySchedule.further(scheduled, Placement.steps(slots, packed));
            List<Command> commands = Sequence.commands(complete, places, target);
            long cycles = Stretch.cycles(List.of(commands), target);
            return new Outcome.Planned(List.of(new Candidate(schedule, scheduled, slots, packed, commands, cycles)));
        } catch (TransferException e) {
            return new Outcome.Unfit(e.getMessage());
        }
    }
}
