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
 * Where the staged buffers of one layer lie in the scratchpads: one behind the other, from the bottom, or from the top for every other
 * layer's weights and parameters, so that they can be loaded while the layer before is still at work.
 *
 * @param steps a place step for each staged buffer
 * @param missing how many bytes, or entries of accumulators, each scratchpad lacks; empty when everything fits
 */
record Placement(List<Step> steps, Map<Scratchpad, Integer> missing) {

    private static final int ALIGNMENT = 16;

    static Placement of(ScheduledKernel scheduled, Accelerator target, boolean fromTop) {
        Map<Scratchpad, Integer> used = new EnumMap<>(Scratchpad.class);
        List<Step> steps = new ArrayList<>();
        for (ScheduledKernel.Staged staged : scheduled.staged()) {
            Scratchpad pad = Scratchpad.of(staged.buffer().memory());
            int size = size(staged, pad, target);
            boolean top = fromTop && (pad == Scratchpad.WEIGHT || pad == Scratchpad.PARAMETER);
            List<Integer> addresses = new ArrayList<>();
            for (int copy = 0; copy < staged.copies(); copy++) {
                int before = used.getOrDefault(pad, 0);
                used.put(pad, before + size);
                addresses.add(
                        top ? pad.capacity(target) / unit(pad, target) * unit(pad, target) - before - size : before);
            }
            steps.add(new Step.Place(staged.buffer().name(), addresses));
        }
        Map<Scratchpad, Integer> missing = new EnumMap<>(Scratchpad.class);
        used.forEach((pad, size) -> {
            if (size > pad.capacity(target)) {
                missing.put(pad, size - pad.capacity(target));
            }
        });
        return new Placement(steps, missing);
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
            case ACTIVATION, WEIGHT, OUTPUT -> ALIGNMENT;
        };
    }
}
