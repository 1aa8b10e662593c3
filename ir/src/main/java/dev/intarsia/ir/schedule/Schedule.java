package dev.intarsia.ir.schedule;

import java.util.List;
import java.util.Objects;

/**
 * How one kernel is carried out on one target.
 *
 * @param kernel the kernel's name
 * @param target the target's name
 * @param steps applied one after the other
 */
public record Schedule(String kernel, String target, List<Step> steps) {

    public Schedule {
        Objects.requireNonNull(kernel, "kernel");
        Objects.requireNonNull(target, "target");
        steps = List.copyOf(steps);
    }
}
