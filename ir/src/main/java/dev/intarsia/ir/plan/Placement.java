package dev.intarsia.ir.plan;

import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.schedule.ScheduledKernel;
import dev.intarsia.ir.schedule.Step;
import dev.intarsia.ir.target.Accelerator;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Where the staged buffers of layer after layer lie in the scratchpads: one behind the other, and from the bottom again when the top is
 * reached. So what a layer fills was left longest ago, and its loads seldom wait for the layer before.
 *
 * <p>A layer that does not fit from where the last one ended begins at the bottom.
 */
final class Placement {

    private static final int ALIGNMENT = 16;

    private final Accelerator target;
    private final Map<Scratchpad, Integer> next = new EnumMap<>(Scratchpad.class);

    Placement(Accelerator target) {
        this.target = target;
    }

    /**
     * Staged copies of one buffer.
     *
     * @param size of one copy in the unit of its scratchpad, whole alignments
     */
    record Slot(String buffer, Scratchpad scratchpad, int copies, int size) {}

    /** What a layer needs. */
    static List<Slot> slots(ScheduledKernel scheduled, Accelerator target) {
        return scheduled.staged().stream()
                .map(staged -> {
                    Scratchpad pad = Scratchpad.of(staged.buffer().memory());
                    return new Slot(staged.buffer().name(), pad, staged.copies(), size(staged, pad, target));
                })
                .toList();
    }

    /** How many bytes, or entries of accumulators, each scratchpad lacks; empty when everything fits. */
    static Map<Scratchpad, Integer> missing(List<Slot> slots, Accelerator target) {
        Map<Scratchpad, Integer> used = new EnumMap<>(Scratchpad.class);
        slots.forEach(s -> used.merge(s.scratchpad(), s.copies() * s.size(), Integer::sum));
        Map<Scratchpad, Integer> missing = new EnumMap<>(Scratchpad.class);
        used.forEach((pad, size) -> {
            if (size > pad.capacity(target)) {
                missing.put(pad, size - pad.capacity(target));
            }
        });
        return missing;
    }

    /** Places for a layer that fits: for each slot, its copies' addresses. */
    List<List<Integer>> place(List<Slot> slots) {
        Map<Scratchpad, List<Integer>> byPad = new EnumMap<>(Scratchpad.class);
        for (Scratchpad pad : Scratchpad.values()) {
            List<Integer> sizes = new ArrayList<>();
            slots.stream()
                    .filter(s -> s.scratchpad() == pad)
                    .forEach(s ->
                            java.util.Collections.nCopies(s.copies(), s.size()).forEach(sizes::add));
            byPad.put(pad, place(pad, sizes));
        }
        Map<Scratchpad, Integer> taken = new EnumMap<>(Scratchpad.class);
        List<List<Integer>> addresses = new ArrayList<>();
        for (Slot slot : slots) {
            int from = taken.getOrDefault(slot.scratchpad(), 0);
            taken.put(slot.scratchpad(), from + slot.copies());
            addresses.add(List.copyOf(byPad.get(slot.scratchpad()).subList(from, from + slot.copies())));
        }
        return addresses;
    }

    /** The steps that place slots at addresses. */
    static List<Step> steps(List<Slot> slots, List<List<Integer>> addresses) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < slots.size(); i++) {
            steps.add(new Step.Place(slots.get(i).buffer(), addresses.get(i)));
        }
        return steps;
    }

    private List<Integer> place(Scratchpad pad, List<Integer> sizes) {
        int capacity = pad.capacity(target);
        int start = next.getOrDefault(pad, 0);
        List<Integer> places = new ArrayList<>();
        int at = start;
        boolean wrapped = false;
        for (int size : sizes) {
            if (at + size > capacity) {
                wrapped = true;
                at = 0;
            }
            if (wrapped && at + size > start) {
                places.clear();
                break;
            }
            places.add(at);
            at += size;
        }
        if (places.size() < sizes.size()) {
            at = 0;
            for (int size : sizes) {
                places.add(at);
                at += size;
            }
        }
        next.put(pad, at);
        return places;
    }

    private static int size(ScheduledKernel.Staged staged, Scratchpad pad, Accelerator target) {
        int elements = staged.buffer().shape().elements();
        if (pad == Scratchpad.ACCUMULATOR) {
            return elements / staged.buffer().shape().size(-1);
        }
        int unit = unit(pad, target);
        return (elements * staged.buffer().format().bytes() + unit - 1) / unit * unit;
    }

    /** What addresses in a scratchpad are multiples of. */
    private static int unit(Scratchpad pad, Accelerator target) {
        return switch (pad) {
            case PARAMETER -> target.parameterEntryBytes();
            case ACCUMULATOR -> 1;
            case ACTIVATION, WEIGHT, OUTPUT, TABLE -> ALIGNMENT;
        };
    }
}
